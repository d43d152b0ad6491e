"""What an entry says, in words: names as a reader may know them, sentences filled, a person's text as safe HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from relais.acts.models import Entry
from relais.acts.types import EntryData, Unknown, data_of
from relais.config.dates import day_text, duration_text, moment_text
from relais.config.money import format_money
from relais.engine.values import Money, MoneyError
from relais.people.models import Membership
from relais.people.roles import Role


def language() -> str:
    return "fr" if (get_language() or "").startswith("fr") else "en"


# --- names and sentences -----------------------------------------------------------------------------------------------


def name_for(member: Membership | None, reader: Membership | None) -> str:
    """How a reader knows a member: management and oneself by name, others by what they do; the system is Relais.

    Outside management one knows the owner's name and nobody else's.
    """
    if member is None:
        return "Relais"
    known = reader is None or reader.is_management or member.id == reader.id or member.role == Role.OWNER
    if known:
        return str(member.person)
    return member.title or str(Role(member.role).label)


def sentence(entry: Entry, reader: Membership | None = None) -> str:
    """What an entry says happened, as plain text in the language now active."""
    return say(data_of(entry.type, entry.data), name_for(entry.actor, reader), rates=sees_rates(reader))


def sees_rates(reader: Membership | None) -> bool:
    return reader is None or reader.sees_rates


def alike(one: Entry, other: Entry) -> bool:
    """Whether two entries that follow each other read better as one: the same act on the same thing, without words."""
    if (one.type, one.actor_id, one.delegation_id) != (other.type, other.actor_id, other.delegation_id):
        return False
    if has_words(one) or has_words(other):
        return False
    first, second = data_of(one.type, one.data), data_of(other.type, other.data)
    return first.together(2) is not None and say(first, "", 2) == say(second, "", 2)


def has_words(entry: Entry) -> bool:
    return bool(entry.text_digest) or "_files" in entry.data


def told(entries: Iterable[Entry], reader: Membership) -> list[tuple[Entry, str]]:
    """Entries with their sentences; of several alike in a row the first, with one sentence for all."""
    rows: list[list[Entry]] = []
    for entry in entries:
        if rows and alike(rows[-1][-1], entry):
            rows[-1].append(entry)
        else:
            rows.append([entry])
    return [(row[0], sentence(row[0], reader) if len(row) == 1 else _of_many(row, reader)) for row in rows]


def _of_many(row: Sequence[Entry], reader: Membership) -> str:
    data = data_of(row[0].type, row[0].data)
    return say(data, name_for(row[0].actor, reader), len(row), rates=sees_rates(reader))


def say(data: EntryData, who: str, count: int | None = None, *, rates: bool = True) -> str:
    """The sentence of typed data, its placeholders filled; with `count`, that of as many in a row.

    Without `rates` every amount is "an amount".
    """
    said = data.sentence() if count is None else data.together(count)
    try:
        return str(said) % {**_words(data, rates), "who": who, "count": count}
    except (
        KeyError,
        ValueError,
        TypeError,
    ):  # a translation or a data from another version: say less, never fail
        return str(Unknown().sentence()) % {"who": who}


def held(stored: Mapping[str, Any], reader: Membership) -> dict[str, Any]:
    """The data of an entry as a program reads it: without what is the house's own, and without amounts where no rate is seen."""
    amounts = {name.removesuffix("_currency") for name in stored if name.endswith("_currency")}
    hidden = set() if reader.sees_rates else amounts
    return {name: value for name, value in stored.items() if not name.startswith("_") and name not in hidden}


def _words(data: EntryData, rates: bool) -> dict[str, object]:
    stored = {field.name: getattr(data, field.name) for field in fields(data)}  # type: ignore[arg-type]
    words = {name: _word(name, value, stored, rates) for name, value in stored.items()}
    return {**words, **data.values()}


def _word(name: str, value: object, stored: Mapping[str, Any], rates: bool) -> object:
    """A stored value in words, by the name of its field: an amount beside its currency, a date, a moment, minutes."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int):
        if currency := stored.get(f"{name}_currency"):
            return _amount(value, currency) if rates else _("an amount")
        return duration_text(value, language()) if name == "minutes" else value
    if isinstance(value, str):
        return _dated(name, value)
    return ", ".join(str(part) for part in value) if isinstance(value, tuple) else value


def _amount(minor: int, currency: str) -> str:
    try:
        return format_money(Money(minor, currency), language())
    except MoneyError:  # a currency that an older version knew
        return f"{minor} {currency}"


def _dated(name: str, value: str) -> str:
    try:
        if name.endswith("_on") and value:
            return day_text(date.fromisoformat(value), language())
        if name.endswith("_at") and value:
            return moment_text(datetime.fromisoformat(value), language())
    except ValueError:
        return value
    return value


# --- texts -------------------------------------------------------------------------------------------------------------

_LINK = re.compile(r"https?://[^\s<>\"'`]+[^\s<>\"'`.,;:!?)\]}»”’]")
_GAP = re.compile(r"\n[ \t]*\n\s*")


def html_of(text: str, limit: int | None = None) -> SafeString:
    """A person's text as paragraphs, with addresses as links and nothing else: it cannot run, or look like ours."""
    if limit is not None and len(text) > limit:
        text = text[:limit].rsplit(" ", 1)[0] + "…"
    paragraphs = _GAP.split(text)
    return mark_safe("".join(f"<p>{_linked(part)}</p>" for part in paragraphs))  # noqa: S308  (each piece is escaped)


def _linked(text: str) -> str:
    if "://" not in text:
        return str(escape(text))
    pieces, last = [], 0
    for found in _LINK.finditer(text):
        address = escape(found.group())
        pieces += [
            escape(text[last : found.start()]),
            f'<a href="{address}" rel="nofollow noopener noreferrer">{address}</a>',
        ]
        last = found.end()
    return "".join([*pieces, escape(text[last:])])
