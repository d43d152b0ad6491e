"""A problem for the planner read from JSON, with every fault and the path of its key; a plan written as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from relais.engine.plan.outcome import Plan
from relais.engine.plan.problem import Dated, Fault, Fixed, Important, Problem, Window, faults

BYTES_LIMIT: Final = 64 * 2**20
"""The longest file that is read: three times what the most tasks take."""
FAULTS_LIMIT: Final = 50
"""Faults that are told; a file that is wrong throughout is wrong in the same way throughout."""

_REQUIRED: Final = object()
_Check = Callable[["_Reader", str, Any], Any]


class FileRefused(Exception):
    """What was read is no problem for the planner; `faults` says why, each with its path."""

    def __init__(self, found: Iterable[Fault]) -> None:
        super().__init__()
        self.faults = tuple(found)


def read_problem(text: bytes) -> Problem:
    """The problem that JSON describes, as `docs/algorithms/day-plan.md` lays it down.

    `least_piece` that is not said is 1 and `safety_minutes` 0, so that a file alone says what is planned.
    Raises FileRefused.
    """
    if len(text) > BYTES_LIMIT:
        raise FileRefused([Fault("", "file_too_long")])
    reader = _Reader()
    try:
        said = json.loads(text, parse_constant=_no_constant, object_pairs_hook=reader.pairs)
    except (ValueError, RecursionError):  # UnicodeDecodeError is a ValueError
        raise FileRefused([Fault("", "not_json")]) from None
    if reader.faults:
        raise FileRefused(reader.faults)
    problem = reader.problem(said)
    if reader.faults:
        raise FileRefused(reader.faults)
    if found := faults(problem):
        raise FileRefused(found)
    return problem


def _no_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are not JSON


@dataclass(slots=True)
class _Reader:
    """Reads values of the kind that is asked, and collects what is wrong instead of stopping at the first."""

    faults: list[Fault] = field(default_factory=list)

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        read = dict(pairs)
        if len(read) < len(pairs):
            names = [name for name, _ in pairs]
            self.wrong(next(name for name in names if names.count(name) > 1), "key_repeated")
        return read

    def wrong(self, path: str, code: str) -> None:
        self.faults.append(Fault(path, code))

    def problem(self, said: Any) -> Problem:
        read = self.object(
            "", said,
            zone=(_Reader.zone, _REQUIRED), now=(_Reader.moment, _REQUIRED), windows=(_Reader.windows, _REQUIRED),
            fixed=(_Reader.fixed, ()), dated=(_Reader.dated, ()), important=(_Reader.important, ()),
            safety_minutes=(_Reader.integer, 0),
        )  # fmt: skip
        # With faults nothing is planned; the values only have to be there.
        return Problem(**read) if not self.faults else Problem(ZoneInfo("UTC"), datetime.now(), ())  # noqa: DTZ005

    def windows(self, path: str, said: Any) -> tuple[Window, ...]:
        return self.many(
            path, said, Window, start=(_Reader.moment, _REQUIRED), end=(_Reader.moment, _REQUIRED),
            energy=(_Reader.number, _REQUIRED),
        )  # fmt: skip

    def fixed(self, path: str, said: Any) -> tuple[Fixed, ...]:
        return self.many(
            path, said, Fixed, id=(_Reader.text, _REQUIRED), title=(_Reader.text, ""),
            start=(_Reader.moment, _REQUIRED), end=(_Reader.moment, _REQUIRED),
        )  # fmt: skip

    def dated(self, path: str, said: Any) -> tuple[Dated, ...]:
        return self.many(
            path, said, Dated, id=(_Reader.text, _REQUIRED), title=(_Reader.text, ""),
            minutes=(_Reader.integer, _REQUIRED), due=(_Reader.moment, _REQUIRED),
            penalty=(_Reader.number, _REQUIRED), earliest=(_Reader.moment_or_none, None),
        )  # fmt: skip

    def important(self, path: str, said: Any) -> tuple[Important, ...]:
        return self.many(
            path, said, Important, id=(_Reader.text, _REQUIRED), title=(_Reader.text, ""),
            minutes=(_Reader.integer, _REQUIRED), value=(_Reader.number, _REQUIRED),
            whole=(_Reader.truth, False), least_piece=(_Reader.integer, 1), most_important=(_Reader.truth, False),
        )  # fmt: skip

    def many(self, path: str, said: Any, kind: Any, **keys: tuple[_Check, Any]) -> tuple[Any, ...]:
        if not isinstance(said, list):
            self.wrong(path, "not_list")
            return ()
        found = []
        for n, one in enumerate(said):
            before = len(self.faults)
            read = self.object(f"{path}[{n}]", one, **keys)
            if len(self.faults) == before:
                found.append(kind(**read))
            elif len(self.faults) > FAULTS_LIMIT:
                break
        return tuple(found)

    def object(self, path: str, said: Any, **keys: tuple[_Check, Any]) -> dict[str, Any]:
        """The values of an object by key: missing ones and unknown ones are faults."""
        if not isinstance(said, dict):
            self.wrong(path, "not_object")
            return {}
        inside = f"{path}." if path else ""
        for name in said:
            if name not in keys:
                self.wrong(inside + name, "key_unknown")
        read = {}
        for name, (check, otherwise) in keys.items():
            if name in said:
                read[name] = check(self, inside + name, said[name])
            elif otherwise is _REQUIRED:
                self.wrong(inside + name, "key_missing")
            else:
                read[name] = otherwise
        return read

    def text(self, path: str, said: Any) -> str:
        if not isinstance(said, str):
            self.wrong(path, "not_text")
            return ""
        return said

    def truth(self, path: str, said: Any) -> bool:
        if not isinstance(said, bool):
            self.wrong(path, "not_truth")
        return bool(said)

    def integer(self, path: str, said: Any) -> int:
        if isinstance(said, bool) or not isinstance(said, int):
            self.wrong(path, "not_integer")
            return 1
        return said

    def number(self, path: str, said: Any) -> float:
        if isinstance(said, bool) or not isinstance(said, int | float):
            self.wrong(path, "not_number")
            return 1.0
        try:
            return float(said)
        except OverflowError:
            self.wrong(path, "not_number")
            return 1.0

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
