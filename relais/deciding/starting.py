"""Sheets to begin from: three decisions of a small internet business, with figures to change. Amounts are written for an hour
worth 40, and follow what an hour of the business is worth; each is to be replaced by one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relais.acts.refusal import Refused
from relais.acts.verbs import step
from relais.config.ids import new_id
from relais.config.money import minor_digits
from relais.deciding.casework import owner_hour_of
from relais.deciding.models import Rates
from relais.deciding.models.sheets import Effect, Outcome, Safeguard, Sheet

Text = Promise | str
HOUR: Final = 60
_RATE: Final = 40
"""What an hour is worth in the examples as they are written."""


@dataclass(frozen=True, slots=True)
class Begun:
    """An outcome: probability from/to in percent, effect in whole units or hours."""

    title: Text
    percent: tuple[int, int]
    effect: tuple[float, float, float]
    kind: str = "loss"
    unit: str = "money"
    group: Text = ""


@dataclass(frozen=True, slots=True)
class Guard:
    """A safeguard; `acts`: the place of an outcome, what is left of its probability and of its size."""

    title: Text
    cost: float
    acts: tuple[tuple[int, str, str], ...]
    unit: str = "money"


@dataclass(frozen=True, slots=True)
class Example:
    title: Text
    why: Text
    outcomes: tuple[Begun, ...]
    safeguards: tuple[Guard, ...]


EXAMPLES: Final[Mapping[str, Example]] = {
    "mail": Example(
        _("Hand over the shop’s mail"),
        _(
            "What a wrong answer costs, what five hours a week bring, and whether reading the answers for a month pays."
        ),
        (
            Begun(_("Refunds promised that were not due"), (10, 25), (60, 150, 900)),
            Begun(_("A customer complains in public"), (5, 15), (100, 300, 2500)),
            Begun(_("It does not work out: I take the mail back"), (20, 30), (15, 25, 60), unit="hours"),
            Begun(_("The mail runs without me for a year"), (50, 70), (80, 150, 200), "gain", "hours"),
        ),
        (
            Guard(
                _("Read every answer for the first month"), 8, ((0, "0.5", "0.5"), (1, "0.5", "1")), "hours"
            ),
            Guard(_("No refund above 50 without asking"), 0, ((0, "1", "0.25"),)),
        ),
    ),
    "access": Example(
        _("Give access to the site"),
        _(
            "What a mistake on the site costs, and what a backup and limited rights are worth before anyone touches it."
        ),
        (
            Begun(_("The site is down for a day"), (5, 15), (100, 300, 1200)),
            Begun(_("Articles or orders are lost for good"), (2, 5), (800, 2500, 9000)),
            Begun(_("The access is misused or leaks"), (1, 3), (500, 3000, 15000)),
        ),
        (
            Guard(
                _("A backup first, restored once to see that it works"),
                30,
                ((0, "1", "0.5"), (1, "0.1", "0.5")),
            ),
            Guard(
                _("Rights limited to articles, in their own name"),
                0.5,
                ((0, "0.5", "1"), (2, "0.25", "0.5")),
                "hours",
            ),
            Guard(_("A copy of the site to work on"), 250, ((0, "0.25", "1"), (1, "0.5", "1"))),
        ),
    ),
    "advance": Example(
        _("Pay in advance"),
        _(
            "What is lost when the work does not come, and whether smaller instalments are worth their trouble."
        ),
        (
            Begun(
                _("Nothing is delivered, the money is gone"), (5, 10), (300, 600, 600), group=_("delivery")
            ),
            Begun(_("It comes, but must be done again"), (15, 30), (100, 250, 500), group=_("delivery")),
            Begun(_("A lower price for paying at once"), (100, 100), (60, 60, 60), "gain"),
        ),
        (
            Guard(_("Half at the start, half when it is accepted"), 30, ((0, "1", "0.5"), (1, "0.75", "1"))),
            Guard(_("A small trial piece first"), 60, ((0, "0.25", "1"), (1, "0.5", "1"))),
        ),
    ),
}


def _told(amount: float) -> float:
    """An amount to two figures, as one says it: 337.5 is 340."""
    return float(f"{amount:.2g}") if amount < 100 or amount % 10 else amount


@step
def fill(sheet: Sheet, name: str) -> None:
    """Write an example's outcomes and safeguards on a new sheet, in the active language. Refused: `sheet_template_unknown`."""
    if name not in EXAMPLES:
        raise Refused("sheet_template_unknown", field="template")
    per_unit = 10 ** minor_digits(sheet.currency)
    if sheet.hour_rate is None:
        said = Rates.objects.filter(business=sheet.business).first()
        sheet.hour_rate = owner_hour_of(sheet.business, said) or _RATE * per_unit
    example = EXAMPLES[name]
    scale = sheet.hour_rate / (_RATE * per_unit) or 1.0

    def kept(value: float, unit: str) -> int:
        return round(value * HOUR) if unit == "hours" else round(_told(value * scale) * per_unit)

    outcomes = [
        Outcome(
            id=new_id(), business=sheet.business, sheet=sheet, title=str(one.title), kind=one.kind, unit=one.unit,
            probability_low=Decimal(one.percent[0]) / 100, probability_high=Decimal(one.percent[1]) / 100,
            low=kept(one.effect[0], one.unit), likely=kept(one.effect[1], one.unit), high=kept(one.effect[2], one.unit),
            group=str(one.group),
        )
        for one in example.outcomes
    ]  # fmt: skip
    Outcome.objects.bulk_create(outcomes)
    for one in example.safeguards:
        guard = Safeguard(
            id=new_id(), sheet=sheet, title=str(one.title), cost=kept(one.cost, one.unit), unit=one.unit
        )
        guard.save(force_insert=True)
        Effect.objects.bulk_create(
            Effect(
                id=new_id(), safeguard=guard, outcome=outcomes[place], probability=Decimal(rarer), size=Decimal(smaller)
            )
            for place, rarer, smaller in one.acts
        )  # fmt: skip
