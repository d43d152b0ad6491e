"""How entries read: sentences, and the lines that templates loop over, with every string made once.

    shown = lines(entries, reader)       # about three queries, whatever the number of entries
    {% include "log/_lines.html" with lines=shown %}

Times are in the reader's zone, names as the reader may know them, the language is the one now active.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from relais.acts.models import Entry
from relais.acts.types import data_of
from relais.config.addresses import address
from relais.config.dates import moment_text, size_text, weekday_text
from relais.log import markup, matters
from relais.log.actions.writing import may_settle
from relais.log.entries import EntryCorrected, ReplyWritten, RequestWritten
from relais.log.loading import Around, around
from relais.log.models import Attachment, ThreadState
from relais.log.wording import alike, has_words, html_of, language, name_for, say, sentence
from relais.people.models import Membership
from relais.people.roles import Role

__all__ = [
    "About",
    "Day",
    "FileLine",
    "Line",
    "Version",
    "days",
    "html_of",
    "lines",
    "name_for",
    "say",
    "sentence",
]

SAID_BY_ITSELF = frozenset({RequestWritten.type, ReplyWritten.type})
"""Entries whose text says all: no sentence beside it."""
SHORT = 1200
"""Characters of a text shown in a list; its own page shows the rest."""

_EMPTY = SafeString("")
_BESIDE = ("sentence", "erased", "files", "before", "about", "in_reply", "replies_url", "corrected")

# --- lines -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FileLine:
    """`erased`: only that there was a file is known."""

    name: str
    url: str
    size: str
    is_image: bool
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """What a text said before it was corrected."""

    html: SafeString
    moment: str


@dataclass(frozen=True, slots=True)
class About:
    """A delegation or procedure that a line names."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line as a template shows it. A line without `html` and files is an event: a quiet sentence.

    `css` holds entry/reply/event and the ink; `at` the machine-readable moment of `moment`, `when` both as a link; `state`
    and `tone` the badge of a request; `latest` the id of the entry whose text shows (what a correction would correct);
    `beside` whether there is anything beside the text (a template then need not ask for each).
    """

    id: UUID
    seq: int
    url: str
    css: str
    who: str
    at: str
    moment: str
    when: SafeString
    sentence: str = ""
    html: SafeString = _EMPTY
    corrected: str = ""
    before: tuple[Version, ...] = ()
    erased: str = ""
    files: tuple[FileLine, ...] = ()
    state: str = ""
    tone: str = ""
    addressee: str = ""
    due: str = ""
    about: tuple[About, ...] = ()
    replies_url: str = ""
    in_reply: str = ""
    text: str = ""
    latest: UUID | None = None
    beside: bool = False
    may_correct: bool = False
    may_erase: bool = False
    may_settle: bool = False

    @property
    def markup(self) -> SafeString:
        return markup.whole(self)

    @property
    def inside(self) -> SafeString:
        """What stands in its article where the thread is open: without the link to it."""
        return markup.inside(self, replies=False)


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of one day of the business."""

    date: date
    label: str
    lines: tuple[Line, ...]

    @property
    def markup(self) -> SafeString:
        return mark_safe("".join(map(markup.whole, self.lines)))  # noqa: S308  (written safe, one by one)


def lines(
    entries: Sequence[Entry],
    reader: Membership,
    *,
    with_replies: bool = True,
    short: bool = True,
    mark: Callable[[str], SafeString] | None = None,
    found: Around | None = None,
) -> list[Line]:
    """The entries as lines, in the order given, each request followed by its replies; similar events in a row become one.

    `mark` turns a text into HTML in place of `html_of` (the words that a search found).
    """
    around_them = found or around(entries, reader, with_replies=with_replies)
    return _Writer(reader, around_them, short, mark).lines(entries, with_replies)


def days(entries: Sequence[Entry], reader: Membership, **options: Any) -> list[Day]:
    """The lines of entries under the day, in the business's zone, on which each was written or asked."""
    found = options.pop("found", None) or around(
        entries, reader, with_replies=options.get("with_replies", True)
    )
    grouped: dict[date, list[Entry]] = {}
    for entry in entries:
        grouped.setdefault(entry.day, []).append(entry)
    tongue = language()
    return [
        Day(day, weekday_text(day, tongue, short=True), tuple(lines(group, reader, found=found, **options)))
        for day, group in grouped.items()
    ]


