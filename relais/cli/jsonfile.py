"""JSON files that describe an input of the engine: read with every fault and the path of its key, never half."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from relais.cli.errors import WrongUse
from relais.cli.words import gettext_now as _
from relais.engine.faults import Fault

BYTES_LIMIT: Final = 64 * 2**20
"""The longest file that is read: three times what the most tasks of a plan take."""
FAULTS_LIMIT: Final = 50
"""Faults that are told; a file that is wrong throughout is wrong in the same way throughout."""

REQUIRED: Final = object()
Check = Callable[[Any, str, Any], Any]


class FileRefused(Exception):
    """What was read does not describe what the command works on; `faults` says why, each with its path."""

    def __init__(self, found: Iterable[Fault]) -> None:
        super().__init__()
        self.faults = tuple(found)


def bytes_of(file: str) -> bytes:
    """The file's content, `-` being standard input. Raises WrongUse when it cannot be read."""
    if file == "-":
        return sys.stdin.buffer.read(BYTES_LIMIT + 1)
    try:
        with Path(file).open("rb") as opened:
            return opened.read(BYTES_LIMIT + 1)
    except OSError as error:
        raise WrongUse(f"{file}: {error.strerror}") from error


def refuse(faults: tuple[Fault, ...], texts: Mapping[str, str]) -> int:
    """One line a fault on standard error, in the reader's language; the exit code of a refusal.

    `texts` adds to what every file may be refused for.
    """
    known = {**_texts(), **texts}
    for fault in faults[:FAULTS_LIMIT]:
        said = known.get(fault.code, fault.code)
        line = f"{fault.path}: {said}" if fault.path else said
        sys.stderr.write(f"relais: {' '.join(line.split())}\n")
    if (more := len(faults) - FAULTS_LIMIT) > 0:
        sys.stderr.write("relais: " + _("… and %(count)s more.") % {"count": more} + "\n")
    return 2


def _texts() -> dict[str, str]:
    return {
        "file_too_long": _("The input is longer than 64 MB."),
        "not_json": _("The input is not JSON."),
        "key_repeated": _("this key is there twice in one object"),
        "key_unknown": _("this key is not known"),
        "key_missing": _("this key is missing"),
        "not_object": _("must be an object, in braces"),
        "not_list": _("must be a list, in brackets"),
        "not_text": _("must be text, in quotes"),
        "not_truth": _("must be true or false"),
        "not_integer": _("must be a whole number"),
        "not_number": _("must be a number"),
        "not_date": _("must be a date as ISO 8601 writes it, such as 2026-11-23"),
        "id_empty": _("must not be empty"),
    }


@dataclass(slots=True)
class Reader:
    """Reads values of the kind that is asked, and collects what is wrong instead of stopping at the first."""

    faults: list[Fault] = field(default_factory=list)

    def json(self, text: bytes) -> Any:
        """What the JSON says. Raises FileRefused when it is none, or an object has a key twice."""
        if len(text) > BYTES_LIMIT:
            raise FileRefused([Fault("", "file_too_long")])
        try:
            said = json.loads(text, parse_constant=_no_constant, object_pairs_hook=self._pairs)
        except (ValueError, RecursionError):  # UnicodeDecodeError is a ValueError
            raise FileRefused([Fault("", "not_json")]) from None
        if self.faults:
            raise FileRefused(self.faults)
        return said

    def _pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        read = dict(pairs)
        if len(read) < len(pairs):
            names = [name for name, _ in pairs]
            self.wrong(next(name for name in names if names.count(name) > 1), "key_repeated")
        return read

    def wrong(self, path: str, code: str) -> None:
        self.faults.append(Fault(path, code))

    def many(self, path: str, said: Any, kind: Any, /, **keys: tuple[Check, Any]) -> tuple[Any, ...]:
        """A list of objects, each given to `kind`. Stops where there are more faults than are told."""
        found = []
        for n, one in enumerate(self.list(path, said)):
            before = len(self.faults)
            read = self.object(f"{path}[{n}]", one, **keys)
            if len(self.faults) == before:
                found.append(kind(**read))
            elif len(self.faults) > FAULTS_LIMIT:
                break
        return tuple(found)

    def object(self, path: str, said: Any, /, **keys: tuple[Check, Any]) -> dict[str, Any]:
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
            elif otherwise is REQUIRED:
                self.wrong(inside + name, "key_missing")
            else:
                read[name] = otherwise
        return read

    def list(self, path: str, said: Any) -> list[Any]:
        if not isinstance(said, list):
            self.wrong(path, "not_list")
            return []
        return said

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

    def date(self, path: str, said: Any) -> date | None:
        try:
            return date.fromisoformat(said)
        except (TypeError, ValueError):
            self.wrong(path, "not_date")
            return None


def _no_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are not JSON
