"""A file of time as its page shows it: what it would bring, what it leaves open, each row that is refused and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relais.activities.choosing import identifier
from relais.activities.importing import Answers
from relais.engine.timefile.columns import Columns, columns_of
from relais.engine.timefile.table import Table

LEFT_SHOWN: Final = 50
NEW_SHOWN: Final = 8
NAMES_SHOWN: Final = 30

REASONS: Final[Mapping[str, Promise]] = {
    "day_missing": _("no day"),
    "day_unclear": _("the day cannot be read, or is written in the other order"),
    "day_out_of_range": _("the day is to come, or more than ten years ago"),
    "long_missing": _("no time"),
    "long_unclear": _("the time cannot be read"),
    "long_out_of_range": _("no time at all, or more than 24 hours in one row"),
    "activity_missing": _("no activity"),
    "activity_unknown": _("this activity is not known here"),
    "person_unknown": _("nobody of the team has this name or address, or two have it"),
}
KINDS: Final[Mapping[str, Promise]] = {
    "day": _("Day"),
    "activity": _("Activity"),
    "long": _("How long"),
    "starts": _("From (hour)"),
    "ends": _("To (hour)"),
    "person": _("Who"),
    "person_last": _("Who, last name"),
    "note": _("Note (only to tell rows apart, not kept)"),
}
NO_COLUMN: Final = "-"


class AnswersForm(forms.Form):
    """What the person says of a file: travels in the address while looking, and in the act when importing."""

    order = forms.ChoiceField(
        label=_("How are days written?"), required=False, widget=forms.RadioSelect,
        choices=(("day", _("Day first: 23/11/2026")), ("month", _("Month first: 11/23/2026"))),
    )  # fmt: skip
    unit = forms.ChoiceField(
        label=_("What do bare numbers count?"), required=False, widget=forms.RadioSelect,
        choices=(("hours", _("Hours")), ("minutes", _("Minutes"))),
    )  # fmt: skip
    one = forms.ChoiceField(label=_("All rows belong to one activity"), required=False)
    mine = forms.BooleanField(label=_("All of it is my own time"), required=False)
    create = forms.BooleanField(label=_("Add the activities that are not known here"), required=False)

    def __init__(
        self, data: QueryDict | None, *, table: Table, activities: Sequence[tuple[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.guessed = columns_of(table.header)
        self.fields["one"].choices = [("", _("No: as each row says")), *activities[1:]]  # type: ignore[attr-defined]
        names = [(str(n), name or f"#{n + 1}") for n, name in enumerate(table.header)]
        for kind, label in KINDS.items():
            self.fields[f"c_{kind}"] = forms.ChoiceField(
                label=str(label), required=False, choices=[(NO_COLUMN, _("No column")), *names],
                initial=str(number) if (number := getattr(self.guessed, kind)) is not None else NO_COLUMN,
            )  # fmt: skip

    def answers(self) -> Answers:
        """What was said; where nothing was, what the file itself says."""
        if not self.is_bound or not self.is_valid():
            return Answers(self.guessed)
        said = self.cleaned_data
        return Answers(
            columns=Columns(**{field.name: self._column(field.name) for field in fields(Columns)}),
            order=said["order"],
            unit=said["unit"],
            activity_id=identifier(said["one"]),
            mine=said["mine"],
            create=said["create"],
        )

    def _column(self, kind: str) -> int | None:
        said = self.cleaned_data[f"c_{kind}"]
        if said == "":  # not asked: an address without it
            number: int | None = getattr(self.guessed, kind)
            return number
        return int(said) if said.isdecimal() else None

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[f"c_{kind}"] for kind in KINDS]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What was answered, as hidden fields of the form that imports."""
        return [(name, value) for name in self.fields if (value := self._value(name))]

    def _value(self, name: str) -> str:
        value = self[name].value()
        if isinstance(value, bool):
            return "on" if value else ""
        return str(value or "")


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A refused row: its line in the file, why, what it says."""

    line: int
    why: str
    said: str


def left_rows(rows: Sequence[Any], limit: int | None = None) -> list[LeftRow]:
    return [LeftRow(row.line, str(REASONS[row.code]), row.said) for row in rows[:limit]]


def kept_rows(refused: Sequence[Sequence[Any]]) -> list[LeftRow]:
    """Those of an import that is done: what they said is not kept."""
    return [LeftRow(line, str(REASONS.get(code, code)), "") for line, code in refused]
