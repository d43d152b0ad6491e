"""A comparison in words: the order, the bars, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from relais.config.dates import day_text
from relais.deciding.case_words import decimal_text, hours_text, money_text, share_text
from relais.deciding.comparing import compared
from relais.deciding.models import Comparison, Provider, ProviderKind
from relais.engine.decide.compare import Compared, Turning
from relais.engine.decide.compare import Comparison as Found
from relais.log.wording import language

TURNINGS_SHOWN: Final = 5
FARTHEST: Final = 4.0
"""A value that is this many times today's, or that part of it, would be another world: it is not told."""
BAR: Final = 620


@dataclass(frozen=True, slots=True)
class Row:
    """A provider in the table. `bar`: the width of its bar, empty where nothing is accepted."""

    id: UUID
    name: str
    kind: str
    is_present: bool
    pay: str
    useful: str
    cost: str
    owner: str
    accepted: str
    output: str
    unit_cost: str
    bar: str
    y: str
    text_y: str


@dataclass(frozen=True, slots=True)
class ComparisonShown:
    """`taker`: the cheapest for whom a brief can be written; none where that one does it already."""

    lead: str
    then: str
    rows: tuple[Row, ...]
    height: int
    alternative: str
    turnings: tuple[str, ...]
    exchanges: tuple[tuple[str, str], ...]
    removed: tuple[Provider, ...]
    taker: Provider | None


def comparison_of(comparison: Comparison) -> ComparisonShown:
    """A comparison whose providers and exchanges are prefetched; no further query."""
    rows = [one for one in comparison.providers.all() if one.removed_at is None]
    found = compared(comparison, rows, comparison.exchanges.all())
    words = _Words(comparison, {str(one.id): one for one in rows}, found, language())
    shown = tuple(words.rows())
    return ComparisonShown(
        lead=words.lead(),
        then=words.then(),
        rows=shown,
        height=len(shown) * 54 + 4,
        alternative="; ".join(f"{row.name}: {row.useful}" for row in shown),
        turnings=tuple(words.turnings()),
        exchanges=tuple(
            (exchange_text(one, comparison.currency), f"{day_text(one.on, language())}, {one.source}")
            for one in comparison.exchanges.all()
        ),
        removed=tuple(one for one in comparison.providers.all() if one.removed_at is not None),
        taker=words.taker(),
    )


def exchange_text(one: Any, own: str) -> str:
    """1 USD = 0.92 EUR."""
    text = f"{one.rate.normalize():f}"
    rate = text.replace(".", ",") if language() == "fr" else text
    return f"1\N{NO-BREAK SPACE}{one.currency} = {rate}\N{NO-BREAK SPACE}{own}"


def takes_brief(one: Provider) -> bool:
    return one.removed_at is None and one.kind not in (ProviderKind.TOOL, ProviderKind.NOBODY)


