"""What a person sets for themselves. It belongs to no business, or to nobody's business: none of it is in a log."""

from __future__ import annotations

from datetime import datetime, time

from relais.acts.actor import Actor
from relais.acts.verbs import verb
from relais.people.gates import member_of, person_of
from relais.people.models import Membership, Person
from relais.people.rules import clean_hour, clean_ink, clean_language, clean_name, clean_zone


@verb
def change_me(
    *, name: str, language: str, timezone: str, mail_hour: time, theme: str, by: Actor, now: datetime
) -> Person:
    """Change the name, language, zone, mail hour and theme of the actor's person."""
    person = person_of(by)
    person.name, person.language = clean_name(name), clean_language(language)
    person.timezone, person.mail_hour = clean_zone(timezone), clean_hour(mail_hour)
    person.theme = theme if theme in ("light", "dark") else ""
    person.save(update_fields=["name", "language", "timezone", "mail_hour", "theme"])
    return person


@verb
def change_language(*, language: str, by: Actor, now: datetime) -> Person:
    """Read everything in the other language from now on."""
    language = clean_language(language)
    person = person_of(by)
    person.language = language
    person.save(update_fields=["language"])
    return person


@verb
def change_ink(*, ink: int, by: Actor, now: datetime) -> Membership:
    """Change the ink in which the actor writes in this business."""
    member = member_of(by)
    ink = clean_ink(ink)
    mine = Membership.objects.select_for_update().get(id=member.id)
    mine.ink = ink
    mine.save(update_fields=["ink"])
    return mine
