"""Forms of the working week, days off, what comes back, and other calendars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from relais.activities.forms import offer_activities
from relais.acts.forms import ActForm
from relais.config.dates import duration_text
from relais.log.fields import DurationField, date_input, time_input
from relais.log.wording import language
from relais.people.widgets import LongChoice
from relais.planning.actions.patterns import SLOTS_MOST
from relais.planning.hours import DayHours, Slot
from relais.planning.models import SlotKind
from relais.planning.rules import CONSEQUENCE_LIMIT, TITLE_LIMIT

BLANK_ROWS: Final = 2
"""Empty stretches below those of each weekday, to add more."""
ENERGY: Final = (
    (100, pgettext_lazy("energy", "Best")), (70, pgettext_lazy("energy", "Good")), (50, pgettext_lazy("energy", "Fair")),
    (30, pgettext_lazy("energy", "Low")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SlotRow:
    """The controls of one stretch of a day."""

    number: int
    kind: forms.BoundField
    starts: forms.BoundField
    ends: forms.BoundField
    energy: forms.BoundField

    @property
    def controls(self) -> tuple[forms.BoundField, ...]:
        """In the order of the page, each with a label for those who cannot see where it stands."""
        return self.kind, self.starts, self.ends, self.energy


@dataclass(frozen=True, slots=True)
class DayRows:
    """A weekday of the form. `hours` is what stands now, said in the summary; open where something is to be corrected."""

    weekday: int
    name: str
    hours: DayHours
    wall: forms.BoundField
    same: forms.BoundField
    rows: tuple[SlotRow, ...]

    @property
    def has_errors(self) -> bool:
        fields = [
            self.wall,
            self.same,
            *(f for row in self.rows for f in (row.kind, row.starts, row.ends, row.energy)),
        ]
        return any(field.errors for field in fields)


@dataclass(frozen=True, slots=True)
class _Words:
    """What the rows of a form of hours say, in the language now active; labels have a place for `{slot}`."""

    weekdays: dict[int, str]
    kinds: list[tuple[str, str]]
    energies: list[tuple[int, str]]
    kind: str
    starts: str
    ends: str
    energy: str

    @classmethod
    def now(cls) -> _Words:
        return cls(
            weekdays={n: str(name) for n, name in WEEKDAYS.items()},
            kinds=[(kind.value, str(kind.label)) for kind in SlotKind],
            energies=[(value, str(label)) for value, label in ENERGY],
            kind=gettext("{slot}: what for"),
            starts=gettext("{slot}: from"),
            ends=gettext("{slot}: to"),
            energy=gettext("{slot}: energy"),
        )


class PatternForm(ActForm):
    """The seven weekdays: their stretches, and the wall. A refusal about a weekday stands beside its wall (`day-0`)."""

    safety_minutes = DurationField(
        label=_("Safety margin"),
        required=False,
        help_text=_(
            "Working time that dated work keeps before its date, where that costs nothing: 3 h 10, say."
        ),
    )

    def __init__(self, data: Any = None, *, week: Mapping[int, DayHours], safety_minutes: int) -> None:
        super().__init__(data, initial={"safety_minutes": duration_text(safety_minutes, language())})
        self.standing = week
        self.rows: dict[int, int] = {}
        # Fifty rows say the same words: each is translated once, when the form is made.
        self._words = _Words.now()
        for weekday, day in week.items():
            self.rows[weekday] = self._rows(weekday, day)
            self._add_day(weekday, day)

    def _rows(self, weekday: int, day: DayHours) -> int:
        rows = len(day.slots) + BLANK_ROWS
        while self.is_bound and rows < SLOTS_MOST and f"starts-{weekday}-{rows}" in self.data:
            rows += 1
        return min(rows, SLOTS_MOST)

    def _add_day(self, weekday: int, day: DayHours) -> None:
        names = self._words.weekdays
        self.fields[f"day-{weekday}"] = forms.TimeField(
            label=_("Wall: nothing is ever planned after"), initial=day.wall, widget=time_input()
        )
        others = [(str(n), other) for n, other in names.items() if n != weekday]
        self.fields[f"same-{weekday}"] = forms.ChoiceField(
            label=_("Same hours as"),
            required=False,
            choices=[("", pgettext_lazy("same hours as", "As said here")), *others],
        )
        for row in range(self.rows[weekday]):
            slot = day.slots[row] if row < len(day.slots) else None
            self._add_row(f"{weekday}-{row}", f"{names[weekday]} {row + 1}", slot)

    def _add_row(self, key: str, name: str, slot: Slot | None) -> None:
        words, energy = self._words, self._words.energies
        if slot is not None and all(slot.energy != known for known, _label in energy):
            energy = [*energy, (slot.energy, f"{slot.energy} %")]
        self.fields[f"kind-{key}"] = forms.ChoiceField(
            label=words.kind.format(slot=name), choices=words.kinds, required=False,
            initial=slot.kind if slot else SlotKind.WORK,
        )  # fmt: skip
        self.fields[f"starts-{key}"] = forms.TimeField(
            label=words.starts.format(slot=name), required=False, widget=time_input(), initial=slot.starts if slot else None
        )  # fmt: skip
        self.fields[f"ends-{key}"] = forms.TimeField(
            label=words.ends.format(slot=name), required=False, widget=time_input(), initial=slot.ends if slot else None
        )  # fmt: skip
        self.fields[f"energy-{key}"] = forms.TypedChoiceField(
            label=words.energy.format(slot=name), choices=energy, coerce=int, empty_value=None, required=False,
            initial=slot.energy if slot else 100,
        )  # fmt: skip

    def days(self) -> tuple[DayRows, ...]:
        """The weekdays as the page shows them."""
        return tuple(
            DayRows(
                weekday=n, name=str(WEEKDAYS[n]), hours=day, wall=self[f"day-{n}"], same=self[f"same-{n}"],
                rows=tuple(
                    SlotRow(row + 1, *(self[f"{part}-{n}-{row}"] for part in ("kind", "starts", "ends", "energy")))
                    for row in range(self.rows[n])
                ),
            )
            for n, day in self.standing.items()
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for weekday, rows in self.rows.items():
            for row in range(rows):
                starts, ends = (f"{part}-{weekday}-{row}" for part in ("starts", "ends"))
                for one, other in ((starts, ends), (ends, starts)):
                    if said.get(one) is None and said.get(other) is not None and one not in self.errors:
                        self.add_error(
                            one, forms.ValidationError(_("Give both times."), code="half_a_stretch")
                        )
        return said

    def week(self) -> dict[int, DayHours]:
        """What was typed. A weekday that is the same as another takes over what was typed there."""
        typed = {weekday: self._day(weekday) for weekday in self.rows}
        same = {weekday: self.cleaned_data[f"same-{weekday}"] for weekday in self.rows}
        return {
            weekday: typed[int(same[weekday])] if same[weekday] else day for weekday, day in typed.items()
        }

    def _day(self, weekday: int) -> DayHours:
        said, slots = self.cleaned_data, []
        for row in range(self.rows[weekday]):
            key = f"{weekday}-{row}"
            starts, ends = said[f"starts-{key}"], said[f"ends-{key}"]
            if starts is not None and ends is not None:
                kind = said[f"kind-{key}"] or SlotKind.WORK
                energy = said[f"energy-{key}"] or 100 if kind == SlotKind.WORK else 100
                slots.append(Slot(kind, _to_minute(starts), _to_minute(ends), energy))
        return DayHours(_to_minute(said[f"day-{weekday}"]), tuple(slots))


def _to_minute(at: time) -> time:
    return at.replace(second=0, microsecond=0)


class DayOffForm(ActForm):
    """One day off, or several in a row."""

    first_on = forms.DateField(label=_("First day"), widget=date_input())
    last_on = forms.DateField(
        label=_("Last day"), required=False, widget=date_input(), help_text=_("Empty: that one day.")
    )
    title = forms.CharField(label=_("What for"), required=False, max_length=TITLE_LIMIT)


class RecurringForm(ActForm):
    """Work that comes back: on weekdays, or on a day of each month."""

    title = forms.CharField(
        label=_("What comes back?"),
        max_length=TITLE_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    minutes = DurationField(
        label=_("Takes"), required=False, help_text=_("45 min, 1 h 30. Empty: half an hour.")
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On"),
        coerce=int,
        required=False,
        choices=list(WEEKDAYS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    every_weeks = forms.IntegerField(label=_("Every how many weeks"), initial=1, min_value=1, max_value=52)
    month_day = forms.IntegerField(
        label=_("Or on this day of each month"), required=False, min_value=1, max_value=31,
        help_text=_("1 to 31; 31 is the last day of every month. Then choose no weekday."),
    )  # fmt: skip
    moves_business = forms.BooleanField(label=_("It moves the business forward"), required=False)
    consequence = forms.CharField(
        label=_("What happens if it is missed"), required=False, max_length=CONSEQUENCE_LIMIT,
        help_text=_("Without a consequence it is not urgent."),
    )  # fmt: skip
    activity = LongChoice(
        label=_("Of which activity?"),
        required=False,
        help_text=_(
            "Its time then counts for that activity, which management sees; the task itself stays yours alone."
        ),
    )

    def __init__(self, *args: Any, activities: Sequence[tuple[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_activities(self, activities)

    def values(self) -> dict[str, Any]:
        said = super().values()
        activity = said.pop("activity", "")
        return said | {"activity_id": UUID(activity) if activity else None}


class CalendarFileForm(ActForm):
    """A calendar given as a file, once."""

    file = forms.FileField(
        label=_("Calendar file"), help_text=_("iCalendar, as every calendar program exports it: .ics, 5 MB at most."),
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,.ical,.ifb,text/calendar"}),
    )  # fmt: skip


class CalendarAddressForm(ActForm):
    """A calendar that is read again at its address."""

    url = forms.CharField(
        label=_("Address of the calendar"), max_length=2000,
        help_text=_("https://… or webcal://…: the secret address that your calendar program gives."),
        widget=forms.TextInput(attrs={"type": "url", "inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name"), required=False, max_length=TITLE_LIMIT, help_text=_("Empty: its own name.")
    )
