"""The kinds of notices: which template writes one, and where its link leads.

    notice_kind("invitation", template="people/mail/invitation.txt", label=_("Invitation"),
                link=lambda token: reverse("people:invitation", args=[token]), shown_to_owner=True)

The template is plain text; its first line is the subject. It is rendered in the reader's language with the notice's `data`,
`business`, `link` (absolute) and `site` (the address of this instance).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.functional import Promise

from relais.acts.models import Notice

# A French subject keeps its no-break spaces.
_ONE_LINE = re.compile(r"[ \t\r\n\v\f\x1c-\x1f\x85\u2028\u2029]+")


def _as_it_is(secret: str) -> str:
    return secret


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """`link` turns the notice's secret into a path. After `lasts` it is no use to send it.

    `shown_to_owner`: without a mail server the owner finds the link on the outbox page; never so for a sign-in link.
    """

    name: str
    template: str
    label: Promise | str
    link: Callable[[str], str] = _as_it_is
    lasts: timedelta | None = None
    shown_to_owner: bool = False


_kinds: dict[str, NoticeKind] = {}


def notice_kind(
    name: str,
    *,
    template: str,
    label: Promise | str = "",
    link: Callable[[str], str] | None = None,
    lasts: timedelta | None = None,
    shown_to_owner: bool = False,
) -> None:
    """Register a kind of notice."""
    if name in _kinds:
        raise ValueError(f"the notice kind {name!r} is registered twice")
    _kinds[name] = NoticeKind(name, template, label or name, link or _as_it_is, lasts, shown_to_owner)


def known_notices() -> Mapping[str, NoticeKind]:
    return _kinds


def site_address() -> str:
    """The address of this instance without a slash at the end: RELAIS_URL, else this machine's."""
    if settings.PUBLIC_URL:
        return str(settings.PUBLIC_URL)
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    return f"http://{'127.0.0.1' if host in ('', '0.0.0.0', '::') else host}:{port}"  # noqa: S104


def absolute(path: str) -> str:
    """An address that works in a mail."""
    return path if path.startswith(("http://", "https://")) else f"{site_address()}{path}"


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str


def link_of(notice: Notice) -> str:
    """The absolute link of a notice, empty when its secret is gone."""
    return absolute(_kinds[notice.kind].link(notice.secret)) if notice.secret else ""


def letter_of(notice: Notice) -> Letter:
    """The notice as its reader gets it. Raises KeyError when no room registered its kind."""
    kind = _kinds[notice.kind]
    with translation.override(notice.language):
        context = {
            **notice.data,
            "notice": notice,
            "business": notice.business,
            "link": link_of(notice),
            "site": site_address(),
        }
        # Plain text: nothing to escape, and the subject is one line whatever the data says.
        template = get_template(kind.template).template  # type: ignore[attr-defined]
        written = template.render(Context(context, autoescape=False)).strip()
    subject, _newline, body = written.partition("\n")
    return Letter(_ONE_LINE.sub(" ", subject).strip()[:200], body.strip() + "\n")
