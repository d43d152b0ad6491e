"""Forecasts against what happened: the outcomes of sheets and the decisions on activities, one person's or everyone's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from relais.activities.models import Decision
from relais.config.dates import number_text
from relais.deciding.models import Outcome
from relais.deciding.showing.amounts import share_text
from relais.engine.decide.calibration import Calibration, Forecast, calibrate
from relais.log.wording import language
from relais.people.models import Membership

CASES_MOST: Final = 5_000
SHOWN: Final = 50
SIZE: Final = 240
EDGE: Final = 30


@dataclass(frozen=True, slots=True)
class Case:
    """One forecast and what came."""

    title: str
    url: str
    share: float
    said: str
    happened: bool
    on: date


@dataclass(frozen=True, slots=True)
class Dot:
    """A band in the picture: what was said across, what came upwards, its interval as a line."""

    x: float
    y: float
    radius: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Forecasts:
    """The page. `sentences`: what the cases say, and how little."""

    cases: tuple[Case, ...]
    count: int
    sentences: tuple[str, ...]
    bands: tuple[tuple[str, str, str], ...]
    course: tuple[tuple[date, int, str], ...]
    dots: tuple[Dot, ...]
    alt: str
    size: int = SIZE
    edge: int = EDGE
    inner: int = SIZE - EDGE


def forecasts_of(member: Membership, *, everyone: bool) -> Forecasts:
    """Those of the member, or of all of management. Two queries."""
    cases = sorted([*_of_sheets(member, everyone), *_of_decisions(member, everyone)], key=lambda one: one.on)
    found = calibrate([Forecast(one.share, one.happened, one.on) for one in cases])
    bands = tuple(_band(one) for one in found.bands)
    return Forecasts(
        cases=tuple(reversed(cases[-SHOWN:])),
        count=found.cases,
        sentences=tuple(_sentences(found)),
        bands=bands,
        course=tuple((one.on, one.cases, _score(one.score)) for one in found.over_time[-12:]),
        dots=tuple(_dot(one) for one in found.bands),
        alt=" ".join(
            _("Said %(said)s: %(came)s (%(range)s).") % {"said": a, "came": b, "range": c}
            for a, b, c in bands
        ),
    )


def calibration_of(member: Membership, *, everyone: bool = False) -> Calibration:
    """The engine's answer on all forecasts that are decided: the API's, and what other pages link to."""
    cases = [*_of_sheets(member, everyone), *_of_decisions(member, everyone)]
    return calibrate([Forecast(one.share, one.happened, one.on) for one in cases])


def _of_sheets(member: Membership, everyone: bool) -> list[Case]:
    rows: Any = Outcome.objects.visible_to(member).present().told().select_related("sheet")
    if not everyone:
        rows = rows.filter(sheet__made_by=member)
    zone, slug = ZoneInfo(member.business.timezone), member.business.slug
    found = []
    for one in rows.order_by("-told_at")[:CASES_MOST]:
        low, high = float(one.probability_low), float(one.probability_high)
        share = (low + high) / 2
        title = _("%(outcome)s, in “%(sheet)s”") % {"outcome": one.title, "sheet": one.sheet.title}
        address = reverse("deciding:sheet", args=[slug, one.sheet_id])
        found.append(
            Case(
                title,
                address,
                share,
                share_text(share),
                bool(one.happened),
                one.told_at.astimezone(zone).date(),
            )
        )
    return found


def _of_decisions(member: Membership, everyone: bool) -> list[Case]:
    rows: Any = (
        Decision.objects.visible_to(member)
        .filter(judged_at__isnull=False, confidence__isnull=False)
        .select_related("activity")
    )
    if not everyone:
        rows = rows.filter(decided_by=member)
    zone = ZoneInfo(member.business.timezone)
    found = []
    for one in rows.order_by("-id")[:CASES_MOST]:
        title = {
            "keep": _("Keeping “%(activity)s” works"),
            "drop": _("Dropping “%(activity)s” works"),
            "automate": _("Automating “%(activity)s” works"),
            "delegate": _("Delegating “%(activity)s” works"),
        }[one.choice] % {"activity": one.activity.title}
        share = float(one.confidence)
        day = one.judged_at.astimezone(zone).date()
        found.append(Case(title, "", share, share_text(share), bool(one.worked), day))
    return found


def _score(score: float) -> str:
    return number_text(score, language(), decimals=2)


def _sentences(found: Calibration) -> list[str]:
    """Brier's score beside what it would be, the lean, and from how many cases on it would show."""
    if (
        not found.cases
        or found.score is None
        or found.expected is None
        or found.lean is None
        or found.blind is None
    ):
        return []
    said = [
        ngettext(
            "One forecast is decided. Its Brier score is %(score)s, where 0 is always right and sure, and 0.25 always says one"
            " half.",
            "%(count)s forecasts are decided. Their Brier score is %(score)s, where 0 is always right and sure, and 0.25"
            " always says one half.",
            found.cases,
        )
        % {"count": found.cases, "score": _score(found.score)},
        _("Were these probabilities exactly right, it would be about %(expected)s.")
        % {"expected": _score(found.expected)},
    ]
    lean = {"lean": share_text(abs(found.lean)), "blind": share_text(found.blind)}
    if found.is_leaning and found.lean > 0:
        said.append(_("Things happen more often than you say, by %(lean)s: raise your probabilities.") % lean)
    elif found.is_leaning:
        said.append(_("Things happen less often than you say, by %(lean)s: lower your probabilities.") % lean)
    else:
        said.append(
            _("No lean shows: with so few cases, one below %(blind)s could be chance.") % lean
            if found.blind > 0.1
            else _("No lean shows, and one of %(blind)s would.") % lean
        )
    if found.cases_needed and found.cases_needed > found.cases:
        said.append(
            _("From about %(needed)s cases on, saying 30 %% where 40 %% happens would show.")
            % {"needed": number_text(found.cases_needed, language())}
        )
    return said


def _band(one: Any) -> tuple[str, str, str]:
    came = ngettext("%(happened)s of %(count)s happened", "%(happened)s of %(count)s happened", one.cases) % {
        "happened": one.happened,
        "count": one.cases,
    }
    between = _("truly %(low)s to %(high)s") % {
        "low": share_text(one.share_low),
        "high": share_text(one.share_high),
    }
    return (_("about %(share)s") % {"share": share_text(one.mean)}, came, between)


def _dot(one: Any) -> Dot:
    def across(share: float) -> float:
        return round(EDGE + share * (SIZE - 2 * EDGE), 1)

    def up(share: float) -> float:
        return round(SIZE - EDGE - share * (SIZE - 2 * EDGE), 1)

    return Dot(
        across(one.mean), up(one.happened / one.cases), min(9.0, 3.0 + one.cases**0.5), up(one.share_high), up(one.share_low)
    )  # fmt: skip
