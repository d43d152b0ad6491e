"""The example business: three months of a small shop and blog, made by the same verbs as everything else.

`build` plays the stories of `stories/` in the order of their moments, each act at its own `now`, in the language of the owner
(`fr.toml`, `en.toml`). Names and events are invented. Mails of the example never leave: its notices count as sent.
"""

from __future__ import annotations

import random
from datetime import datetime

from django.db import transaction

from relais.acts.actor import Actor
from relais.acts.models import Notice
from relais.acts.verbs import verbs_join
from relais.cli.example.stage import Stage
from relais.cli.example.stories import STORIES
from relais.cli.example.texts import texts_of
from relais.people import actions as people
from relais.people.models import Business, Membership, Person

OPENED_DAYS_AGO = 65


def build(owner: Person, now: datetime, language: str) -> Business:
    """Build the example business, owned by `owner`, as it stands at `now`. The same `now` tells the same story."""
    texts = texts_of(language)
    # One transaction: the worker would act on the moments of a story half told (a silence that ended weeks ago).
    with transaction.atomic(durable=True), verbs_join():
        opened = Stage.moment(now, owner.timezone, OPENED_DAYS_AGO, "09:00")
        business = people.open_business(
            name=texts["business"],
            currency="EUR",
            timezone=owner.timezone,
            language=language,
            is_example=True,
            by=Actor(None, "cli", person_id=owner.id),
            now=opened,
        )
        member = Membership.objects.select_related("person", "business").get(business=business, person=owner)
        chance = random.Random(now.toordinal())  # noqa: S311  (minutes and references of a story)
        stage = Stage(business=business, owner=member, texts=texts, now=now, chance=chance)
        stage.play([story(stage) for story in STORIES])
        Notice.objects.filter(business=business, sent_at=None).update(sent_at=now, secret="")
    return business
