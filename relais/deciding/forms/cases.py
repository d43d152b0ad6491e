"""The forms of a case: what it takes, in the owner's words; times really taken; keeping it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import log
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from relais.acts.forms import ActForm
from relais.config.money import currency_choices, minor_digits
from relais.deciding.actions import CaseSaid, Rate
from relais.deciding.case_words import KEYS, Key, typed
from relais.deciding.forms.fields import FIELDS, HoursField, NumberField
from relais.deciding.models import Case
from relais.deciding.reckoning import ranges_in
from relais.deciding.rules import cases as rules
from relais.engine.decide.asked import REQUIRED, case_of
from relais.engine.faults import InputRefused
from relais.log.wording import language
from relais.planning.forms.fields import date_input

UNSURE: Final = [0.7, 0.8, 0.9]
LEARNING: Final = (
    ("quick", _("Quickly")),
    ("usual", _("As usual")),
    ("slow", _("Slowly")),
    ("unsure", _("I do not know: anything from quick to slow")),
)
SECTIONS: Final = (
    ("you", _("You, today"), ("owner_h", "per_week", "owner_rate")),
    ("delegate", _("Whoever would do it"), ("deleg_rate", "first_h", "floor_h", "learning_rate")),
    ("teaching", _("Teaching it"), ("train_h", "handover_cost")),
    ("quality", _("Looking over and redoing"), ("review_h", "redo_first", "redo_last", "redo_decay", "rework_h")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One question with its three answers; `origin` says where what stands there comes from."""

    key: Key
    likely: forms.BoundField
    low: forms.BoundField | None
    high: forms.BoundField | None
    origin: str

    @property
    def sides(self) -> list[forms.BoundField]:
        return [one for one in (self.likely, self.low, self.high) if one is not None]


