"""The page of one case, and its line in the list."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from math import exp
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from relais.config.dates import day_text, duration_text
from relais.deciding.actions import CaseSaid
from relais.deciding.case_words import hours_text, money_text, share_text
from relais.deciding.comparing import compared
from relais.deciding.models import Case, Comparison, Provider
from relais.deciding.reckoning import Reckoned, reckon, seed_of
from relais.deciding.rules import cases as rules
from relais.deciding.runs import runs_of
from relais.deciding.showing.case_answer import Answer, answer_of
from relais.deciding.showing.case_chart import Chart, chart_of
from relais.deciding.showing.case_slack import Slack, moment_of, slack_of
from relais.engine.decide.fitting import RUNS_LEAST
from relais.engine.decide.learning import Curve, Exponential
from relais.engine.faults import InputRefused
from relais.log.wording import language
from relais.people.models import Membership


@dataclass(frozen=True, slots=True)
class Learning:
    """What the times really taken say of the curve."""

    lead: str
    power: str
    exponential: str
    better: str


@dataclass(frozen=True, slots=True)
class Shown:
    answer: Answer
    chart: Chart
    slack: Slack | None
    learning: Learning
    times: str
    delivered: int
    exchange: str
    against: tuple[tuple[str, str], ...]
    comparison_id: UUID | None
    subtitle: str
    start_passed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A case in the list."""

    id: UUID
    title: str
    lead: str
    pays: bool
    gain: str


def reckoned_of(case: Case) -> Reckoned:
    """What was kept with the case, or reckoned anew where more was delivered since. At most one query."""
    kept = Reckoned(**case.reckoned)
    runs = runs_of(case)
    if runs == kept.runs:
        return kept
    return reckon(
        case.inputs, starts_on=case.starts_on, seed=seed_of(case.id), exchange_rate=case.exchange_rate, runs=runs
    )  # fmt: skip


def tried(case: Case, said: CaseSaid, member: Membership) -> Case:
    """The case as it would be with what is said; nothing is kept. Refused as `change_case` is."""
    own = member.business.currency
    attempt = copy(case)
    attempt.rate_currency = rules.currency_of(said.rate_currency or own)
    rules.exchange_stands(said.exchange, attempt.rate_currency, own)
    attempt.exchange_rate = rules.rate_of(said.exchange.rate) if said.exchange else None
    attempt.exchange_on = said.exchange.on if said.exchange else None
    attempt.exchange_source = said.exchange.source if said.exchange else ""
    attempt.starts_on = rules.day_of(said.starts_on, field="starts_on")
    attempt.train_weeks = rules.train_weeks_of(said.train_weeks)
    attempt.cash, attempt.cash_per_week = said.cash, said.cash_per_week
    try:
        found = reckon(
            said.inputs, starts_on=attempt.starts_on, seed=seed_of(case.id), exchange_rate=attempt.exchange_rate,
            runs=case.reckoned["runs"],
        )  # fmt: skip
    except InputRefused as refused:
        raise rules.refusal_of(refused.faults[0]) from refused
    attempt.reckoned = found.stored
    return attempt


def page_of(case: Case, member: Membership, *, unit: str, now: datetime) -> Shown:
    """All of the page in words. Queries: two of the plan, two of the comparison."""
    reader, currency = language(), member.business.currency
    found = Reckoned(**case.reckoned)
    moment = moment_of(member, case, found, now)
    against, comparison_id = _against(member, case, reader)
    return Shown(
        answer=answer_of(found, currency, case.train_weeks, reader),
        chart=chart_of(found, unit, currency, reader),
        slack=None if moment is None else slack_of(case, moment, currency, reader),
        learning=_learning(found, reader),
        times="\n".join(duration_text(minutes, reader) for minutes in case.times),
        delivered=len(found.runs) - len(case.times),
        exchange=_exchange(case, currency, reader),
        against=against,
        comparison_id=comparison_id,
        subtitle=_subtitle(found, reader),
        start_passed=case.starts_on < now.date(),
    )


def row_of(case: Case, currency: str) -> Line:
    reader = language()
    found = Reckoned(**case.reckoned)
    gain = found.answer["gain_per_week_after_learning"]
    return Line(
        id=case.id,
        title=case.activity.title,
        lead=answer_of(found, currency, case.train_weeks, reader).lead,
        pays=found.answer["occurrence"] is not None,
        gain="" if gain is None else money_text(gain, currency, reader),
    )


