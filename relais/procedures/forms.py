"""The editor of a procedure, the import, and the forms of a run. Rules are the verbs’; these keep what was typed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from relais.acts.forms import ActForm, new_key
from relais.acts.refusal import Refused, known_reasons
from relais.engine.procedures.markdown import MAX_BYTES

from .content import CHANGE_LIMIT, LEVELS, STEPS_LIMIT, TITLE_LIMIT, Content, StepText
from .findings import short_sentence

ROLES = ("step", "previous", "introduction")
"""What a row of an import becomes: a step of its own, a part of the step before, or introduction."""


def reason(code: str) -> Any:
    """The text of a coded reason, for a form that says it before the verb would."""
    from . import reasons  # noqa: F401  (registers it)

    return known_reasons()[code][1]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the editor, as typed. `doubts` are the codes of what the import was unsure of."""

    title: str = ""
    body: str = ""
    expected: str = ""
    level: int = 0
    origin: str = ""
    role: str = "step"
    doubts: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        return not (self.title.strip() or self.body.strip() or self.expected.strip())

    @property
    def doubts_told(self) -> list[str]:
        return [short_sentence(code) for code in self.doubts]


def rows_of(content: Content) -> list[Row]:
    return [
        Row(step.title, step.body, step.expected, step.level, str(step.origin or ""))
        for step in content.steps
    ]


def _line(label: Any, *, missing: Any = "", **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    errors = {"required": missing} if missing else {}
    return forms.CharField(
        label=label, required=bool(missing), strip=False, widget=widget, error_messages=errors
    )


def _text(label: Any, rows: int) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, strip=False, widget=widget)


class ProcedureForm(ActForm):
    """The whole editor as one form: its rows are parallel lists of inputs, so that moving one renumbers nothing.

    Buttons named `act` (`up-3`, `down-3`, `add-3`, `remove-3`, `putback-1`) change the rows and show the form again,
    without JavaScript and without losing a letter.
    """

    title = _line(_("Title"), missing=reason("procedure_title_empty"), maxlength=TITLE_LIMIT)
    introduction = _text(_("Introduction"), 5)
    afterword = _text(_("After the steps"), 3)
    change = _line(_("What changes, and why"), maxlength=CHANGE_LIMIT)
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(
        self, data: QueryDict | None = None, *, content: Content | None = None, stamp: str = ""
    ) -> None:
        content = content or Content("")
        initial = {
            "title": content.title, "introduction": content.introduction, "afterword": content.afterword,
            "change": content.change, "stamp": stamp,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self.rows: list[Row] = rows_of(content) if data is None else _typed_rows(data)
        self.removed: str = ""
        self.focus = 0
        self.wrong_row = 0
        self.overtaken = False
        if data is None and not self.rows:
            self.rows = [Row()]

    @property
    def numbered(self) -> list[tuple[int, Row]]:
        return list(enumerate(self.rows, start=1))

    @property
    def levels(self) -> range:
        return range(min(LEVELS, max([2, *(row.level + 1 for row in self.rows)])) + 1)

    def edit(self, act: str) -> None:
        """Do what a button of a row asked for; a number that is not there changes nothing."""
        name, _dash, number = act.partition("-")
        index = int(number) - 1 if number.isdecimal() and len(number) < 6 else -1
        if name == "add" and -1 <= index < len(self.rows):
            level = self.rows[index].level if index >= 0 else 0
            self.rows.insert(index + 1, Row(level=level))
            self.focus = index + 2
        elif name == "putback":
            self._put_back(index)
        elif 0 <= index < len(self.rows):
            if name == "remove":
                self._remove(index)
            elif name in ("up", "down"):
                self.focus = moved(self.rows, index, -1 if name == "up" else 1) + 1

    def _remove(self, index: int) -> None:
        row = self.rows.pop(index)
        self.removed = json.dumps({**asdict(row), "at": index}, ensure_ascii=False)
        self.focus = min(index + 1, len(self.rows))
        if not self.rows:
            self.rows = [Row()]

    def _put_back(self, _index: int) -> None:
        try:
            told = json.loads(self.data.get("removed", ""))
            at = max(0, min(int(told.pop("at")), len(self.rows)))
            title, body, expected, origin = (str(told[k]) for k in ("title", "body", "expected", "origin"))
            row = Row(title, body, expected, _level(str(told["level"])), origin)
        except (ValueError, KeyError, TypeError, AttributeError):
            return
        self.rows.insert(at, row)
        self.focus = at + 1

    def content(self) -> Content:
        """What was typed, without the rows left blank, ready for a verb."""
        self.rows = [row for row in self.rows if not row.is_blank]
        said = self.cleaned_data
        return Content(
            title=said["title"],
            introduction=said["introduction"],
            steps=tuple(_step_of(row) for row in self.rows),
            afterword=said["afterword"],
            change=said["change"],
        )

    def refuse(self, refusal: Refused) -> None:
        super().refuse(refusal)
        self.wrong_row = int(refusal.params.get("number", 0)) if refusal.field else 0
        self.overtaken = refusal.code == "draft_changed_meanwhile"
        if refusal.code == "key_used_for_another_act":
            self.say("key", new_key())
        if not self.rows:
            self.rows = [Row()]

    def say(self, name: str, value: str) -> None:
        """Put a value in place of what was sent: a fresh key, the stamp of what is there now."""
        data = cast(QueryDict, self.data).copy()
        data[name] = value
        self.data = data


class ImportedForm(ProcedureForm):
    """The preview of an import: each row also says whether it is a step, and keeps what the reader was unsure of."""

    file_name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)

    def take_roles(self) -> None:
        """Let rows become what their role says: part of the step before, or of the introduction. Nothing is lost."""
        introduction = [self.data.get("introduction", "")]
        kept: list[Row] = []
        for row in self.rows:
            if row.role == "previous" and kept:
                kept[-1] = _joined(kept[-1], row)
            elif row.role in ("introduction", "previous"):
                introduction.append(_whole(row))
            else:
                kept.append(row)
        self.rows = kept or [Row()]
        self.say("introduction", "\n\n".join(part for part in introduction if part.strip()))


