"""Cases and scenario sheets read from JSON, and what was found written as JSON. docs/algorithms/decide.md has the keys."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any

from relais.cli.jsonfile import REQUIRED, Check, FileRefused, Reader
from relais.cli.words import gettext_now as _
from relais.engine.decide import scenarios
from relais.engine.decide.asked import AskedCase, answered, case_of, faults_of_ranges
from relais.engine.decide.breakeven import BreakEven, Case
from relais.engine.decide.learning import RATES
from relais.engine.decide.ranges import Range
from relais.engine.decide.scenarios import Act, Dependence, Outcome, Probability, Safeguard, Sheet
from relais.engine.decide.telling import rounded, told_scenarios

if TYPE_CHECKING:
    from relais.engine.decide.payback import Payback
    from relais.engine.decide.simulation import Simulated


def read_case(text: bytes) -> AskedCase:
    """A number, or [low, most likely, high], for each input. Raises FileRefused, InputRefused."""
    reader = _Reader()
    said = reader.json(text)
    keys: dict[str, tuple[Check, Any]] = {
        one.name: (
            _Reader.rate if one.name == "learning_rate" else _Reader.range_of_three,
            REQUIRED if one.default is MISSING else None,
        )
        for one in fields(Case)
    }
    read = reader.object("", said, **keys, start=(_Reader.date, None))
    start = read.pop("start", None)
    given = {name: one for name, one in read.items() if one is not None}
    reader.faults += faults_of_ranges(given)
    if reader.faults:
        raise FileRefused(reader.faults)
    return case_of(given, start)


def read_sheet(text: bytes) -> Sheet:
    """A scenario sheet without faults. Raises FileRefused."""
    reader = _Reader()
    said = reader.json(text)
    read = reader.object(
        "", said,
        outcomes=(_Reader.outcomes, REQUIRED), safeguards=(_Reader.safeguards, ()),
        rank_correlations=(_Reader.dependences, ()), bearable=(_Reader.number_or_none, None),
        hour_rate=(_Reader.number_or_none, None),
    )  # fmt: skip
    if reader.faults:
        raise FileRefused(reader.faults)
    sheet = Sheet(
        read["outcomes"], read["safeguards"], read["rank_correlations"], read["bearable"], read["hour_rate"]
    )
    if found := scenarios.faults(sheet):
        raise FileRefused(found)
    return sheet


class _Reader(Reader):
    """Adds ranges, probabilities, and the lists of a sheet."""

    __slots__ = ()

    def numbers(self, path: str, said: Any) -> list[float]:
        """A number, or a list of them."""
        if not isinstance(said, list):
            return [self.number(path, said)]
        return [self.number(f"{path}[{n}]", one) for n, one in enumerate(said)]

    def range_of_three(self, path: str, said: Any) -> Range:
        found = self.numbers(path, said)
        if len(found) == 1 and not isinstance(said, list):
            return Range.point(found[0])
        if len(found) != 3:
            self.wrong(path, "not_range_of_three")
            return Range.point(0.0)
        return Range(*found)

    def rate(self, path: str, said: Any) -> Range:
        if isinstance(said, str):
            if said not in RATES:
                self.wrong(path, "rate_word_unknown")
            return Range.point(RATES.get(said, 1.0))
        return self.range_of_three(path, said)

    def probability(self, path: str, said: Any) -> Probability:
        found = self.numbers(path, said)
        if len(found) == 1 and not isinstance(said, list):
            return Probability(found[0], found[0])
        if len(found) != 2:
            self.wrong(path, "not_range_of_two")
            return Probability(0.0, 0.0)
        return Probability(*found)

    def number_or_none(self, path: str, said: Any) -> float | None:
        return None if said is None else self.number(path, said)

    def kind(self, path: str, said: Any) -> str:
        return self._one_of(path, said, ("loss", "gain"), "kind_unknown")

    def unit(self, path: str, said: Any) -> str:
        return self._one_of(path, said, ("money", "hours"), "unit_unknown")

    def _one_of(self, path: str, said: Any, words: tuple[str, ...], code: str) -> str:
        if said not in words:
            self.wrong(path, code)
            return words[0]
        return str(said)

    def outcomes(self, path: str, said: Any) -> tuple[Outcome, ...]:
        return self.many(
            path, said, Outcome, id=(_Reader.text, REQUIRED), probability=(_Reader.probability, REQUIRED),
            effect=(_Reader.range_of_three, REQUIRED), kind=(_Reader.kind, "loss"), unit=(_Reader.unit, "money"),
            group=(_Reader.text, ""), title=(_Reader.text, ""),
        )  # fmt: skip

    def safeguards(self, path: str, said: Any) -> tuple[Safeguard, ...]:
        return self.many(
            path, said, Safeguard, id=(_Reader.text, REQUIRED), cost=(_Reader.number, REQUIRED),
            acts=(_Reader.acts, REQUIRED), unit=(_Reader.unit, "money"), title=(_Reader.text, ""),
        )  # fmt: skip

    def acts(self, path: str, said: Any) -> tuple[Act, ...]:
        return self.many(
            path, said, _act, outcome=(_Reader.text, REQUIRED), probability=(_Reader.number, 1.0),
            effect=(_Reader.number, 1.0), excluded=(_Reader.truth, False),
        )  # fmt: skip

    def dependences(self, path: str, said: Any) -> tuple[Dependence, ...]:
        return self.many(
            path, said, _dependence, outcomes=(_Reader.pair, REQUIRED), rank=(_Reader.number, REQUIRED)
        )

    def pair(self, path: str, said: Any) -> tuple[str, str]:
        found = [self.text(f"{path}[{n}]", one) for n, one in enumerate(self.list(path, said))]
        if len(found) != 2:
            self.wrong(path, "not_pair")
            return "", ""
        return found[0], found[1]


def _act(outcome: str, probability: float, effect: float, *, excluded: bool) -> Act:
    return Act(outcome, 0.0 if excluded else probability, effect)


def _dependence(outcomes: tuple[str, str], rank: float) -> Dependence:
    return Dependence(*outcomes, rank)


def texts() -> dict[str, str]:
    """What the codes of cases and sheets mean, in the reader's language."""
    return {
        "not_range_of_three": _("must be a number, or a list of three: low, most likely, high"),
        "not_range_of_two": _("must be a number, or a list of two: low, high"),
        "not_pair": _("must be a list of two names"),
        "range_reversed": _("is the wrong way round: low must come first, high last"),
        "rate_word_unknown": _("must be quick, usual, slow, or a number"),
        "kind_unknown": _("must be loss or gain"),
        "unit_unknown": _("must be money or hours"),
        "amount_out_of_range": _("must be 0 or more, and at most 10^12"),
        "share_out_of_range": _("must be between 0 and 1"),
        "probability_out_of_range": _("must be between 0 and 1"),
        "factor_out_of_range": _("must be between 0 and 1"),
        "learning_rate_out_of_range": _("must be above 0, and at most 1"),
        "per_week_out_of_range": _("must be above 0, and at most a million"),
        "per_week_missing": _("is needed here: a discount counts in years"),
        "discount_out_of_range": _("must be between 0 and 10"),
        "floor_above_first": _("must not be above the first time"),
        "redo_last_above_first": _("must not be above the share redone at first"),
        "date_out_of_range": _("must be between the years 1900 and 2199"),
        "draws_out_of_range": _("are too few or too many"),
        "seed_out_of_range": _("must be between 0 and 2^63 − 1"),
        "too_many": _("there are too many: at most 50 outcomes and 16 safeguards"),
        "outcomes_missing": _("there must be at least one"),
        "id_repeated": _("another one has this id"),
        "hour_rate_missing": _("is needed: something is said in hours"),
        "probabilities_above_one": _("with the others of its group, this is above 1"),
        "outcome_unknown": _("there is no such outcome"),
        "outcome_repeated": _("this outcome is there twice in one safeguard"),
        "safeguard_of_gain": _("a safeguard acts on losses only"),
        "correlation_out_of_range": _("must be above −1 and below 1"),
        "correlation_with_itself": _("names the same outcome twice"),
        "correlation_repeated": _("this pair is there twice"),
        "correlation_in_group": _("an outcome of a group depends on its group alone"),
        "correlations_contradict": _("no outcomes can depend on each other in all these ways at once"),
    }


# --- written ----------------------------------------------------------------------------------------------------------


def written_breakeven(found: BreakEven, payback: Payback | None) -> str:
    """A break-even as JSON, one line; with `uncertainty` where inputs were ranges, null otherwise."""
    return _line(answered(found, payback))


def written_scenarios(found: Simulated) -> str:
    """A simulated sheet as JSON, one line. Losses are above 0, gains below."""
    return _line(told_scenarios(found))


def _line(said: dict[str, Any]) -> str:
    return json.dumps(rounded(said), ensure_ascii=False) + "\n"
