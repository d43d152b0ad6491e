"""From an uploaded file or a pasted text to the rows of the preview."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile

from relais.acts.refusal import Refused
from relais.engine.procedures.markdown import (
    MAX_BYTES,
    Finding,
    Reading,
    ReadingRefused,
    decode,
    flat,
    read_procedure,
    unaccounted,
)

from .content import TITLE_LIMIT, Content, StepText
from .forms import Row

_REASON = {
    "too_large": "import_too_large",
    "line_too_long": "import_line_too_long",
    "too_many_steps": "too_many_steps",
    "binary": "import_binary",
}
_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f]")


@dataclass(frozen=True, slots=True)
class Imported:
    """A file as it was read: the content to begin with, its rows with their doubts, what was noticed, lines lost (none)."""

    content: Content
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    lost: tuple[int, ...]
    file_name: str


def read_upload(file: UploadedFile | None, pasted: str) -> Imported:
    """Read what was chosen or pasted. Refuses what is too large, empty or no text, before anything is kept."""
    found: Finding | None = None
    name = ""
    if file is not None:
        if (file.size or 0) > MAX_BYTES:
            raise Refused("import_too_large", field="file")
        try:
            text, found = decode(file.read())
        except ReadingRefused as refusal:
            raise _refused(refusal, "file") from refusal
        name = (file.name or "")[:300]
        field = "file"
    else:
        text, field = pasted, "text"
    if not text.strip():
        raise Refused("import_empty" if file is not None else "import_nothing", field=field)
    return read_text(text, file_name=name, field=field, found=found)


def read_text(
    text: str, *, file_name: str = "", field: str = "text", found: Finding | None = None
) -> Imported:
    text = _BREAKS.sub("\n", text)
    if _CONTROLS.search(text):
        raise Refused("import_binary", field=field)
    try:
        reading = read_procedure(text, file_name=file_name)
    except ReadingRefused as refusal:
        raise _refused(refusal, field) from refusal
    lost = unaccounted(text, reading)
    findings = (found, *reading.findings) if found else reading.findings
    return _imported(flat(reading), findings, lost, file_name)


def _refused(refusal: ReadingRefused, field: str) -> Refused:
    from .content import STEPS_LIMIT

    return Refused(_REASON[refusal.code], field=field, limit=STEPS_LIMIT)


def _imported(
    reading: Reading, findings: tuple[Finding, ...], lost: tuple[int, ...], file_name: str
) -> Imported:
    starts = [step.line for step in reading.steps]
    doubts: dict[int, list[str]] = defaultdict(list)
    for finding in findings:
        index = bisect_right(starts, finding.line) - 1
        if finding.severity == "unsure" and finding.line and index >= 0:
            doubts[index].append(finding.code)
    steps = tuple(StepText(s.title, s.body, s.expected, s.level) for s in reading.steps)
    rows = tuple(
        Row(step.title, step.body, step.expected, step.level, doubts=tuple(dict.fromkeys(doubts[index])))
        for index, step in enumerate(steps)
    )
    content = Content(reading.title[:TITLE_LIMIT], reading.introduction, steps, reading.afterword)
    return Imported(content, rows, findings, lost, file_name)
