"""Files of time: looked at, imported in one act, undone as a whole."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from pydantic import Field

from relais.activities import actions, models
from relais.activities.importing import Answers, Preview, preview
from relais.activities.showing.imports import REASONS
from relais.acts.refusal import Refused
from relais.api.door import acting, found, reader
from relais.api.pages import listed, page_of, plain
from relais.api.rooms import Room
from relais.api.shapes import After, Body, Flag, Limit, Listed, Shape, Whole, example
from relais.engine.timefile.columns import Columns, columns_of
from relais.engine.timefile.table import Table, Unreadable, decode, read_table

room = Room("activities")

ID = "01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f"
CSV = "Date;Activity;Hours\n20/11/2026;Support mail;1,5\n21/11/2026;Support mail;soon\n"


class FileColumns(Body):
    """Which column holds what, by its number from 0. `long`: how long; or `starts` and `ends`, the hours of the clock."""

    day: Whole | None = None
    activity: Whole | None = None
    long: Whole | None = None
    starts: Whole | None = None
    ends: Whole | None = None
    person: Whole | None = None
    person_last: Whole | None = None
    note: Whole | None = None


class TimeFile(Body):
    """A file of time as CSV, and what only a person can say of it. `text`, or `base64` where its encoding is not known."""

    model_config = example(text=CSV, file_name="november.csv", order="day", mine=True, create=True)

    text: str = ""
    base64: str = Field("", description="The file itself, in whatever encoding; 2 MB at most.")
    file_name: str = Field("", max_length=300)
    columns: FileColumns | None = Field(
        None, description="All columns; without it, as the names in the first line say."
    )
    order: Literal["", "day", "month"] = Field(
        "",
        description="How 03/04/2026 is to be read: `day` first or `month` first. Needed only where the file leaves it open.",
    )
    unit: Literal["", "hours", "minutes"] = Field(
        "", description="What a bare number counts. Needed only where the file leaves it open."
    )
    activity: UUID | None = Field(None, description="All rows are about this activity.")
    mine: Flag = Field(default=False, description="All of it is one's own time, whoever the rows name.")
    create: Flag = Field(default=False, description="Activities that are not known here are added.")


class NewRow(Shape):
    """A row that would come in. `activity` is null where one would be added."""

    line: int
    on: date
    minutes: int
    member: UUID
    activity: UUID | None
    title: str


class RefusedRow(Shape):
    """A row that does not come in: its line in the file, and why. What it says is told before importing, and not kept."""

    line: int
    code: str
    sentence: str
    said: str


class Name(Shape):
    """A name that is not known here, and in how many rows it stands."""

    name: str
    rows: int


class TimeFilePreview(Shape):
    """What importing would do. While `asks_order`, `asks_unit` or `missing` has something, nothing can be imported."""

    model_config = example(
        columns=["Date", "Activity", "Hours"],
        asks_order=[], asks_unit=[], missing=[], already_here=0, minutes=90,
        new=[{"line": 2, "on": "2026-11-20", "minutes": 90, "member": ID, "activity": ID, "title": "Support mail"}],
        refused=[{"line": 3, "code": "long_unclear", "sentence": "the time cannot be read", "said": "soon"}],
        unknown_activities=[], unknown_people=[],
    )  # fmt: skip

    columns: list[str]
    asks_order: list[str] = Field(description="Days that can be read in two ways: say `order`.")
    asks_unit: list[str] = Field(description="Bare numbers: say `unit`.")
    missing: list[str] = Field(
        description="Columns without which nothing is read: `day`, `long`, `activity`."
    )
    already_here: int = Field(description="Rows that were imported before: nothing comes in twice.")
    minutes: int
    new: list[NewRow]
    refused: list[RefusedRow]
    unknown_activities: list[Name]
    unknown_people: list[Name]


class TimeImport(Shape):
    """A file that was imported: how many rows came in, and each that did not."""

    model_config = example(
        id=ID, file_name="november.csv", by=ID, rows=1, minutes=90, imported_at="2026-11-23T08:52:00Z", undone_at=None,
        refused=[{"line": 3, "code": "long_unclear", "sentence": "the time cannot be read", "said": ""}],
    )  # fmt: skip

    id: UUID
    file_name: str
    by: UUID
    rows: int
    minutes: int
    imported_at: datetime
    undone_at: datetime | None
    refused: list[RefusedRow]


def _content(body: TimeFile) -> bytes:
    if body.text and body.base64:
        raise Refused("time_file_twice", field="base64")
    if not body.base64:
        return body.text.encode()
    try:
        return base64.b64decode(body.base64, validate=True)
    except ValueError as error:
        raise Refused("base64_invalid", field="base64") from error


def _answers(body: TimeFile) -> Callable[[Table], Answers]:
    """What was said, of the table that the file turns out to hold."""

    def answers(table: Table) -> Answers:
        columns = columns_of(table.header)
        if body.columns is not None:
            columns = Columns(**body.columns.model_dump())
            said = [one for one in body.columns.model_dump().values() if one is not None]
            if not all(0 <= one < len(table.header) for one in said):
                raise Refused("import_column_unknown", field="columns", columns=len(table.header))
        return Answers(columns, body.order, body.unit, body.activity, body.mine, body.create)

    return answers


def _import(row: models.TimeImport) -> dict[str, Any]:
    refused = [{"line": line, "code": code, "sentence": _why(code), "said": ""} for line, code in row.refused]
    names = ("id", "file_name", "rows", "minutes", "imported_at", "undone_at")
    return {**plain(row, names), "by": row.by_id, "refused": refused}


def _why(code: str) -> str:
    return str(REASONS.get(code, code))


def _preview(table: Table, seen: Preview) -> dict[str, Any]:
    return {
        "columns": list(table.header),
        "asks_order": list(seen.read.asks_order),
        "asks_unit": list(seen.read.asks_unit),
        "missing": list(seen.read.missing),
        "already_here": seen.here,
        "minutes": seen.minutes,
        "new": [
            {
                "line": one.row.line, "on": one.row.on, "minutes": one.row.minutes, "member": one.member_id,
                "activity": one.activity_id, "title": one.row.activity,
            }
            for one in seen.new
        ],
        "refused": [
            {"line": one.line, "code": one.code, "sentence": _why(one.code), "said": one.said}
            for one in seen.left
        ],
        "unknown_activities": [{"name": name, "rows": rows} for name, rows in seen.unknown],
        "unknown_people": [{"name": name, "rows": rows} for name, rows in seen.nobody],
    }  # fmt: skip


def _rows(request: HttpRequest) -> Any:
    rows = models.TimeImport.objects.visible_to(reader(request, "activity.keep"))
    return rows.filter(imported_at__isnull=False).defer("text")


@room.reads("", Listed[TimeImport], name="list_time_imports", says="List imported files", scope="decide:read")
def list_time_imports(request: HttpRequest, after: After = "", limit: Limit = 50) -> Any:
    """Files of time, with the rows that were refused."""
    return listed(page_of(_rows(request), after, limit), _import)


@room.reads(
    "/{uuid:import_id}", TimeImport, name="get_time_import", says="One imported file", scope="decide:read"
)
def get_time_import(request: HttpRequest, import_id: UUID) -> Any:
    """What came in, what did not."""
    return _import(found(_rows(request), import_id))


@room.acts(
    "/previews", TimeFilePreview, name="preview_time_file", says="Look at a file of time", scope="decide:write",
    status=200, keyed=False,
)  # fmt: skip
def preview_time_file(request: HttpRequest, body: TimeFile) -> Any:
    """What would come in, what would not and why, what must be said first. Nothing is written."""
    member = reader(request, "activity.keep")
    try:
        table = read_table(decode(_content(body)))
    except Unreadable as unreadable:
        raise Refused(f"time_file_{unreadable.code}", field="text") from unreadable
    return _preview(table, preview(table, _answers(body)(table), member, today=timezone.localdate()))


@room.acts("", TimeImport, name="import_time_file", says="Import a file of time", scope="decide:write")
def import_time_file(request: HttpRequest, body: TimeFile) -> Any:
    """Rows that can be read and are not here yet; each other one is listed with its reason. Look at the preview first."""
    made = actions.import_time_file(
        _content(body), _answers(body), file_name=body.file_name, **acting(request)
    )
    return _import(made)


@room.acts(
    "/{uuid:import_id}/undoing", TimeImport, name="undo_time_import", says="Undo an import", scope="decide:write"
)  # fmt: skip
def undo_time_import(request: HttpRequest, import_id: UUID) -> Any:
    """All that the file brought goes; its activities stay. The same file can be imported again."""
    return _import(actions.undo_import(import_id, **acting(request)))
