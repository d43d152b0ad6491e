"""Cuts a calendar into its components before anything is understood, so that one broken event costs only itself."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from relais.planning.calendars.contents import CalendarRefused, Limits, Problems

_BREAK: Final = re.compile(r"\r\n|\n|\r")
_BEGIN_END: Final = re.compile(r"(BEGIN|END)\s*:\s*([A-Za-z0-9-]+)\s*$", re.IGNORECASE)
_FIRST: Final = re.compile(r"^[ \t\ufeff]*BEGIN[ \t]*:[ \t]*V[A-Z]", re.IGNORECASE | re.MULTILINE)
_CONTAINER: Final = "VCALENDAR"
_NAME: Final = re.compile(r"X-WR-CALNAME(?:;[^:]*)?:(.*)$", re.IGNORECASE)
MAX_DEPTH: Final = 20
"""Components inside components; deeper ones are left out."""
MAX_LINE: Final = 100_000
"""Characters of one unfolded line; the rest (a picture in an attachment) is not needed."""


@dataclass(frozen=True, slots=True)
class Block:
    """A component as unfolded lines, from BEGIN to END. `line`: of its BEGIN in the file, from 1."""

    name: str
    line: int
    lines: tuple[str, ...]

    def text(self) -> str:
        """The component as iCalendar text."""
        return "\r\n".join(self.lines) + "\r\n"


def decode(data: bytes) -> str:
    """The text: UTF-8, with or without its mark, or UTF-16 with it; otherwise the Western letters of Windows."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def cut(data: bytes, limits: Limits, problems: Problems) -> tuple[str, list[Block]]:
    """The calendar's name and its components, in the order of the file.

    A component that the next one interrupts, or the end of the file, is taken as far as it goes and listed.

    Raises CalendarRefused: `too_large`, `not_a_calendar`, `too_many_components`.
    """
    if len(data) > limits.bytes:
        raise CalendarRefused("too_large", limit=limits.bytes)
    text = decode(data)
    if not _FIRST.search(text):
        raise CalendarRefused("not_a_calendar")
    name, blocks, open_block = "", list[Block](), _Open()
    for number, line in _unfolded(text):
        mark = _BEGIN_END.match(line)
        if mark is not None:
            block = open_block.mark(mark[1].upper(), mark[2].upper(), number, problems)
            if block is not None:
                blocks.append(block)
                if len(blocks) > limits.components:
                    raise CalendarRefused("too_many_components", limit=limits.components)
        elif open_block.names:
            open_block.lines.append(line)
        elif not name and (named := _NAME.match(line)):
            name = " ".join(named[1].replace("\\,", ",").replace("\\;", ";").split())[:200]
    last = open_block.close(problems)
    return name, [*blocks, last] if last else blocks


def _unfolded(text: str) -> list[tuple[int, str]]:
    """Lines with the number of their first one; a line that begins with white space goes on the one before."""
    lines: list[tuple[int, str]] = []
    pieces: list[str] = []
    for number, line in enumerate(_BREAK.split(text), 1):
        if line[:1] in (" ", "\t") and pieces:
            pieces.append(line[1:])
            continue
        if pieces:
            lines[-1] = (lines[-1][0], "".join(pieces)[:MAX_LINE])
        pieces = [line]
        lines.append((number, line))
    if pieces:
        lines[-1] = (lines[-1][0], "".join(pieces)[:MAX_LINE])
    return [(number, line) for number, line in lines if line.strip()]


class _Open:
    """The component that is being read, with those inside it."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.lines: list[str] = []
        self.line = 0

    def mark(self, kind: str, name: str, number: int, problems: Problems) -> Block | None:
        """Follows a BEGIN or END; gives the component that ends here."""
        if kind == "BEGIN":
            return self._begin(name, number, problems)
        if name == _CONTAINER:
            return self.close(problems)
        if name not in self.names:
            return None
        while self.names[-1] != name:
            self.lines.append(f"END:{self.names.pop()}")
        self.lines.append(f"END:{self.names.pop()}")
        return None if self.names else self._whole(name)

    def _begin(self, name: str, number: int, problems: Problems) -> Block | None:
        whole = None
        if name in (_CONTAINER, "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE"):
            whole = self.close(problems)
        if name != _CONTAINER and len(self.names) < MAX_DEPTH:
            if not self.names:
                self.line = number
            self.names.append(name)
            self.lines.append(f"BEGIN:{name}")
        return whole

    def close(self, problems: Problems) -> Block | None:
        """Ends what is still open."""
        if not self.names:
            return None
        problems.add("component_unfinished", self.line)
        name = self.names[0]
        self.lines.extend(f"END:{inner}" for inner in reversed(self.names))
        return self._whole(name)

    def _whole(self, name: str) -> Block:
        block = Block(name, self.line, tuple(self.lines))
        self.names, self.lines = [], []
        return block