def _joined(above: Row, row: Row) -> Row:
    return replace(
        above,
        body=_paragraphs(above.body, row.title, row.body),
        expected=_paragraphs(above.expected, row.expected),
        doubts=(*above.doubts, *row.doubts),
    )


def _whole(row: Row) -> str:
    return _paragraphs(f"**{row.title.strip()}**" if row.title.strip() else "", row.body, row.expected)


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part.strip("\n") for part in parts if part.strip())


def moved(rows: list[Row], index: int, way: int) -> int:
    """Move a row with the deeper rows below it one place up (-1) or down (1), in place; where it stands then."""
    level = rows[index].level
    end = _end_of_block(rows, index)
    if way < 0:
        to = index - 1
        while to > 0 and rows[to].level > level:
            to -= 1
    else:
        below = _end_of_block(rows, end) if end < len(rows) and rows[end].level >= level else end + 1
        to = below - (end - index)
    if to < 0 or to + (end - index) > len(rows):
        return index
    block = rows[index:end]
    del rows[index:end]
    rows[to:to] = block
    return to


def _end_of_block(rows: Sequence[Row], index: int) -> int:
    end = index + 1
    while end < len(rows) and rows[end].level > rows[index].level:
        end += 1
    return end


def _typed_rows(data: QueryDict) -> list[Row]:
    """The rows as sent. A list that is shorter than the titles (a hand-made request) counts as blank there."""
    titles = data.getlist("step_title")[: STEPS_LIMIT + 1]
    columns = [
        data.getlist(f"step_{name}") for name in ("body", "expected", "level", "origin", "role", "doubts")
    ]
    rows = []
    for index, title in enumerate(titles):
        body, expected, level, origin, role, doubts = (
            column[index] if index < len(column) else "" for column in columns
        )
        rows.append(
            Row(
                title, _lines(body), _lines(expected), _level(level), origin[:36],
                role if role in ROLES else "step", tuple(filter(None, doubts.split(","))),
            )
        )  # fmt: skip
    return rows


def _lines(text: str) -> str:
    """Browsers send line ends as CR LF."""
    return text.replace("\r\n", "\n")


def _level(text: str) -> int:
    return min(int(text), LEVELS) if text.isdecimal() and len(text) < 4 else 0


def _step_of(row: Row) -> StepText:
    try:
        origin = UUID(row.origin) if row.origin else None
    except ValueError:
        origin = None
    return StepText(row.title, row.body, row.expected, row.level, origin)


class ImportForm(ActForm):
    """A file, or the text of one."""

    file = forms.FileField(
        label=_("Markdown file"),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(
            attrs={"data-limit": MAX_BYTES, "accept": ".md,.markdown,.txt,text/markdown,text/plain"}
        ),
    )
    text = forms.CharField(
        label=_("Or paste its text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )


class TickForm(ActForm):
    """One step of a run: its outcome is the button that was pressed."""

    outcome = forms.CharField(required=False, initial="done", max_length=10)
    note = forms.CharField(
        label=_("Note"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    at = forms.DateTimeField(required=False)


class GiveUpForm(ActForm):
    """Why a run is given up, if one says it."""

    reason = forms.CharField(
        label=_("Why?"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 2})
    )
