"""What goes in and out of procedures."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from relais.api.shapes import Body, Flag, Shape, Whole, example
from relais.procedures.content import Content, StepText

ID = "01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f"


class StepIn(Body):
    """One step. `origin` is the step of an earlier version that it continues; none for a new one."""

    title: str
    body: str = Field("", description="Markdown.")
    expected: str = Field("", description="What one sees when it is done. Markdown.")
    level: Annotated[Whole, Field(ge=0, le=9)] = 0
    origin: UUID | None = None


class ContentIn(Body):
    """A whole version as written. `change` says in a line what changed and why."""

    model_config = example(
        title="Answer a customer",
        introduction="For every mail in the support mailbox.",
        steps=[
            {"title": "Find the order", "expected": "Its number is in the first line of the answer."},
            {"title": "Answer within a working day", "body": "Refunds up to 60 € without asking."},
        ],
        change="First version",
    )

    title: str
    introduction: str = ""
    steps: list[StepIn] = []
    afterword: str = ""
    change: str = ""

    def content(self) -> Content:
        steps = tuple(StepText(s.title, s.body, s.expected, s.level, s.origin) for s in self.steps)
        return Content(self.title, self.introduction, steps, self.afterword, self.change)


class NewProcedure(ContentIn):
    """A new procedure, as a draft or published at once as version 1."""

    publish: Flag = False


class Draft(ContentIn):
    """The draft of the next version. With `stamp` (that of the version one began from) it never covers another's work."""

    stamp: str | None = Field(None, max_length=40)


class Publication(Body):
    """Publish the draft as it stands. With `stamp` it is refused if someone saved it since."""

    model_config = example(stamp="2.1.draft")

    stamp: str | None = Field(None, max_length=40)


class Markdown(Body):
    """The text of a Markdown file."""

    model_config = example(
        text="# Answer a customer\n\n1. Find the order\n2. Answer within a working day\n",
        file_name="answer.md",
    )

    text: str
    file_name: str = Field("", max_length=300, description="Its title is made of it where the text has none.")


class Import(Markdown):
    """A Markdown file that becomes a procedure, as it is read; as a draft or published at once."""

    publish: Flag = False


class Step(Shape):
    """One step of a version. `origin` is the same for this step in every version."""

    id: UUID
    position: int
    level: int
    title: str
    body: str
    expected: str
    origin: UUID


class VersionFacts(Shape):
    """A version without its text."""

    model_config = example(
        id=ID, number=2, title="Answer a customer", change="Refunds up to 60 €", state="published", stamp="2.3.published",
        made_by=ID, made_at="2026-11-23T08:52:00Z", published_at="2026-11-23T09:10:00Z", open_at=None,
    )  # fmt: skip

    id: UUID
    number: int
    title: str
    change: str
    state: Literal["draft", "published"]
    stamp: str
    made_by: UUID
    made_at: datetime
    published_at: datetime | None
    open_at: UUID | None = Field(description="The origin of the step that a verdict found wrong.")


class Version(VersionFacts):
    """A whole version."""

    model_config = example(
        id=ID, number=2, title="Answer a customer", change="Refunds up to 60 €", state="published", stamp="2.3.published",
        made_by=ID, made_at="2026-11-23T08:52:00Z", published_at="2026-11-23T09:10:00Z", open_at=None,
        introduction="For every mail in the support mailbox.", afterword="",
        steps=[
            {"id": ID, "position": 1, "level": 0, "title": "Find the order", "body": "", "expected": "", "origin": ID}
        ],
    )  # fmt: skip

    introduction: str
    afterword: str
    steps: list[Step]


class ProcedureFacts(Shape):
    """A procedure in a list. `version` and `steps` are of the current version, `draft` the number of the one being written."""

    model_config = example(
        id=ID, title="Answer a customer", version=2, steps=6, draft=None, made_at="2026-11-23T08:52:00Z",
        archived_at=None, last_run_at="2026-11-23T09:10:00Z",
    )  # fmt: skip

    id: UUID
    title: str
    version: int | None
    steps: int
    draft: int | None
    made_at: datetime
    archived_at: datetime | None
    last_run_at: datetime | None


class Procedure(ProcedureFacts):
    """A procedure with its current version; before the first publication, with its draft for those who write."""

    model_config = example(
        id=ID, title="Answer a customer", version=2, steps=6, draft=None, made_at="2026-11-23T08:52:00Z",
        archived_at=None, last_run_at="2026-11-23T09:10:00Z", content=None,
    )  # fmt: skip

    content: Version | None


class Noticed(Shape):
    """What the reader of the file was unsure of, or left as it is. `line` 0: the whole file."""

    code: str
    line: int
    severity: Literal["note", "unsure", "problem"]
    sentence: str


class PreviewStep(Shape):
    """A step as it was read, with the codes of what was unsure."""

    title: str
    body: str
    expected: str
    level: int
    doubts: list[str]


class Preview(Shape):
    """What a file would become. `lost` are the lines that stand nowhere: none."""

    model_config = example(
        title="Answer a customer", introduction="", afterword="", findings=[], lost=[],
        steps=[{"title": "Find the order", "body": "", "expected": "", "level": 0, "doubts": []}],
    )  # fmt: skip

    title: str
    introduction: str
    steps: list[PreviewStep]
    afterword: str
    findings: list[Noticed]
    lost: list[int]
