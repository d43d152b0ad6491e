"""What a person writes in an editor or imports from a file, before it becomes a version."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from uuid import UUID

from relais.acts.actions import clean_text
from relais.acts.refusal import Refused

from .models import Version

TITLE_LIMIT = 200
STEP_TITLE_LIMIT = 500
STEP_LIMIT = 20_000
STEPS_LIMIT = 2_000
TEXT_LIMIT = 1_000_000
CHANGE_LIMIT = 300
LEVELS = 9


@dataclass(frozen=True, slots=True)
class StepText:
    """One step as written. `origin` is the step of an earlier version that it continues; none for a new one."""

    title: str
    body: str = ""
    expected: str = ""
    level: int = 0
    origin: UUID | None = None

    @property
    def is_blank(self) -> bool:
        return not (self.title.strip() or self.body.strip() or self.expected.strip())


@dataclass(frozen=True, slots=True)
class Content:
    """A whole version as written. `change` says in a line what changed and why."""

    title: str
    introduction: str = ""
    steps: tuple[StepText, ...] = ()
    afterword: str = ""
    change: str = ""


def content_of(version: Version) -> Content:
    """What a version says, for the next one to begin with."""
    steps = tuple(StepText(s.title, s.body, s.expected, s.level, s.origin) for s in version.steps.all())
    return Content(version.title, version.introduction, steps, version.afterword, version.change)


def begun_with(text: str) -> Content:
    """What a text says, as a procedure to go on with: its first line is the title, what stands before a line with a dash
    alone introduces it, and each line after that is a step. So a note of a solved problem becomes one."""
    title, _sep, rest = text.strip().partition("\n")
    before, _mark, after = f"\n{rest}\n".rpartition("\n\u2014\n")
    lines = [
        re.sub(r"^(?:[-*\u2022]|\d+[.)])\s+", "", line.strip())[:STEP_TITLE_LIMIT]
        for line in after.splitlines()
    ]
    return Content(
        title[:TITLE_LIMIT], before.strip(), tuple(StepText(line) for line in lines if line)[:STEPS_LIMIT]
    )


def cleaned(content: Content) -> Content:
    """The content as it will be kept: texts trimmed, blank steps dropped, no level deeper than one below the step before.

    Refuses what is too long, too many, without a title or not text; the field is the name of the editor's input.
    """
    title = clean_text(content.title, limit=TITLE_LIMIT, required=False, field="title")
    if not title:
        raise Refused("procedure_title_empty", field="title")
    written = [step for step in content.steps if not step.is_blank]
    if len(written) > STEPS_LIMIT:
        raise Refused("too_many_steps", limit=STEPS_LIMIT)
    steps: list[StepText] = []
    for number, step in enumerate(written, start=1):
        above = steps[-1].level if steps else -1
        steps.append(_cleaned_step(step, number, above))
    return Content(
        title=" ".join(title.split()),
        introduction=clean_text(content.introduction, limit=TEXT_LIMIT, required=False, field="introduction"),
        steps=_with_own_origins(steps),
        afterword=clean_text(content.afterword, limit=TEXT_LIMIT, required=False, field="afterword"),
        change=clean_text(content.change, limit=CHANGE_LIMIT, required=False, field="change"),
    )


def _cleaned_step(step: StepText, number: int, above: int) -> StepText:
    try:
        title = clean_text(step.title, limit=STEP_LIMIT, required=False)
        body = clean_text(step.body, limit=STEP_LIMIT, required=False)
        expected = clean_text(step.expected, limit=STEP_LIMIT, required=False)
    except Refused as refusal:
        code = "step_too_long" if refusal.code == "text_too_long" else "step_with_control_characters"
        raise Refused(code, field=f"step-{number}", number=number, limit=STEP_LIMIT) from refusal
    title = " ".join(title.split())
    if not title:
        raise Refused("step_title_empty", field=f"step-{number}", number=number)
    if len(title) > STEP_TITLE_LIMIT:
        raise Refused("step_title_too_long", field=f"step-{number}", number=number, limit=STEP_TITLE_LIMIT)
    if len(title) + len(body) + len(expected) > STEP_LIMIT:
        raise Refused("step_too_long", field=f"step-{number}", number=number, limit=STEP_LIMIT)
    level = max(0, min(step.level, above + 1, LEVELS))
    return StepText(title, body, expected, level, step.origin)


def _with_own_origins(steps: list[StepText]) -> tuple[StepText, ...]:
    """A step that was copied within the form would share its origin: the first one keeps it."""
    seen: set[UUID] = set()
    own = []
    for step in steps:
        if step.origin is not None and step.origin in seen:
            own.append(replace(step, origin=None))
            continue
        if step.origin is not None:
            seen.add(step.origin)
        own.append(step)
    return tuple(own)
