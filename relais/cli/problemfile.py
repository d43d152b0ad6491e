"""A problem for the planner read from JSON, with every fault and the path of its key; a plan written as JSON."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from relais.cli.jsonfile import REQUIRED, FileRefused, Reader
from relais.engine.plan.outcome import Plan
from relais.engine.plan.problem import Dated, Fixed, Important, Problem, Window, faults


def read_problem(text: bytes) -> Problem:
    """The problem that JSON describes, as `docs/algorithms/day-plan.md` lays it down.

    `least_piece` that is not said is 1 and `safety_minutes` 0, so that a file alone says what is planned.
    Raises FileRefused.
    """
    reader = _Reader()
    said = reader.json(text)
    problem = reader.problem(said)
    if reader.faults:
        raise FileRefused(reader.faults)
    if found := faults(problem):
        raise FileRefused(found)
    return problem


class _Reader(Reader):
    """Adds what only a problem has: moments, a zone, and its lists."""

    __slots__ = ()

    def problem(self, said: Any) -> Problem:
        read = self.object(
            "", said,
            zone=(_Reader.zone, REQUIRED), now=(_Reader.moment, REQUIRED), windows=(_Reader.windows, REQUIRED),
            fixed=(_Reader.fixed, ()), dated=(_Reader.dated, ()), important=(_Reader.important, ()),
            safety_minutes=(_Reader.integer, 0),
        )  # fmt: skip
        # With faults nothing is planned; the values only have to be there.
        return Problem(**read) if not self.faults else Problem(ZoneInfo("UTC"), datetime.now(), ())  # noqa: DTZ005

    def windows(self, path: str, said: Any) -> tuple[Window, ...]:
        return self.many(
            path, said, Window, start=(_Reader.moment, REQUIRED), end=(_Reader.moment, REQUIRED),
            energy=(_Reader.number, REQUIRED),
        )  # fmt: skip

    def fixed(self, path: str, said: Any) -> tuple[Fixed, ...]:
        return self.many(
            path, said, Fixed, id=(_Reader.text, REQUIRED), title=(_Reader.text, ""),
            start=(_Reader.moment, REQUIRED), end=(_Reader.moment, REQUIRED),
        )  # fmt: skip

    def dated(self, path: str, said: Any) -> tuple[Dated, ...]:
        return self.many(
            path, said, Dated, id=(_Reader.text, REQUIRED), title=(_Reader.text, ""),
            minutes=(_Reader.integer, REQUIRED), due=(_Reader.moment, REQUIRED),
            penalty=(_Reader.number, REQUIRED), earliest=(_Reader.moment_or_none, None),
        )  # fmt: skip

    def important(self, path: str, said: Any) -> tuple[Important, ...]:
        return self.many(
            path, said, Important, id=(_Reader.text, REQUIRED), title=(_Reader.text, ""),
            minutes=(_Reader.integer, REQUIRED), value=(_Reader.number, REQUIRED),
            whole=(_Reader.truth, False), least_piece=(_Reader.integer, 1), most_important=(_Reader.truth, False),
        )  # fmt: skip

    def moment(self, path: str, said: Any) -> datetime | None:
        try:
            return datetime.fromisoformat(said)
        except (TypeError, ValueError):
            self.wrong(path, "not_moment")
            return None

    def moment_or_none(self, path: str, said: Any) -> datetime | None:
        return None if said is None else self.moment(path, said)

    def zone(self, path: str, said: Any) -> ZoneInfo | None:
        try:
            return ZoneInfo(said)
        except (ZoneInfoNotFoundError, TypeError, ValueError, OSError, AttributeError):
            self.wrong(path, "zone_unknown")
            return None


def written(problem: Problem, plan: Plan) -> str:
    """A plan as JSON, one line; moments in the problem's zone, dates of `margins` as the problem wrote them."""
    said = {
        "pieces": [
            {"id": piece.id, "start": _moment(problem, piece.start), "end": _moment(problem, piece.end)}
            for piece in plan.pieces
        ],
        "margins": {_iso(date): minutes for date, minutes in plan.margins},
        "latest_start": {
            task: None if start is None else _moment(problem, start) for task, start in plan.latest_start
        },
        "given_up": [
            {"id": one.id, "penalty": one.penalty, "short_minutes": one.short_minutes} for one in plan.given_up
        ],
        "penalty": plan.penalty,
        "penalty_lower_bound": plan.penalty_lower_bound,
        "value": round(plan.value, 9),  # less than the noise of adding floats in another order
        "proof": plan.proof,
        "findings": [
            {"code": one.code, "id": one.id, "minutes": one.minutes} for one in plan.findings
        ],
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False) + "\n"


def _moment(problem: Problem, moment: datetime) -> str:
    return _iso(moment.astimezone(problem.zone))


def _iso(moment: datetime) -> str:
    """ISO 8601 to the minute where it is a whole one; Z for UTC, as most write it."""
    said = moment.isoformat()
    return said.removesuffix("+00:00") + "Z" if moment.tzname() == "UTC" else said
