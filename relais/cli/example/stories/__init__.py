"""What happens in the example. Each story yields the moment of its next act and then does it."""

from __future__ import annotations

from collections.abc import Callable

from relais.cli.example.stage import Stage, Story
from relais.cli.example.stories import (
    beginnings,
    cases,
    day_to_day,
    deciding,
    paperwork,
    planning,
    recurring,
    reviewing,
    shop_mail,
    website,
)

STORIES: tuple[Callable[[Stage], Story], ...] = (
    *beginnings.STORIES,
    *website.STORIES,
    *shop_mail.STORIES,
    *paperwork.STORIES,
    *day_to_day.STORIES,
    *planning.STORIES,
    *recurring.STORIES,
    *cases.STORIES,
    *deciding.STORIES,
    *reviewing.STORIES,
)
