"""A scenario sheet as its page shows it: the answer in sentences, the picture, what to watch, what to buy, what was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from relais.config.money import minor_digits
from relais.deciding.drawing import Parts
from relais.deciding.models import Outcome, Safeguard, Sheet
from relais.deciding.sheet_words import ASKED, SECTIONS, Text, hint_of
from relais.deciding.showing.amounts import (
    amount_text,
    chance_text,
    factor_text,
    money_text,
    probability_text,
    range_text,
    share_text,
)
from relais.deciding.showing.histogram import Picture, picture_of
from relais.engine.decide.concrete import vague


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sheet answers: whole sentences. `cells`: rows of the table behind the picture."""

    headline: str
    guarded: str
    bearing: str
    spread: str
    picture: Picture
    alt: str
    cells: tuple[tuple[str, str, str], ...]
    has_guards: bool


@dataclass(frozen=True, slots=True)
class Watched:
    """One outcome in the list of what to watch; shares from 0 to 100 for the bars."""

    title: str
    worst: int
    variance: int
    words: str


@dataclass(frozen=True, slots=True)
class Guarded:
    """A safeguard in buying order."""

    id: UUID
    title: str
    cost: str
    pays: bool
    words: str
    acts: str
    gate: Any


@dataclass(frozen=True, slots=True)
class Written:
    """An outcome as it was written, and what came of it."""

    id: UUID
    title: str
    kind: str
    terms: str
    also: str
    came: str
    tone: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its answer, and what would make it more concrete."""

    question: str
    ask: Text
    answer: str
    hint: str


def answer_of(sheet: Sheet) -> Answer | None:
    """None while nothing is drawn."""
    result = sheet.result
    if result is None:
        return None
    bearable = None if sheet.bearable is None else sheet.bearable / 10 ** minor_digits(sheet.currency)
    before, after = result["before"], result["after"]
    bought = [one for one in result["safeguards"] if one["pays"]]
    picture = picture_of(result, bearable, sheet.currency)
    headline = _mean_and_worst(before, sheet.currency)
    guarded = _guarded(after, bought, sheet.currency)
    bearing = _bearing(before, after if bought else None, bearable, sheet.currency)
    return Answer(
        headline=headline, guarded=guarded, bearing=bearing, spread=_spread(before, sheet.currency), picture=picture,
        alt=" ".join(filter(None, (headline, guarded, bearing))),
        cells=tuple(_cells(before, after, sheet.currency)), has_guards=bool(bought),
    )  # fmt: skip


def _mean_and_worst(outlook: dict[str, Any], currency: str) -> str:
    mean, worst = outlook["expected_loss"], outlook["worst_5_percent"]
    said = {"mean": money_text(mean, currency), "worst": money_text(worst, currency)}
    if mean > 0:
        return _("On average this costs %(mean)s; in the worst twentieth of the cases, %(worst)s.") % said
    if worst > 0:
        return (
            _("On average this brings %(mean)s; in the worst twentieth of the cases, it costs %(worst)s.")
            % said
        )
    return (
        _("On average this brings %(mean)s; even the worst twentieth of the cases brings %(worst)s.") % said
    )


def _guarded(after: dict[str, Any], bought: list[dict[str, Any]], currency: str) -> str:
    if not bought:
        return ""
    mean, worst = after["expected_loss"], after["worst_5_percent"]
    said = {
        "mean": money_text(mean, currency),
        "worst": money_text(worst, currency),
        "cost": money_text(sum(one["cost"] for one in bought), currency),
        "count": len(bought),
    }
    if mean > 0:
        form = ngettext(
            "With the safeguard that pays (%(cost)s), it costs %(mean)s on average; in the worst twentieth, %(worst)s.",
            "With the %(count)s safeguards that pay (%(cost)s in all), it costs %(mean)s on average; in the worst twentieth,"
            " %(worst)s.",
            len(bought),
        )
    elif worst > 0:
        form = ngettext(
            "With the safeguard that pays (%(cost)s), it brings %(mean)s on average; in the worst twentieth, it costs"
            " %(worst)s.",
            "With the %(count)s safeguards that pay (%(cost)s in all), it brings %(mean)s on average; in the worst twentieth,"
            " it costs %(worst)s.",
            len(bought),
        )
    else:
        form = ngettext(
            "With the safeguard that pays (%(cost)s), it brings %(mean)s on average, and %(worst)s even in the worst"
            " twentieth.",
            "With the %(count)s safeguards that pay (%(cost)s in all), it brings %(mean)s on average, and %(worst)s even in"
            " the worst twentieth.",
            len(bought),
        )
    return form % said


def _bearing(
    before: dict[str, Any], after: dict[str, Any] | None, bearable: float | None, currency: str
) -> str:
    if bearable is None:
        return ""
    said = {
        "bearable": money_text(bearable, currency),
        "before": chance_text(before["chance_beyond_bearable"]),
        "after": chance_text(after["chance_beyond_bearable"]) if after else "",
    }
    if after is None or before["chance_beyond_bearable"] == after["chance_beyond_bearable"] == 0:
        return _("Chance of a loss beyond the %(bearable)s that can be borne: %(before)s.") % said
    return (
        _("Chance of a loss beyond the %(bearable)s that can be borne: %(before)s; with them, %(after)s.")
        % said
    )


def _spread(outlook: dict[str, Any], currency: str) -> str:
    least, most = outlook["by_probability"]["expected_loss"]
    if least == most:
        return ""
    return _("As your probabilities are ranges, the average lies between %(least)s and %(most)s.") % {
        "least": signed_text(least, currency),
        "most": signed_text(most, currency),
    }


def signed_text(loss: float, currency: str) -> str:
    """A loss as it is; what is won says so."""
    amount = money_text(loss, currency)
    return _("%(amount)s won") % {"amount": amount} if round(loss) < 0 else amount


def _cells(before: dict[str, Any], after: dict[str, Any], currency: str) -> list[tuple[str, str, str]]:
    rows = [
        (_("On average"), before["expected_loss"], after["expected_loss"]),
        *(
            (_("In %(share)s of the cases, at most") % {"share": share_text(share)}, one, other)
            for (share, one), (_share, other) in zip(before["percentiles"], after["percentiles"], strict=True)
            if share in (0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
        ),
        (_("The worst twentieth, on average"), before["worst_5_percent"], after["worst_5_percent"]),
    ]
    return [(label, signed_text(one, currency), signed_text(other, currency)) for label, one, other in rows]


def watched_of(sheet: Sheet, parts: Parts) -> tuple[Watched, ...]:
    """What to watch, heaviest in the worst cases first; what weighs nothing is left out."""
    if sheet.result is None:
        return ()
    titles = {str(one.id): one.title for one in parts.outcomes}
    before = sheet.result["before"]
    return tuple(
        _watched(titles[one["id"]], one, before["worst_5_percent"], sheet.currency)
        for one in before["watch"]
        if one["id"] in titles and (one["worst_share"] > 0 or one["variance_share"] >= 0.005)
    )


def _watched(title: str, one: dict[str, Any], worst: float, currency: str) -> Watched:
    # In money and not as a share: beside a sure gain, the shares of losses come to more than all.
    said = {
        "worst": money_text(max(0.0, one["worst_share"] * worst), currency),
        "variance": share_text(one["variance_share"]),
        "expected": money_text(one["expected_loss"], currency),
    }
    form = (
        _("%(expected)s on average, %(worst)s in the worst twentieth; %(variance)s of the uncertainty.")
        if one["expected_loss"] >= 0
        else _(
            "Brings %(expected)s on average, nothing in the worst twentieth; %(variance)s of the uncertainty."
        )
    )
    return Watched(title, _percent(one["worst_share"]), _percent(one["variance_share"]), form % said)


def _percent(share: float) -> int:
    return max(0, min(100, round(100 * share)))


def guarded_of(sheet: Sheet, parts: Parts) -> tuple[Guarded, ...]:
    """The safeguards in buying order; as they were added while nothing is drawn."""
    named: dict[str, Safeguard] = {str(one.id): one for one in parts.safeguards}
    steps = sheet.result["safeguards"] if sheet.result else [{"id": key} for key in named]
    titles = {one.id: one.title for one in parts.outcomes}
    found = []
    for step in steps:
        one = named.get(step["id"])
        if one is None:
            continue
        acts = [
            _act(titles[act.outcome_id], float(act.probability), float(act.size))
            for act in parts.effects
            if act.safeguard_id == one.id
        ]
        found.append(
            Guarded(
                one.id,
                one.title,
                amount_text(one.cost, one.unit, sheet.currency),
                bool(step.get("pays")),
                _worth(step, sheet.currency) if sheet.result else "",
                " ".join(acts),
                one.gate,
            )
        )
    return tuple(found)


def _act(title: str, rarer: float, smaller: float) -> str:
    said = {"outcome": title, "rarer": factor_text(rarer), "smaller": factor_text(smaller)}
    if rarer == 0:
        return _("Excludes “%(outcome)s”.") % said
    if smaller == 1:
        return _("“%(outcome)s” comes less often (× %(rarer)s).") % said
    if rarer == 1:
        return _("“%(outcome)s” is smaller (× %(smaller)s).") % said
    return _("“%(outcome)s” comes less often (× %(rarer)s) and is smaller (× %(smaller)s).") % said


def _worth(step: dict[str, Any], currency: str) -> str:
    said = {
        "saves": money_text(step["saves"], currency),
        "alone": money_text(step["saves_alone"], currency),
        "cost": money_text(step["cost"], currency),
        "net": money_text(step["net"], currency),
        "worst": signed_text(step["worst_5_percent"], currency),
    }
    if step["pays"]:
        return (
            _(
                "Saves %(saves)s on average for %(cost)s: it pays, %(net)s to the good. The worst twentieth is then %(worst)s."
            )
            % said
        )
    return (
        _(
            "Saves %(saves)s on average for %(cost)s, once those above are there (%(alone)s alone): it does not pay by the"
            " averages. The worst twentieth would be %(worst)s."
        )
        % said
    )


def written_of(sheet: Sheet, parts: Parts) -> tuple[Written, ...]:
    return tuple(_written(one, sheet, parts) for one in parts.outcomes)


def _written(one: Outcome, sheet: Sheet, parts: Parts) -> Written:
    titles = {each.id: each.title for each in parts.outcomes}
    also = []
    if one.group:
        others = [each.title for each in parts.outcomes if each.group == one.group and each.id != one.id]
        if others:
            also.append(_("Not together with %(others)s.") % {"others": _quoted(others)})
    for pair in parts.dependences:
        if one.id in (pair.one_id, pair.other_id):
            other = titles[pair.other_id if pair.one_id == one.id else pair.one_id]
            strong = _("Mostly comes with “%(other)s”.")
            some = _("Comes more often with “%(other)s”.")
            also.append((strong if pair.strength == "strong" else some) % {"other": other})
    return Written(
        id=one.id, title=one.title, kind=one.kind, also=" ".join(also),
        terms=_("%(chance)s, %(effect)s")
        % {
            "chance": probability_text(float(one.probability_low), float(one.probability_high)),
            "effect": range_text(one.low, one.likely, one.high, one.unit, sheet.currency),
        },
        came=_came(one, sheet.currency),
        tone="" if one.told_at is None else "warn" if one.happened and one.kind == "loss" else "good"
        if one.happened or one.kind == "loss" else "plain",
    )  # fmt: skip


def _quoted(titles: list[str]) -> str:
    return _(", ").join(_("“%(title)s”") % {"title": title} for title in titles)


def _came(one: Outcome, currency: str) -> str:
    if one.told_at is None:
        return ""
    if not one.happened:
        return _("did not happen")
    if one.actual is None:
        return _("happened")
    return _("happened: %(amount)s") % {"amount": amount_text(one.actual, one.unit, currency)}


def asked_of(sheet: Sheet) -> list[tuple[Text, list[Asked]]]:
    """The questions that are answered, by section, each with the hint of the gentle check."""
    hints = {one.question: hint_of(one) for one in vague(sheet.answers)}
    found = [
        (
            name,
            [
                Asked(q, ASKED[q].ask, sheet.answers[q], hints.get(q, ""))
                for q in questions
                if q in sheet.answers
            ],
        )
        for _key, name, questions in SECTIONS
    ]
    return [(name, asked) for name, asked in found if asked]


def concreteness_of(sheet: Sheet) -> str:
    """How many answers are concrete, in a sentence; gentle, since none of them is asked for."""
    found = vague(sheet.answers)
    empty = sum(one.code == "empty" for one in found)
    if not found:
        return _("All of it is concrete: someone else would notice when it comes.")
    said = []
    if empty:
        said.append(
            ngettext(
                "%(count)s question is not answered yet.", "%(count)s questions are not answered yet.", empty
            )
            % {"count": empty}
        )
    if left := len(found) - empty:
        said.append(
            ngettext(
                "%(count)s answer could be more concrete.", "%(count)s answers could be more concrete.", left
            )
            % {"count": left}
        )
    return " ".join(said)