@dataclass(frozen=True, slots=True)
class _Words:
    comparison: Comparison
    named: dict[str, Provider]
    found: Found
    language: str

    def _money(self, value: float) -> str:
        return money_text(value, self.comparison.currency, self.language)

    def _useful(self, one: Compared) -> str:
        if one.useful_hour is None:
            return _("nothing is accepted")
        return _("%(money)s an hour") % {"money": self._money(one.useful_hour)}

    def rows(self) -> Iterator[Row]:
        most = max((one.useful_hour or 0.0 for one in self.found.providers), default=0.0) or 1.0
        for n, one in enumerate(self.found.providers):
            provider = self.named[one.id]
            yield Row(
                id=provider.id,
                name=provider.name,
                kind=str(provider.get_kind_display()),
                is_present=provider.is_present,
                pay=self._pay(provider),
                useful=self._useful(one),
                cost=self._money(one.cost),
                owner=hours_text(one.owner_hours, self.language),
                accepted=hours_text(one.accepted_hours, self.language),
                output="" if one.output is None else decimal_text(one.output, self.language),
                unit_cost="" if one.unit_cost is None else self._money(one.unit_cost),
                bar="" if one.useful_hour is None else f"{max(2.0, BAR * one.useful_hour / most):.1f}",
                y=str(n * 54 + 27),
                text_y=str(n * 54 + 19),
            )

    def _pay(self, one: Provider) -> str:
        """As it was said, in its own currency: 300 € a month."""
        from relais.config.money import minor_digits

        if not one.pay and not one.fees:
            return ""
        amount = one.pay or one.fees
        period = one.get_pay_per_display() if one.pay else _("a month")
        money = money_text(amount / 10 ** minor_digits(one.currency), one.currency, self.language)
        return f"{money} {period}"

    def _useful_ones(self) -> list[Compared]:
        return [one for one in self.found.providers if one.useful_hour is not None]

    def taker(self) -> Provider | None:
        best = next((one for one in map(self._of, self._useful_ones()) if takes_brief(one)), None)
        return None if best is None or best.is_present else best

    def _of(self, one: Compared) -> Provider:
        return self.named[one.id]

    def lead(self) -> str:
        useful = self._useful_ones()
        if not useful:
            return ""
        best = useful[0]
        said = {"best": self.named[best.id].name, "cost": self._money(best.useful_hour or 0.0)}
        if len(useful) == 1:
            return _("%(best)s: a useful hour costs %(cost)s. Add whom it is to be compared with.") % said
        said |= {
            "other": self.named[useful[1].id].name,
            "other_cost": self._money(useful[1].useful_hour or 0.0),
        }
        return (
            _("%(best)s costs least: %(cost)s a useful hour, against %(other_cost)s with %(other)s.") % said
        )

    def then(self) -> str:
        """The cheapest beside the one of now, or the next cheapest: how much more or less is made, for what."""
        useful = self._useful_ones()
        if len(useful) < 2:
            return ""
        best = useful[0]
        others = [one for one in useful[1:] if self.named[one.id].is_present] or useful[1:]
        other = others[0]
        much = (
            (best.output, other.output)
            if best.output and other.output
            else (best.accepted_hours, other.accepted_hours)
        )
        said = {
            "best": self.named[best.id].name, "other": self.named[other.id].name, "cost": self._money(best.cost),
            "other_cost": self._money(other.cost), "times": decimal_text((much[0] or 0) / (much[1] or 1), self.language),
            "hours": hours_text(best.owner_hours, self.language), "other_hours": hours_text(other.owner_hours, self.language),
        }  # fmt: skip
        return (
            _(
                "For %(cost)s a week, your %(hours)s counted, %(best)s makes %(times)s times as much "
                "as %(other)s for %(other_cost)s, your %(other_hours)s counted."
            )
            % said
        )

    def turnings(self) -> Iterator[str]:
        told = (
            [one for one in self.found.turnings if 1 / FARTHEST <= one.at / one.now <= FARTHEST]
            if self.found.turnings
            else []
        )
        for one in told[:TURNINGS_SHOWN]:
            yield self._turning(one)

    def _turning(self, one: Turning) -> str:
        provider = self.named[one.id]
        said = {
            "name": provider.name,
            "other": self.named[one.other].name,
            "currency": provider.currency,
            "own": self.comparison.currency,
        }
        if one.what == "exchange":
            said |= {"at": _rate(one.at, self.language), "now": _rate(one.now, self.language)}
            return (
                _(
                    "If 1 %(currency)s were worth %(at)s %(own)s instead of %(now)s, a useful hour of "
                    "%(name)s would cost what one of %(other)s does."
                )
                % said
            )
        if one.what == "accepted":
            said |= {"at": share_text(one.at, self.language), "now": share_text(one.now, self.language)}
            return (
                _(
                    "If %(at)s of what %(name)s does were accepted instead of %(now)s, a useful hour "
                    "would cost what one of %(other)s does."
                )
                % said
            )
        said |= {"at": hours_text(one.at, self.language), "now": hours_text(one.now, self.language)}
        return (
            _(
                "If %(name)s worked %(at)s a week for it instead of %(now)s, a useful hour would "
                "cost what one of %(other)s does."
            )
            % said
        )


def _rate(value: float, reader: str) -> str:
    text = f"{value:.4g}"
    return text.replace(".", ",") if reader == "fr" else text


def count_text(n: int) -> str:
    return ngettext("%(n)s provider", "%(n)s providers", n) % {"n": n}