class CaseForm(ActForm):
    """All that is asked of a case. Each number may have a least and a most beside its most likely value."""

    def __init__(
        self, *args: Any, currency: str, said: CaseSaid, origins: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:  # fmt: skip
        self.currency, self.origins = currency, dict(origins or {})
        self._other_rate: Any = None
        super().__init__(*args, **kwargs | {"initial": self._initial(said)})
        for key in KEYS.values():
            self._add(key)
        self.fields["rate_currency"] = forms.ChoiceField(
            label=_("Paid in"), choices=currency_choices(language())
        )
        self.fields["exchange_rate"] = NumberField(
            label=_("What 1 of it is worth in %(currency)s") % {"currency": currency}, required=False
        )
        self.fields["exchange_on"] = forms.DateField(
            label=_("On which day"), required=False, widget=date_input()
        )
        self.fields["exchange_source"] = forms.CharField(
            label=_("Where that is from"), required=False, max_length=rules.SOURCE_LIMIT,
            help_text=_("Your bank, a central bank: so that it can be checked."),
        )  # fmt: skip
        self.fields["starts_on"] = forms.DateField(label=_("First day of the learning"), widget=date_input())
        self.fields["train_weeks"] = forms.IntegerField(
            label=_("Teaching spread over how many weeks?"), min_value=1, max_value=rules.TRAIN_WEEKS_MOST
        )
        self.fields["cash"] = NumberField(
            label=_("Money at hand for it"), required=False,
            help_text=_("In %(currency)s. Left empty, only your hours are looked at.") % {"currency": currency},
        )  # fmt: skip
        self.fields["cash_per_week"] = NumberField(
            label=_("What comes in for it each week"), required=False,
            help_text=_("Below nothing if money goes out."),
        )  # fmt: skip

    def _add(self, key: Key) -> None:
        required = key.name in REQUIRED
        if key.kind == "learning":
            other = (("other", _("As it was said: %(rate)s") % {"rate": self._other_rate}),)
            self.fields[key.name] = forms.ChoiceField(
                label=key.label, choices=(*LEARNING, *(other if self._other_rate else ())),
                widget=forms.RadioSelect, help_text=key.help,
            )  # fmt: skip
            return
        kind = FIELDS[key.kind]
        self.fields[key.name] = kind(label=key.label, required=required, help_text=key.help)
        for side, label in (("low", _("at least")), ("high", _("at most"))):
            self.fields[f"{key.name}_{side}"] = kind(label=label, required=False)

    # --- shown --------------------------------------------------------------------------------------------------------

    def _initial(self, said: CaseSaid) -> dict[str, Any]:
        initial: dict[str, Any] = {
            "rate_currency": said.rate_currency or self.currency,
            "starts_on": said.starts_on,
            "train_weeks": said.train_weeks,
            "cash": self._major(said.cash),
            "cash_per_week": self._major(said.cash_per_week),
        }
        if said.exchange is not None:
            initial |= {
                "exchange_rate": typed("count", float(said.exchange.rate), language()),
                "exchange_on": said.exchange.on,
                "exchange_source": said.exchange.source,
            }
        for name, value in said.inputs.items():
            initial |= self._shown(KEYS[name], value)
        return initial

    def _shown(self, key: Key, value: Any) -> dict[str, Any]:
        if key.kind == "learning":
            words = {"quick": 0.7, "usual": 0.8, "slow": 0.9}
            if isinstance(value, str):
                return {key.name: value}
            if value == UNSURE:
                return {key.name: "unsure"}
            for word, rate in words.items():
                if value == rate:
                    return {key.name: word}
            self._other_rate = value
            return {key.name: "other"}
        many = value if isinstance(value, list) else [None, value, None]
        if key.kind == "halving":
            many = many[::-1]
        sides = (f"{key.name}_low", key.name, f"{key.name}_high")
        texts = ("" if one is None else typed(key.kind, one, language()) for one in many)
        return dict(zip(sides, texts, strict=True))

    def _major(self, minor: int | None) -> str:
        if minor is None:
            return ""
        return typed("count", minor / 10 ** minor_digits(self.currency), language())

    @property
    def sections(self) -> list[dict[str, Any]]:
        return [
            {"id": name, "title": title, "rows": [self._row(KEYS[key]) for key in keys]}
            for name, title, keys in SECTIONS
        ]

    @property
    def discount(self) -> Row:
        return self._row(KEYS["discount_per_year"])

    def _row(self, key: Key) -> Row:
        has_sides = key.kind != "learning"
        return Row(
            key, self[key.name], self[f"{key.name}_low"] if has_sides else None,
            self[f"{key.name}_high"] if has_sides else None, self.origins.get(key.name, ""),
        )  # fmt: skip

    @property
    def is_ranged(self) -> bool:
        """Whether something is said as a range, or wrong: what may be left closed is then open."""
        return any(
            self[f"{name}_{side}"].value()
            for name in KEYS
            if name != "learning_rate"
            for side in ("low", "high")
        )

    # --- said ---------------------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        self.inputs = {}
        for key in KEYS.values():
            if (value := self._said(key)) is not None:
                self.inputs[key.name] = value
        try:
            case_of(ranges_in(self.inputs))
        except InputRefused as refused:
            for fault in refused.faults:
                if fault.path not in self.errors:
                    self._refuse(fault)
        return found

    def _refuse(self, fault: Any) -> None:
        refusal = rules.refusal_of(fault)
        self.add_error(
            refusal.field if refusal.field in self.fields else None,
            forms.ValidationError(refusal.text, code=refusal.code),
        )

    def _said(self, key: Key) -> Any:
        """What a question was answered: a number, three, a word; None where nothing was said or it could not be read."""
        if key.kind == "learning":
            word = self.cleaned_data.get(key.name)
            return {"unsure": UNSURE, "other": self._other_rate}.get(word or "", word or None)
        low, likely, high = (self.cleaned_data.get(f"{key.name}{side}") for side in ("_low", "", "_high"))
        if likely is None:
            if low is not None or high is not None:
                self.add_error(
                    key.name, forms.ValidationError(_("Say what is most likely too."), code="likely_missing")
                )
            return None
        values = [_value(key.kind, one if one is not None else likely) for one in (low, likely, high)]
        if None in values:
            self.add_error(
                key.name, forms.ValidationError(_("Give a number above nothing."), code="not_above_nothing")
            )
            return None
        if key.kind == "halving":
            values.reverse()
        return values[1] if values[0] == values[2] == values[1] else values

    @property
    def paid_in(self) -> forms.BoundField:
        return self["rate_currency"]

    def said(self) -> CaseSaid:
        data = self.cleaned_data
        currency = data["rate_currency"]
        exchange = None
        if currency != self.currency and data["exchange_rate"] is not None and data["exchange_on"]:
            exchange = Rate(data["exchange_rate"], data["exchange_on"], data["exchange_source"])
        return CaseSaid(
            inputs=self.inputs, starts_on=data["starts_on"], train_weeks=data["train_weeks"], rate_currency=currency,
            exchange=exchange, cash=self._minor(data["cash"]), cash_per_week=self._minor(data["cash_per_week"]),
        )  # fmt: skip

    def _minor(self, amount: Decimal | None) -> int | None:
        return None if amount is None else round(amount * 10 ** minor_digits(self.currency))


def _value(kind: str, said: Decimal) -> int | float | None:
    """What was typed, in the unit of the engine; None for a halving that never comes."""
    number = float(said)
    if kind == "share":
        number = round(number / 100, 9)
    if kind == "halving":
        if number <= 0:
            return None
        number = log(2) / number
    number = round(number, 9)
    return int(number) if abs(number) < 1e15 and number == int(number) else number


def said_of(case: Case) -> CaseSaid:
    """What a case says, to be shown again."""
    exchange = None
    if case.exchange_rate is not None and case.exchange_on is not None:
        exchange = Rate(case.exchange_rate, case.exchange_on, case.exchange_source)
    return CaseSaid(
        inputs=case.inputs, starts_on=case.starts_on, train_weeks=case.train_weeks, rate_currency=case.rate_currency,
        exchange=exchange, cash=case.cash, cash_per_week=case.cash_per_week,
    )  # fmt: skip


class TimesForm(ActForm):
    """How long the delegate really took, one time after the other."""

    times = forms.CharField(
        label=_("How long each time really took"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line or parted by semicolons, the first time first: 2 h; 1 h 40; 1 h 35."),
    )

    def clean_times(self) -> list[int]:
        field, found = HoursField(), []
        for part in re.split(r"[;\n]+", self.cleaned_data["times"]):
            if part.strip():
                hours = field.clean(part.strip())
                found.append(round(hours * 60))
        return found


class KeepForm(ActForm):
    """Going on with it oneself, and why."""

    reason = forms.CharField(
        label=_("Why you keep it"), widget=forms.Textarea(attrs={"rows": 2}), max_length=4000
    )
    look_again_on = forms.DateField(label=_("Look again on"), widget=date_input())


def keep_form(today: date, data: Any = None) -> KeepForm:
    from datetime import timedelta

    return KeepForm(data, initial={"look_again_on": today + timedelta(days=91)}, auto_id="keep_%s")
