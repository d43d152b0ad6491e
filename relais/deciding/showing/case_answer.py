"""What a case's break-even says, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from relais.config.dates import day_text
from relais.deciding.case_words import KEYS, decimal_text, hours_text, money_text, share_text
from relais.deciding.reckoning import Reckoned
from relais.engine.decide.breakeven import Case, date_after
from relais.engine.decide.slack import needs

DEPENDS_SHOWN: Final = 4
TELLING: Final = 0.1
"""A rank correlation below this is nothing that a person would act upon."""


@dataclass(frozen=True, slots=True)
class Depends:
    """One input on which the payback hangs, and by how much."""

    phrase: str
    by: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`lead` answers yes or never with its date; `then` what the learning costs and gives; `band` how sure it is; `hours` the
    same in the owner's hours."""

    pays: bool
    lead: str
    then: str
    band: str
    hours: str
    depends: tuple[Depends, ...]


def answer_of(found: Reckoned, currency: str, train_weeks: int, language: str) -> Answer:
    """The sentences of a reckoned case. Nothing is computed but the first weeks' costs."""
    words = _Words(found.case, found.answer, date.fromisoformat(found.file["start"]), currency, language)
    pays = found.answer["occurrence"] is not None
    return Answer(
        pays=pays,
        lead=words.lead(),
        then=words.then(train_weeks) if pays else words.never(),
        band=words.band(),
        hours=words.hours(),
        depends=tuple(words.depends()),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    case: Case
    answer: Mapping[str, Any]
    start: date
    currency: str
    language: str

    def _money(self, value: float) -> str:
        return money_text(value, self.currency, self.language)

    def _hours(self, value: float) -> str:
        return hours_text(value, self.language)

    def _when(self, at: Mapping[str, Any]) -> str:
        """A day where the frequency is known, else a number of times; nothing for never."""
        if at["occurrence"] is None:
            return ""
        if at["date"]:
            day = day_text(date.fromisoformat(at["date"]), self.language, long=True)
            return pgettext("between", "%(day)s") % {"day": day}
        n = at["occurrence"]
        return ngettext("the first time", "time %(n)s", n) % {"n": n}

    def lead(self) -> str:
        n = self.answer["occurrence"]
        if n is None:
            return (
                _("No, never.")
                if self.answer["reason"] != "too_far"
                else _("No, not within any time that counts.")
            )
        if self.answer["date"]:
            day = day_text(date.fromisoformat(self.answer["date"]), self.language, long=True)
            return _("Yes, from %(day)s.") % {"day": day}
        return ngettext("Yes, from the first time.", "Yes, once it was done %(n)s times.", n) % {"n": n}

    def then(self, train_weeks: int) -> str:
        case = self.case
        said = {
            "back": self._hours(case.last_hours_won * (case.per_week or 1)),
            "pay": self._money(self._pay()),
        }
        if case.per_week is None:
            said |= {
                "hours": self._hours(case.train_h),
                "money": self._money(case.deleg_rate * case.train_h + case.handover_cost),
            }
            first = _("The learning costs you %(hours)s and %(money)s") % said
            return first + (
                _("; after that each time gives back %(back)s for %(pay)s.") % said
                if case.last_hours_won > 0
                else _("; after that it gives back none of your time, and costs %(pay)s each time.") % said
            )
        asked = needs(case, train_weeks)
        said |= {
            "hours": self._hours(sum(one.owner_h for one in asked)),
            "money": self._money(sum(one.cash for one in asked)),
            "weeks": ngettext("one week", "%(n)s weeks", train_weeks) % {"n": train_weeks},
        }
        if case.last_hours_won <= 0:
            return (
                _(
                    "The learning costs you %(hours)s and %(money)s over %(weeks)s; after that it gives "
                    "back none of your time, and costs %(pay)s a week."
                )
                % said
            )
        return (
            _(
                "The learning costs you %(hours)s and %(money)s over %(weeks)s; after that it gives "
                "back %(back)s a week for %(pay)s."
            )
            % said
        )

    def _pay(self) -> float:
        """The delegate's pay in the end: a week's, or one time's where the frequency is not known."""
        case = self.case
        time = case.first_h if case.learning_rate == 1.0 else case.floor_h
        redone = case.redo_first if case.redo_decay == 0.0 else case.redo_last
        return case.deleg_rate * (time + redone * case.rework_h) * (case.per_week or 1)

    def never(self) -> str:
        case, reason = self.case, self.answer["reason"]
        if reason == "discounted":
            return _("What it gives back comes so late that, discounted, it never makes up for the start.")
        if reason == "too_far":
            return _("Even a million times would not make up for the start.")
        said = {
            "more": self._money(-case.last_gain),
            "back": self._hours(case.last_hours_won * (case.per_week or 1)),
            "pay": self._money(self._pay()),
        }
        if case.last_gain == 0:
            first = _("Even when they know it well, it costs as much as your doing it.")
        else:
            first = _("Even when they know it well, each time costs %(more)s more than your doing it.") % said
        if case.last_hours_won <= 0:
            return f"{first} " + _("And looking it over takes you as long as doing it.")
        if case.per_week is None:
            return f"{first} " + _("You would be buying time: %(back)s back each time, for %(pay)s.") % said
        return f"{first} " + _("You would be buying time: %(back)s back a week, for %(pay)s.") % said

    def band(self) -> str:
        """From the tenth to the ninetieth percentile: eight draws in ten lie between."""
        unsure = self.answer["uncertainty"]
        if unsure is None:
            return ""
        at = {one["share"]: one for one in unsure["percentiles"]}
        said = {
            "from": self._when(at[0.1]),
            "to": self._when(at[0.9]),
            "never": share_text(unsure["never"], self.language),
        }
        if not said["from"]:
            return _("In %(never)s of the cases that your ranges allow, it never pays back.") % said
        if not said["to"]:
            return (
                _("At the earliest about %(from)s; in %(never)s of the cases that your ranges allow, never.")
                % said
            )
        if said["from"] == said["to"]:
            return _("Your ranges hardly change that.")
        if unsure["never"] >= 0.005:
            return (
                _(
                    "Eight times in ten it lies between %(from)s and %(to)s; in %(never)s of the cases, "
                    "it never pays back."
                )
                % said
            )
        return _("Eight times in ten it lies between %(from)s and %(to)s.") % said

    def hours(self) -> str:
        n = self.answer["owner_hours_occurrence"]
        if n is None:
            return _("Your own hours never come back.")
        weeks = None if self.case.per_week is None else n / self.case.per_week
        day = date_after(self.start, weeks)
        if day is None:
            return ngettext(
                "Your own hours are back after the first time.",
                "Your own hours are back after %(n)s times.",
                n,
            ) % {"n": n}
        return _("Your own hours are back by %(day)s.") % {"day": day_text(day, self.language, long=True)}

    def depends(self) -> Iterator[Depends]:
        rows = (self.answer["uncertainty"] or {}).get("depends_on", [])
        told = [row for row in rows if abs(row["rank_correlation"]) >= TELLING]
        for row in told[:DEPENDS_SHOWN]:
            yield Depends(str(KEYS[row["key"]].phrase), self._by(row["at_low"], row["at_high"]))

    def _by(self, low: Mapping[str, Any], high: Mapping[str, Any]) -> str:
        if low["occurrence"] is None or high["occurrence"] is None:
            return _("decides whether it ever pays back")
        if low["weeks"] is None:
            half = abs(high["occurrence"] - low["occurrence"]) / 2
            return _("±%(n)s times") % {"n": decimal_text(half, self.language)}
        half = abs(high["weeks"] - low["weeks"]) / 2
        return _("±%(n)s weeks") % {"n": decimal_text(half, self.language)}
