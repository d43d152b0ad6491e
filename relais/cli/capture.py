"""`relais capture LINE`: one line kept at once, to be sorted later; says what it recognised in it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from relais.cli import door, schema
from relais.cli.errors import Negative, WrongUse
from relais.cli.words import gettext_now as _
from relais.cli.words import language

if TYPE_CHECKING:
    from relais.engine.capture.reading import Consequence, Reading
    from relais.people.models import Membership

LINES_LIMIT: Final = 1000
BYTES_LIMIT: Final = 4_000 * LINES_LIMIT


def run(asked: argparse.Namespace) -> int:
    """Keep the lines, all or none. Exit codes: 0 kept, 1 refused or nobody to keep them for, 2 wrong use."""
    given = _standard_input() if asked.line == ["-"] else [" ".join(asked.line)]
    door.enter_existing()
    schema.require_up_to_date()

    from django.utils import timezone

    now = timezone.now()
    member = _member(asked.business, asked.email)
    _keep(given, member, now)
    for line in given:
        sys.stdout.write(told(line, member, now) + "\n")
    return 0


def _standard_input() -> list[str]:
    """The lines of standard input that say something."""
    said = sys.stdin.buffer.read(BYTES_LIMIT + 1)
    try:
        lines = [line for line in said.decode("utf-8-sig").splitlines() if line.strip()]
    except UnicodeDecodeError as error:
        raise WrongUse(_("What comes by standard input is not text in UTF-8.")) from error
    if len(said) > BYTES_LIMIT or len(lines) > LINES_LIMIT:
        raise WrongUse(_("Give at most %(most)s lines at once.") % {"most": LINES_LIMIT})
    if not lines:
        raise WrongUse(_("There is no line to keep."))
    return lines


def _keep(lines: Sequence[str], member: Membership, now: datetime) -> None:
    """One act a line, in one transaction: where one is refused, none is kept."""
    from django.db import transaction

    from relais.activities.actions import capture
    from relais.acts.actor import Actor
    from relais.acts.refusal import Refused
    from relais.acts.verbs import verbs_join

    with transaction.atomic(durable=True), verbs_join():
        for number, line in enumerate(lines, start=1):
            try:
                capture(text=line, by=Actor.of(member, "cli"), now=now)
            except Refused as refused:
                if len(lines) == 1:
                    raise
                said = _("Line %(number)s: %(reason)s Nothing was kept.")
                raise Negative(said % {"number": number, "reason": refused.text}) from refused


# --- for whom ---------------------------------------------------------------------------------------------------------


def _member(slug: str | None, email: str | None) -> Membership:
    """The member who captures: said, or the owner where only one business and one owner may be meant."""
    from relais.people.models import Membership

    found = Membership.objects.current().select_related("business", "person")
    if slug is not None:
        found = found.filter(business__slug=slug)
    found = (
        found.filter(person__email__iexact=email.strip()) if email is not None else found.filter(role="owner")
    )
    meant = list(found.order_by("business__slug")[:11])
    if len(meant) > 1:  # the example steps back where there is a business of one's own
        meant = [member for member in meant if not member.business.is_example] or meant
    if not meant:
        raise Negative(_("Nobody here can be meant: `relais user list` shows who is where."))
    if len(meant) > 1:
        choices = ", ".join(f"--business {m.business.slug} --as {m.person.email}" for m in meant[:3])
        raise Negative(_("Several may be meant. Say which: %(choices)s") % {"choices": choices})
    member: Membership = meant[0]
    return member


# --- what was recognised ----------------------------------------------------------------------------------------------


def told(line: str, member: Membership, now: datetime) -> str:
    """What was kept, and what was recognised in it, on one line."""
    from django.utils import timezone

    from relais.planning.lines import read

    line = " ".join(line.split())
    reading = read(line, member, now=now)
    with timezone.override(ZoneInfo(member.person.timezone)):
        recognised = _recognised(reading, member)
    unsure = [f"“{line[part.start : part.end]}”" for part in reading.unsure]
    if unsure:
        recognised.append(_("unsure: %(parts)s") % {"parts": ", ".join(unsure)})
    if not recognised:
        return _("Kept: %(title)s") % {"title": line}
    return " · ".join((_("Kept: %(title)s") % {"title": reading.title}, *recognised))


def _recognised(reading: Reading, member: Membership) -> list[str]:
    from relais.config import dates
    from relais.planning.lines import due_in

    said = []
    due = due_in(reading, member)
    if due.on is not None:
        said.append(dates.weekday_text(due.on, language()))
    elif due.at is not None:
        said.append(f"{dates.weekday_text(due.at, language(), short=True)} {dates.clock_text(due.at)}")
    if reading.minutes is not None:
        said.append(dates.duration_text(reading.minutes, language()))
    if reading.consequence is not None:
        said.append(
            _("if missed: %(consequence)s") % {"consequence": _consequence(reading.consequence, member)}
        )
    return said


def _consequence(consequence: Consequence, member: Membership) -> str:
    from relais.config.money import format_money
    from relais.planning.lines import amount_in

    amount = amount_in(consequence, member)
    return format_money(amount, language()) if amount else consequence.text or f"{consequence.number:f}"
