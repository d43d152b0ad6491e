"""Signing in by a single-use link, in one start of Python: starting it thrice was most of what short journeys took."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.durability.instance import Instance

_LINK = """
from django.utils import timezone
from django.urls import reverse
from relais.acts.actor import Actor
from relais.people.actions import make_person_link
from relais.people.models import Membership, Person
who, language = {who!r}, {language!r}
person = (
    Person.objects.get(email=who) if "@" in who
    else Membership.objects.filter(role=who).order_by("id").first().person
)
if language:
    Person.objects.filter(pk=person.pk).update(language=language)
made = make_person_link(person.email, by=Actor(None, "cli"), now=timezone.now())
print(reverse("people:link", args=[made.token]))
"""


def sign_in(page: Page, instance: Instance, who: str, *, language: str = "") -> str:
    """Sign in as an e-mail address, or the first member with a role; in that language from then on. The address of Today."""
    page.goto(instance.address + instance.python(_LINK.format(who=who, language=language)).strip())
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile(r"/b/[^/]+/$"))
    return page.url
