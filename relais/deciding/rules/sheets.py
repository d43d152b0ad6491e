"""Guards of scenario sheets: each refuses with a coded reason, or gives back what was meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from relais.activities.models import Activity
from relais.acts.actions import clean_text
from relais.acts.refusal import Refused
from relais.deciding.models.sheets import Outcome, Sheet
from relais.delegations.models import Delegation
from relais.engine.decide.concrete import QUESTIONS
from relais.people.models import Membership

TITLE_LIMIT: Final = 200
ANSWER_LIMIT: Final = 2_000
LESSON_LIMIT: Final = 4_000
GROUP_LIMIT: Final = 60
AMOUNT_MOST: Final = 10**15
"""Minor units or minutes: what the engine takes, and the database holds."""


def title_of(text: str) -> str:
    return clean_text(" ".join(text.split()), limit=TITLE_LIMIT, field="title")


def group_of(text: str) -> str:
    return clean_text(" ".join(text.split()), limit=GROUP_LIMIT, required=False, field="group")


def amount_of(value: int | None, field: str) -> int | None:
    if value is not None and not 0 <= value <= AMOUNT_MOST:
        raise Refused("sheet_amount_out_of_range", field=field)
    return value


def activity_of(activity_id: UUID | None, member: Membership) -> Activity | None:
    if activity_id is None:
        return None
    found: Activity | None = Activity.objects.visible_to(member).filter(pk=activity_id).first()
    if found is None:
        raise Refused("sheet_activity_unknown", field="activity")
    return found


def delegation_of(delegation_id: UUID | None, member: Membership) -> Delegation | None:
    if delegation_id is None:
        return None
    found: Delegation | None = Delegation.objects.visible_to(member).filter(pk=delegation_id).first()
    if found is None:
        raise Refused("sheet_delegation_unknown", field="delegation")
    return found


def answers_of(said: Mapping[str, str]) -> dict[str, str]:
    """The answers that are there, in the order of the questions."""
    if any(question not in QUESTIONS for question in said):
        raise Refused("sheet_question_unknown")
    cleaned = {
        question: clean_text(said[question], limit=ANSWER_LIMIT, required=False, field=question)
        for question in QUESTIONS
        if question in said
    }
    return {question: answer for question, answer in cleaned.items() if answer}


def is_kept(sheet: Sheet) -> None:
    if sheet.dropped_at is not None:
        raise Refused("sheet_is_dropped")


def as_forecast(sheet: Sheet) -> None:
    """Once it was said what happened, forecasts are not improved any more."""
    is_kept(sheet)
    if Outcome.objects.filter(sheet=sheet).told().exists():
        raise Refused("sheet_told_already")


def there(part: Any) -> None:
    if part.removed_at is not None:
        raise Refused("sheet_part_is_removed")