def _subtitle(found: Reckoned, reader: str) -> str:
    case = found.case
    if case.per_week is None:
        return _("%(time)s each time") % {"time": hours_text(case.owner_h, reader)}
    return _("%(time)s a week") % {"time": hours_text(case.owner_h * case.per_week, reader)}


def _exchange(case: Case, own: str, reader: str) -> str:
    """1 USD = 0.92 EUR, 20 Nov 2026, the bank: wherever a rate was used, it is said."""
    if case.exchange_rate is None or case.exchange_on is None:
        return ""
    text = f"{case.exchange_rate.normalize():f}"
    return _("%(one)s = %(rate)s, %(day)s, %(source)s") % {
        "one": f"1\N{NO-BREAK SPACE}{case.rate_currency}",
        "rate": f"{text.replace('.', ',') if reader == 'fr' else text}\N{NO-BREAK SPACE}{own}",
        "day": day_text(case.exchange_on, reader),
        "source": case.exchange_source,
    }


def _against(member: Membership, case: Case, reader: str) -> tuple[tuple[tuple[str, str], ...], UUID | None]:
    """What a useful hour costs with each provider of the activity's comparison, cheapest first."""
    providers = {
        str(one.id): one
        for one in Provider.objects.filter(
            comparison__in=Comparison.objects.visible_to(member).open().filter(activity_id=case.activity_id),
            removed_at=None,
        ).select_related("comparison")
    }
    if not providers:
        return (), None
    comparison = next(iter(providers.values())).comparison
    abroad = any(one.currency != comparison.currency for one in providers.values())
    found = compared(comparison, providers.values(), comparison.exchanges.all() if abroad else ())
    rows = [
        (
            providers[one.id].name,
            _("nothing useful")
            if one.useful_hour is None
            else _("%(money)s an hour") % {"money": money_text(one.useful_hour, comparison.currency, reader)},
        )
        for one in found.providers
    ]
    return tuple(rows), comparison.id


def _learning(found: Reckoned, reader: str) -> Learning:
    runs = len(found.runs)
    fitted: dict[str, Any] | None = found.learning
    if fitted is None:
        if not runs:
            lead = _("No time was noted yet: the figures are what you expect.")
        else:
            lead = ngettext("One time is noted.", "%(n)s times are noted.", runs) % {"n": runs}
            lead += " " + _("From %(least)s on, they say more than what you expect.") % {"least": RUNS_LEAST}
        return Learning(lead, "", "", "")
    power, exponential = fitted["power"], fitted["exponential"]
    said = {
        "n": runs, "first": hours_text(power["curve"]["first"], reader), "floor": hours_text(power["curve"]["floor"], reader),
        "rate": share_text(1 - power["curve"]["rate"], reader), "low": share_text(1 - power["rate_high"], reader),
        "high": share_text(1 - power["rate_low"], reader),
    }  # fmt: skip
    text = (
        _(
            "The figures above follow the %(n)s times noted: from %(first)s down towards "
            "%(floor)s, %(rate)s quicker at each doubling (95 times in 100 between %(low)s and "
            "%(high)s)."
        )
        % said
    )
    if fitted["better"] is None:
        return Learning(text, "", "", "")
    steps = (1, 5, 10, 20, 40)

    def row(at: Any) -> str:
        return ", ".join(
            _("time %(n)s: %(time)s") % {"n": n, "time": hours_text(at(n), reader)} for n in steps
        )

    better = {
        "power": _("These times follow the first better: learning goes on slowly for long."),
        "exponential": _(
            "These times follow the second better: it is learnt soon, and then no more. "
            "The figures of this page keep to the first."
        ),
    }[fitted["better"]]
    return Learning(
        text,
        _("If it goes on with each doubling: %(row)s.") % {"row": row(Curve(**power["curve"]).time)},
        _(
            "If a constant share of what is left is learnt each time, %(share)s (95 times in 100 between %(low)s and "
            "%(high)s): %(row)s."
        )
        % {
            "row": row(Exponential(**exponential["curve"]).time),
            "share": share_text(1 - exp(-exponential["curve"]["speed"]), reader),
            "low": share_text(1 - exp(-exponential["speed_low"]), reader),
            "high": share_text(1 - exp(-exponential["speed_high"]), reader),
        },
        better,
    )
