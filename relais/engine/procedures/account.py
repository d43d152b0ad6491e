"""The independent checker: was anything of the file lost? It knows nothing of the parser, only lines and words."""

import html
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from .patterns import EXPECTED_LABEL, MARKS, NUMBERED_HEADING, STEP_HEADING, TITLE_MARK
from .reading import Reading, ReadStep

_MARKERS = re.compile(r"^(?:[\s>#]|[-+*](?=\s|$)|\d{1,9}[.)](?=\s|$)|(?:\[[ xX]?\]|[☐☑☒])(?=\s|$))*")
_LABEL = re.compile(r"\]\[[^\[\]]*\]")
_WORD = re.compile(r"[^\W_]+|[^\w\s!-/:-@\[-`{-~]")


def unaccounted(text: str, reading: Reading) -> tuple[int, ...]:
    """The 1-based numbers of the non-blank lines of `text` that stand in no part of `reading`.

    Each line is first looked for as it is (without its list marker) among the lines of all parts, and each of
    those serves once. A line that was shared between a step's title and its body is then looked for, word by word,
    in the step that begins at or before it. Emphasis marks, numbers of list items and blank lines do not count.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    stock = Counter(squeezed for part in _parts(reading) for squeezed in map(_squeezed, part.split("\n")))
    wanted: dict[str, list[int]] = {}
    for number, line in enumerate(lines, start=1):
        squeezed = _squeezed(line)
        if squeezed:
            wanted.setdefault(squeezed, []).append(number)
    shared = _Shared(lines, reading)
    lost: list[int] = []
    for squeezed, numbers in wanted.items():
        short = len(numbers) - stock[squeezed]
        if short > 0:
            apart = [number for number in numbers if not shared.holds(number)]
            excess = short - (len(numbers) - len(apart))
            lost.extend(apart[len(apart) - max(0, excess) :])
    return tuple(sorted(lost))


class _Shared:
    """Lines shared between the title and the body of a step, or flattened into a heading's title: word by word."""

    def __init__(self, lines: list[str], reading: Reading) -> None:
        self.lines = lines
        self.steps = reading.steps
        self.starts = [step.line for step in reading.steps]
        self.heads = Counter(_words(reading.title))
        self.known: dict[int, Counter[str]] = {}

    def holds(self, number: int) -> bool:
        needed = Counter(_words(_bare(self.lines[number - 1])))
        if needed and needed <= self.heads:
            return True
        at = bisect_right(self.starts, number) - 1
        if at < 0:
            return False
        if at not in self.known:
            self.known[at] = Counter(_words(_whole(self.steps[at])))
        return needed <= self.known[at]


def _parts(reading: Reading) -> Iterator[str]:
    yield from (reading.front_matter, reading.title, reading.introduction, reading.afterword)
    for section in reading.sections:
        yield from (section.heading, section.note)
    for step in reading.steps:
        yield from (step.title, step.body, step.expected)


def _whole(step: ReadStep) -> str:
    return f"{step.title}\n{step.body}\n{step.expected}"


def _bare(line: str) -> str:
    """The line without what only gives it its place: markers, "Step 3:", "Expected:"."""
    if line.strip() in MARKS:
        return ""
    line = line.removesuffix(TITLE_MARK)
    bare = _MARKERS.sub("", line, count=1)
    for label in (STEP_HEADING, NUMBERED_HEADING, EXPECTED_LABEL):
        match = label.match(bare)
        if match and match.end() < len(bare.rstrip()):
            bare = bare[match.end() :]
    return "" if EXPECTED_LABEL.fullmatch(bare) else bare


def _squeezed(line: str) -> str:
    """The bare line without white space and emphasis marks, to compare lines as wholes."""
    return re.sub(r"[\s*_`\\#]+", "", _bare(line))


def _words(text: str) -> list[str]:
    return _WORD.findall(html.unescape(_LABEL.sub("]", text).replace("\\", "")))
