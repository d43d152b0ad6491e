"""`relais user`: who is here, a link for someone, someone more in a business."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from typing import TYPE_CHECKING

from relais.cli import door, schema
from relais.cli.errors import Negative
from relais.cli.serve import address_of, sign_in_address
from relais.cli.words import gettext_now as _

if TYPE_CHECKING:
    from relais.people.models import Business, Person


def run(asked: argparse.Namespace) -> int:
    door.enter_existing()
    schema.require_up_to_date()
    acts = {"list": list_persons, "link": make_link, "add": add_person}
    return acts[asked.act](asked)


def list_persons(asked: argparse.Namespace) -> int:
    from relais.people.models import Membership, Person

    current = Membership.objects.current().select_related("business", "person")
    places: dict[object, list[str]] = {}
    for member in current.order_by("business__slug"):
        places.setdefault(member.person_id, []).append(
            f"{member.business.slug} ({member.get_role_display()})"
        )
    persons = list(Person.objects.order_by("email"))
    width = max((len(person.email) for person in persons), default=0)
    for person in persons:
        where = ", ".join(places.get(person.id, [])) or _("no business")
        sys.stdout.write(f"{person.email:<{width}}  {person.name}  —  {where}\n")
    if not persons:
        sys.stdout.write(
            _("Nobody is here yet: the link that `relais serve` prints lets the first person in.\n")
        )
    return 0


def make_link(asked: argparse.Namespace) -> int:
    from django.utils import timezone

    if asked.email is None:
        sys.stdout.write(sign_in_address(address_of()) + "\n")
        return 0
    person = _person(asked.email)
    if person is None:
        raise Negative(_("Nobody here has the address %(email)s.") % {"email": asked.email})
    sys.stdout.write(_link(person, timezone.now()) + "\n")
    return 0


def add_person(asked: argparse.Namespace) -> int:
    """Invited and come in, by the same acts as on the Team page, in the name of the business's owner."""
    from django.utils import timezone

    from relais.acts.actor import Actor
    from relais.acts.models import Notice
    from relais.people.actions import accept_invitation, invite

    now = timezone.now()
    business = _business(asked.business)
    owner = (
        business.memberships.filter(role="owner", left_at=None)
        .select_related("person", "business")
        .earliest("joined_at")
    )
    invitation = invite(email=asked.email, role=asked.role, by=Actor.of(owner, "cli"), now=now)
    # The link is used right here: no mail is to bring it.
    Notice.objects.filter(business=business, kind="invitation", email=invitation.email, sent_at=None).delete()
    known = _person(invitation.email)
    accept_invitation(
        invitation.token,
        name=asked.name,
        by=Actor(None, "cli", person_id=known.id if known else None),
        now=now,
    )
    person = known or _person(invitation.email)
    if person is not None:
        sys.stdout.write(
            _("%(name)s is in %(business)s now. Sign in, once: %(link)s\n")
            % {"name": person.name, "business": business.name, "link": _link(person, now)}
        )
    return 0


def _business(slug: str) -> Business:
    from relais.people.models import Business

    business: Business | None = Business.objects.filter(slug=slug).first()
    if business is None:
        raise Negative(_("There is no business “%(slug)s” here.") % {"slug": slug})
    return business


def _person(email: str) -> Person | None:
    from relais.people.models import Person

    return Person.objects.filter(email__iexact=email.strip()).first()


def _link(person: Person, now: datetime) -> str:
    from django.urls import reverse

    from relais.acts.actor import Actor
    from relais.people.actions import make_person_link

    made = make_person_link(person.email, by=Actor(None, "cli"), now=now)
    return address_of() + reverse("people:link", args=[made.token])
