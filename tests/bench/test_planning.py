"""What the benchmark loads of plans is what the verbs would have left behind: private, in order, planned to the end."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse

from bench.load.people import SLUG
from bench.load.planning import OPEN
from bench.load.whole import load
from relais.acts.models import Entry
from relais.acts.types import known_types
from relais.people.models import Membership
from relais.planning import actions, reading
from relais.planning.models import Calendar, Day, Goal, Piece, Stretch, Task, Week
from relais.planning.planner import spent_of
from relais.planning.showing.tasks import FILTERS, Filters, listed
from tests.cast import by

END = datetime(2026, 11, 23, 8, 52, tzinfo=UTC)


@pytest.fixture
def owner(transactional_db: None) -> Membership:
    load(60, end=END)
    return Membership.objects.select_related("person", "business").get(business__slug=SLUG, role="owner")


def test_three_years_of_a_plan_as_its_verbs_would_have_left_it(owner: Membership, client: Client) -> None:
    _tasks_stand_as_they_ended(owner)
    _weeks_and_days_were_kept(owner)
    _entries_are_private(owner)
    client.force_login(owner.person)
    assert client.get(reverse("planning:week", args=[SLUG])).status_code == 200
    # Loading is slow, so the last looks at the same business: the weeks at hand are the verbs' own, and stay as they are.
    ahead = list(Piece.objects.filter(member=owner, ends_at__gt=END).values_list("id", flat=True))
    assert len(ahead) > 10
    assert actions.replan(by=by(owner), now=END) is None
    actions.write_task("Someday", moves_business=False, by=by(owner), now=END)
    assert list(Piece.objects.filter(member=owner, ends_at__gt=END).values_list("id", flat=True)) == ahead


def _tasks_stand_as_they_ended(owner: Membership) -> None:
    mine = Task.objects.filter(member=owner)
    assert mine.filter(ended_at=None, recurring=None).count() == sum(OPEN.values())
    assert mine.filter(ended_at__isnull=False, recurring=None).count() == 300
    for show in FILTERS:
        assert listed(owner, Filters(show)).exists(), show
    for task in mine.filter(spent_minutes__gt=0)[:50]:
        assert task.spent_minutes == spent_of(task)
    stretches = list(Stretch.objects.filter(member=owner).order_by("started_at"))
    assert len(stretches) > 100
    assert all(one.ended_at <= two.started_at for one, two in pairwise(stretches)), "never two at once"


def _weeks_and_days_were_kept(owner: Membership) -> None:
    assert Week.objects.filter(member=owner, kept_at__isnull=False).count() > 140
    assert Day.objects.filter(member=owner, closed_at__isnull=False).count() > 700
    assert Goal.objects.live().on(END.date()).count() == 3
    assert Calendar.objects.filter(member=owner).count() == 2
    manager = Membership.objects.select_related("person", "business").filter(role="manager").order_by("id")[0]
    assert reading.lapse_of(manager, END) is not None
    assert reading.lapse_of(owner, END) is None


def _entries_are_private(owner: Membership) -> None:
    entries = Entry.objects.filter(business=owner.business)
    private = [name for name, kind in known_types().items() if kind.private and not name.startswith("line.")]
    assert entries.filter(type__in=private).exists()
    assert not entries.filter(type__in=private, reader=None).exists()
    assert not entries.filter(type__startswith="goal.", reader__isnull=False).exists()
    assert set(entries.values_list("type", flat=True)) <= known_types().keys()
