"""The list of scenario sheets: each with what it answers in one line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from relais.deciding.showing.amounts import chance_text
from relais.deciding.showing.sheets import signed_text


@dataclass(frozen=True, slots=True)
class Row:
    id: UUID
    title: str
    about: str
    mean: str
    worst: str
    beyond: str
    state: str
    tone: str


def with_told(rows: Any) -> Any:
    """With how many outcomes stand on each, and of how many it was said what came."""
    standing = Q(outcomes__removed_at=None)
    return rows.annotate(
        n_outcomes=Count("outcomes", filter=standing),
        n_told=Count("outcomes", filter=standing & Q(outcomes__told_at__isnull=False)),
    )


def row_of(sheet: Any, today: date) -> Row:
    outlook = sheet.result["after"] if sheet.result else None
    state, tone = _state(sheet, today)
    beyond = outlook["chance_beyond_bearable"] if outlook else None
    return Row(
        id=sheet.id, title=sheet.title,
        about=" · ".join(one.title for one in (sheet.delegation, sheet.activity) if one),
        mean=signed_text(outlook["expected_loss"], sheet.currency) if outlook else "",
        worst=signed_text(outlook["worst_5_percent"], sheet.currency) if outlook else "",
        beyond="" if beyond is None else chance_text(beyond), state=state, tone=tone,
    )  # fmt: skip


def _state(sheet: Any, today: date) -> tuple[str, str]:
    if not sheet.n_outcomes:
        return _("to write"), "warn"
    if sheet.n_told == sheet.n_outcomes:
        return _("known"), "good"
    if sheet.known_on is not None and sheet.known_on <= today:
        return _("what happened?"), "warn"
    return _("forecast"), "plain"