class _Writer:
    """Writes the lines of one page: what is the same for all of them is worked out once."""

    def __init__(
        self, reader: Membership, found: Around, short: bool, mark: Callable[[str], SafeString] | None
    ) -> None:
        self.reader, self.found = reader, found
        self.limit = SHORT if short else None
        self.mark = mark
        self.tongue = language()
        self.zone = ZoneInfo(reader.person.timezone)
        self.slug = reader.business.slug
        self.names: dict[UUID | None, str] = {}

    def lines(self, entries: Iterable[Entry], with_replies: bool) -> list[Line]:
        made: list[Line] = []
        row: list[Entry] = []
        for entry in entries:
            if row and not alike(row[-1], entry):
                made += self._fold(row)
                row = []
            row.append(entry)
            if with_replies and self.found.replies.get(entry.pk):
                made += self._fold(row)
                row = []
                made += [self.line(reply, root=entry) for reply in self._told(entry)]
        return [*made, *self._fold(row)]

    def _told(self, root: Entry) -> list[Entry]:
        """The replies, without the corrections of what stands here corrected, with its date and its earlier text."""
        inside = self.found.replies[root.pk]
        here = {root.pk, *(entry.pk for entry in inside)}
        return [
            entry for entry in inside if entry.type != EntryCorrected.type or entry.subject_id not in here
        ]

    # --- several in a row

    def _fold(self, row: Sequence[Entry]) -> list[Line]:
        if len(row) < 2:
            return [self.line(entry) for entry in row]
        newest = row[0] if row[0].seq > row[-1].seq else row[-1]
        data = data_of(newest.type, newest.data)
        said = say(data, self._name(newest.actor_id), len(row), rates=self.reader.sees_rates)
        return [self._event(newest, said, newest.day)]

    # --- one line

    def line(self, entry: Entry, root: Entry | None = None) -> Line:
        day = root.day if root is not None else entry.day
        if entry.type == EntryCorrected.type or not has_words(entry):
            return self._event(entry, self._sentence(entry), day)
        actor = self.found.members.get(entry.actor_id)
        reply = " reply" if root is not None else ""
        text, files = (
            self._text(entry),
            tuple(self._file(file) for file in self.found.files.get(entry.pk, ())),
        )
        said = {
            "sentence": "" if entry.type in SAID_BY_ITSELF else self._sentence(entry),
            "files": files,
            "in_reply": address("log:entry", self.slug, entry.thread_id)
            if entry.thread_id and root is None
            else "",
            **text,
            **self._request(entry),
        }
        return Line(
            id=entry.pk,
            seq=entry.seq,
            css=f"entry{reply} ink-{actor.ink}" if actor else f"entry{reply}",
            who=self._by(entry),
            **self._times(
                entry,
                day,
                address("log:entry", self.slug, (root or entry).pk)
                + (f"#e{entry.seq}" if root is not None else ""),
            ),
            beside=any(said.get(name) for name in _BESIDE),
            **said,
        )

    def _event(self, entry: Entry, said: str, day: date) -> Line:
        return Line(
            id=entry.pk,
            seq=entry.seq,
            css="event",
            who="",
            **self._times(entry, day, address("log:entry", self.slug, entry.pk)),
            sentence=said,
        )

    def _text(self, entry: Entry) -> dict[str, Any]:
        """The latest text of an entry, what it said before, and what this reader may do with it."""
        versions = [entry, *self.found.corrections.get(entry.pk, ())]
        latest = versions[-1]
        written = getattr(latest, "text", None)
        own = entry.actor_id == self.reader.id
        if written is None:
            return {
                "may_erase": bool(self.found.files.get(entry.pk)) and (own or self.reader.role == Role.OWNER)
            }
        if written.erased_at is not None:
            return {"erased": _("The text was erased on %(day)s.") % {"day": self._long(written.erased_at)}}
        return {
            "html": self.mark(written.body) if self.mark else html_of(written.body, self.limit),
            "text": "" if self.limit else written.body,
            "corrected": self._long(latest.at) if len(versions) > 1 else "",
            "before": tuple(self._version(version) for version in versions[:-1]),
            "latest": latest.pk,
            "may_correct": own,
            "may_erase": own or self.reader.role == Role.OWNER,
        }

    def _version(self, version: Entry) -> Version:
        written = getattr(version, "text", None)
        return Version(html_of(written.body if written else "", self.limit), self._long(version.at))

    def _request(self, entry: Entry) -> dict[str, Any]:
        """Where a request stands, who was asked, and what it is about."""
        if entry.type != RequestWritten.type:
            return {}
        data = data_of(entry.type, entry.data)
        thread = getattr(entry, "thread", None)
        if thread is None or not isinstance(data, RequestWritten):
            return {}
        said: dict[str, Any] = {
            "about": self._about(entry, data),
            "replies_url": address("log:entry", self.slug, entry.pk) + "#reply",
        }
        if thread.state == ThreadState.NOTE:
            return said
        late = thread.due_on is not None and not thread.is_settled and thread.due_on < self.found.today
        return said | {
            "state": str(ThreadState(thread.state).label),
            "tone": "late" if late and thread.state == ThreadState.OPEN else thread.state,
            "addressee": self._addressee(thread.asked_of_id),
            "due": weekday_text(thread.due_on, self.tongue, short=True) if thread.due_on else "",
            "may_settle": may_settle(thread, self.reader),
        }

    def _addressee(self, member_id: UUID | None) -> str:
        if member_id is None:
            return _("Management")
        return _("You") if member_id == self.reader.id else self._name(member_id)

    def _about(self, entry: Entry, data: RequestWritten) -> tuple[About, ...]:
        named: list[About] = []
        if entry.delegation_id and data.delegation:
            label = _("Delegation: %(title)s") % {"title": data.delegation}
            named.append(About(label, matters.url("delegation", self.slug, entry.delegation_id)))
        if data.procedure_id and data.procedure:
            label = _("Procedure: %(title)s") % {"title": data.procedure}
            named.append(About(label, matters.url("procedure", self.slug, UUID(data.procedure_id))))
        return tuple(named)

    def _file(self, file: Attachment) -> FileLine:
        if file.erased_at is not None:
            return FileLine(_("An erased file"), "", "", is_image=False, erased=True)
        return FileLine(
            file.name,
            address("log:file", self.slug, file.pk),
            size_text(file.size, self.tongue),
            file.media_type.startswith("image/"),
        )

    # --- pieces

    def _sentence(self, entry: Entry) -> str:
        data = data_of(entry.type, entry.data)
        return say(data, self._name(entry.actor_id), rates=self.reader.sees_rates)

    def _name(self, member_id: UUID | None) -> str:
        """A name in a sentence: always in the third person, so that the verb agrees."""
        if member_id not in self.names:
            self.names[member_id] = name_for(self.found.members.get(member_id), self.reader)
        return self.names[member_id]

    def _by(self, entry: Entry) -> str:
        """The name above a text, where one's own is "You"."""
        return _("You") if entry.actor_id == self.reader.id else self._name(entry.actor_id)

    def _moment(self, at: datetime, day: date) -> str:
        """The hour, with its day where that is not the day it stands under."""
        local = at.astimezone(self.zone)
        hour = f"{local:%H:%M}"
        return (
            hour if local.date() == day else f"{weekday_text(local.date(), self.tongue, short=True)} {hour}"
        )

    def _times(self, entry: Entry, day: date, url: str) -> dict[str, Any]:
        """The moment for people and machines, and the link on it, ready to stand in a page: every line has one."""
        at, shown = entry.at.astimezone(self.zone).isoformat(timespec="minutes"), self._moment(entry.at, day)
        # Nothing here was typed by a person: an id, a number, a date.
        when = mark_safe(f'<a class="when" href="{url}"><time datetime="{at}">{shown}</time></a>')  # noqa: S308
        return {"url": url, "at": at, "moment": shown, "when": when}

    def _long(self, at: datetime) -> str:
        return moment_text(at, self.tongue)
