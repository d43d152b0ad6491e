"""The forms of a comparison: what it counts in, and one provider."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from relais.acts.forms import ActForm
from relais.config.money import currency_choices, minor_digits
from relais.deciding.actions import ProviderSaid, Rate
from relais.deciding.case_words import typed
from relais.deciding.forms.fields import HoursField, NumberField
from relais.deciding.models import Comparison, Exchange, Provider, ProviderKind
from relais.deciding.models.cases import Period
from relais.deciding.rules import cases as rules
from relais.log.wording import language
from relais.planning.forms.fields import date_input


def shown_amount(minor: int, currency: str) -> str:
    return typed("count", minor / 10 ** minor_digits(currency), language())


def minor_of(amount: Decimal | None, currency: str) -> int:
    return round((amount or Decimal(0)) * 10 ** minor_digits(currency))


class ComparisonForm(ActForm):
    """What the owner's hour is worth, and what is counted."""

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        self.currency = currency
        super().__init__(*args, **kwargs)
        self.fields["owner_rate"] = NumberField(
            label=_("What is an hour of yours worth, in %(currency)s?") % {"currency": currency},
            help_text=_("Looking over and redoing cost your hours: they are counted at this."),
        )
        self.fields["output"] = forms.CharField(
            label=_("What is made?"), required=False, max_length=rules.OUTPUT_LIMIT,
            help_text=_("Pages, replies, pictures: whatever can be counted."),
        )  # fmt: skip

    def said(self) -> dict[str, Any]:
        return {
            "owner_rate": minor_of(self.cleaned_data["owner_rate"], self.currency),
            "output": self.cleaned_data["output"],
        }


class ProviderForm(ActForm):
    """One provider: what they cost, how much they work, how much of it is good."""

    name = forms.CharField(label=_("Name"), max_length=rules.NAME_LIMIT)
    kind = forms.ChoiceField(label=_("Who or what"), choices=ProviderKind.choices, widget=forms.RadioSelect)
    is_present = forms.BooleanField(label=_("Does it now"), required=False)
    pay = NumberField(label=_("Pay"), required=False, help_text=_("Nothing for a tool that is paid by fees."))
    pay_per = forms.ChoiceField(label=_("Paid by"), choices=Period.choices)
    fees = NumberField(
        label=_("Fees a month"), required=False, help_text=_("A subscription, a platform, charges.")
    )
    fee_percent = NumberField(
        label=_("Fees on the pay, in percent"), required=False, help_text=_("What a platform takes, what an employer adds.")
    )  # fmt: skip
    hours = HoursField(
        label=_("Hours of work a week"), help_text=_("For nobody: those that you spend on it.")
    )
    accepted = forms.IntegerField(
        label=_("How much of it is accepted, in percent"), min_value=0, max_value=100, initial=100
    )
    review_hours = HoursField(label=_("Your hours of looking over, a week"), required=False)
    rework_hours = HoursField(
        label=_("Your time for each hour that is not accepted"), required=False, help_text=_("Explaining, redoing.")
    )  # fmt: skip
    output_per_hour = NumberField(label=_("What an accepted hour makes"), required=False)
    exchange_on = forms.DateField(label=_("On which day"), required=False, widget=date_input())
    exchange_source = forms.CharField(
        label=_("Where that is from"), required=False, max_length=rules.SOURCE_LIMIT,
        help_text=_("Your bank, a central bank: so that it can be checked."),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        comparison: Comparison,
        provider: Provider | None = None,
        rate: Exchange | None = None,
        **kwargs: Any,
    ) -> None:
        self.comparison = comparison
        own = comparison.currency
        super().__init__(*args, **kwargs | {"initial": _initial(comparison, provider, rate)})
        self.fields["currency"] = forms.ChoiceField(label=_("Paid in"), choices=currency_choices(language()))
        self.fields["exchange_rate"] = NumberField(
            label=_("What 1 of it is worth in %(currency)s") % {"currency": own}, required=False
        )
        if comparison.output:
            self.fields["output_per_hour"].help_text = _("Counted in: %(output)s.") % {
                "output": comparison.output
            }

    @property
    def paid_in(self) -> forms.BoundField:
        return self["currency"]

    def said(self) -> ProviderSaid:
        data = self.cleaned_data
        currency = data["currency"]
        exchange = None
        if currency != self.comparison.currency and data["exchange_rate"] is not None and data["exchange_on"]:
            exchange = Rate(data["exchange_rate"], data["exchange_on"], data["exchange_source"])
        return ProviderSaid(
            name=data["name"], kind=data["kind"], is_present=data["is_present"], currency=currency,
            pay=minor_of(data["pay"], currency), pay_per=data["pay_per"], fees=minor_of(data["fees"], currency),
            fee_percent=data["fee_percent"] or Decimal(0), hours=data["hours"], accepted=data["accepted"],
            review_hours=data["review_hours"] or Decimal(0), rework_hours=data["rework_hours"] or Decimal(0),
            output_per_hour=data["output_per_hour"], exchange=exchange,
        )  # fmt: skip


def _initial(comparison: Comparison, provider: Provider | None, rate: Exchange | None) -> dict[str, Any]:
    if provider is None:
        return {"currency": comparison.currency, "pay_per": Period.HOUR, "accepted": 100}
    found = {
        name: getattr(provider, name)
        for name in ("name", "kind", "is_present", "currency", "pay_per", "accepted")
    }
    found |= {name: shown_amount(getattr(provider, name), provider.currency) for name in ("pay", "fees")}
    for name in ("hours", "review_hours", "rework_hours"):
        found[name] = typed("hours", float(getattr(provider, name)), language())
    found["fee_percent"] = typed("count", float(provider.fee_percent), language())
    if provider.output_per_hour is not None:
        found["output_per_hour"] = typed("count", float(provider.output_per_hour), language())
    if rate is not None:
        found |= {
            "exchange_rate": typed("count", float(rate.rate), language()),
            "exchange_on": rate.on,
            "exchange_source": rate.source,
        }
    return found
