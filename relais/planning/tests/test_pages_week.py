"""The pages of the week, the tasks and the quarter, as a browser without JavaScript walks them, in English and in French."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from relais.people.models import Membership
from relais.planning import actions
from relais.planning.tests import plans
from tests.cast import NOW, Cast, by

SignIn = Callable[[Membership], Client]


def url(name: str, *args: object) -> str:
    return reverse(f"planning:{name}", args=["alizes", *args])


def test_smoke(cast: Cast, signed_in: SignIn, time_machine) -> None:
    time_machine.move_to(NOW)
    c = signed_in(cast.owner)
    for n in ("quarter", "goal-new", "tasks", "task-new", "tasks-export", "index"):
        r = c.get(url(n))
        assert r.status_code == 200, n
    g = plans.goal(cast.owner)
    t = plans.important(cast.owner, goal_id=g.id)
    from datetime import date

    d = plans.task(
        cast.owner,
        "VAT",
        moves_business=False,
        due=actions.Due(on=date(2026, 11, 25)),
        consequence="180 €",
        minutes=45,
    )
    plans.proposed(cast.owner)
    from relais.planning.models import Piece

    p = Piece.objects.filter(task=t).first()
    for n, a in (
        ("quarter", ()),
        ("goal", (g.id,)),
        ("tasks", ()),
        ("task", (t.id,)),
        ("task", (d.id,)),
        ("index", ()),
        ("piece", (p.id,)),
        ("task-pieces", (t.id,)),
        ("week", ("2026-11-30",)),
    ):
        r = c.get(url(n, *a))
        assert r.status_code == 200, n
        open(f"/tmp/p1/{n}.html", "w").write(r.content.decode())
    for s in ("to_decide", "important", "dated", "recurring", "someday", "done", "dropped", "delegated"):
        assert c.get(url("tasks") + "?show=" + s).status_code == 200
