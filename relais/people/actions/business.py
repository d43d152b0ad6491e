"""Opening a business and changing what it says of itself."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from relais.acts.actions import record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.people.entries import BusinessChanged, BusinessOpened
from relais.people.gates import person_of, require
from relais.people.models import Business, Membership
from relais.people.roles import Role
from relais.people.rules import clean_currency, clean_language, clean_name, clean_zone, guard_may_open

SLUG_LIMIT: Final = 40


@verb
def open_business(
    *,
    name: str,
    currency: str,
    timezone: str,
    language: str,
    is_example: bool = False,
    by: Actor,
    now: datetime,
) -> Business:
    """Open a business owned by the actor's person; `last_business` of the person becomes this one.

    The actor comes without a membership (`Actor(None, "web", person_id=…)`). Refused: `may_not_open_business`,
    `name_empty`, `business_currency_unknown`, `timezone_unknown`, `language_unknown`.
    """
    name, currency = clean_name(name), clean_currency(currency)
    timezone, language = clean_zone(timezone), clean_language(language)
    person = person_of(by)
    guard_may_open(person, by)
    business = _with_free_slug(
        Business(
            name=name,
            currency=currency,
            timezone=timezone,
            language=language,
            is_example=is_example,
            made_at=now,
        )
    )
    owner = Membership(business=business, person=person, role=Role.OWNER, ink=1, joined_at=now)
    owner.save(force_insert=True)
    person.last_business = business
    person.save(update_fields=["last_business"])
    said = BusinessOpened(currency=currency, timezone=timezone, language=language)
    record(business, said, by=Actor.of(owner, by.door), now=now, subject=business)
    return business


@verb
def change_business(
    *, name: str, currency: str, timezone: str, language: str, by: Actor, now: datetime
) -> Business:
    """Change name, currency, zone or language of the actor's business. What exists keeps its own currency and its day.

    Refused: `not_allowed`, `nothing_changed`, and as in `open_business`.
    """
    member = require(by, "business.change")
    said = {
        "name": clean_name(name),
        "currency": clean_currency(currency),
        "timezone": clean_zone(timezone),
        "language": clean_language(language),
    }
    business = Business.objects.select_for_update().get(id=member.business_id)
    changed = tuple(field for field, value in said.items() if getattr(business, field) != value)
    if not changed:
        raise Refused("nothing_changed")
    for field in changed:
        setattr(business, field, said[field])
    business.save(update_fields=changed)
    record(business, BusinessChanged(changed=changed, **said), by=by, now=now, subject=business)
    return business


@step
def _with_free_slug(business: Business) -> Business:
    """Save the business under an address made of its name: "boutique-des-alizes", "boutique-des-alizes-2"…"""
    base = slugify(business.name)[:SLUG_LIMIT].strip("-") or "business"
    taken = set(Business.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while True:
        business.slug = base if number == 1 else f"{base}-{number}"
        number += 1
        if business.slug in taken:
            continue
        try:
            # Another transaction may take the same address between the look and the insert: the index decides.
            with transaction.atomic():
                business.save(force_insert=True)
        except IntegrityError:
            continue
        return business
