"""Scenario sheets as tests need them, built by the verbs that people use."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from relais.deciding import actions
from relais.deciding.actions import About, OutcomeSaid, SafeguardSaid
from relais.deciding.models import Outcome, Safeguard, Sheet
from tests.cast import NOW, Cast, by


def sheet(cast: Cast, title: str = "Move the blog", *, template: str = "", **about: object) -> Sheet:
    made = actions.make_sheet(
        About(title=title, **about),  # type: ignore[arg-type]
        template=template,
        by=by(cast.owner),
        now=NOW,
    )
    return Sheet.objects.get(pk=made.pk)


def said(
    title: str = "The site is down", percent: object = 10, effect: object = 300_00, **more: object
) -> OutcomeSaid:
    """An outcome; `percent` and `effect` are a number, or as many as there are ends."""
    shares = [
        Decimal(str(one)) / 100 for one in (percent if isinstance(percent, tuple) else (percent, percent))
    ]
    low, likely, high = effect if isinstance(effect, tuple) else (effect,) * 3
    return OutcomeSaid(title, shares[0], shares[1], low, likely, high, **more)  # type: ignore[arg-type]


def outcome(cast: Cast, of: Sheet, *args: object, **more: object) -> Outcome:
    return actions.add_outcome(of.pk, said(*args, **more), by=by(cast.owner), now=NOW)  # type: ignore[arg-type]


def safeguard(
    cast: Cast, of: Sheet, title: str = "A backup first", cost: int = 10_00, **effects: tuple[UUID, str, str]
) -> Safeguard:
    """`effects`: any name with (outcome, what is left of its probability, of its size)."""
    acts = {one: (Decimal(rarer), Decimal(smaller)) for one, rarer, smaller in effects.values()}
    return actions.add_safeguard(of.pk, SafeguardSaid(title, cost, effects=acts), by=by(cast.owner), now=NOW)
