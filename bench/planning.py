"""The plan, measured: its pages (asked beside the server, as `bench.inside`), and the acts of a day, by page and by API."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from itertools import cycle
from typing import Any

from bench.client import Answer, Client, Forms

HOUR = "09:30"
FEEDS = 40
"""How often the feed is asked for: it answers sixty times a minute at most."""


def pages(
    page: Callable[..., dict[str, Any]], to: Callable[..., str], owner: Any
) -> Iterable[dict[str, Any]]:
    """The pages of the plan, as `inside.page` and `inside.to` make them. What a version does not have is left out."""
    from bench.load.words import RARE
    from relais.planning.showing.tasks import FILTERS

    found = Found(owner)
    yield page("Plan: the week", to("planning:week"))
    yield page("Plan: another week", *(to("planning:week-of", one) for one in found.mondays))
    tasks = to("planning:tasks")
    for show in FILTERS:
        yield page(f"Plan: tasks, {show or 'open'}", f"{tasks}?show={show}" if show else tasks)
    yield page("Plan: tasks, done, deep", found.deep_in_done(f"{tasks}?show=done"))
    yield page("Plan: tasks of a goal", *(f"{tasks}?goal={one}" for one in found.goals))
    for name, word in (
        ("a common word", "produit"),
        ("a rare word", RARE),
        ("no word of any", "nullepart"),
    ):
        yield page(f"Plan: tasks, {name}", f"{tasks}?q={word}", kind="search")
        yield page(f"Plan: tasks done, {name}", f"{tasks}?show=done&q={word}", kind="search")
    yield page("Plan: a task", *(to("planning:task", one) for one in found.tasks))
    yield page("Plan: the quarter", to("planning:quarter"))
    yield page("Plan: a goal", *(to("planning:goal", one) for one in found.goals))
    yield page("Plan: the close", to("planning:close"))
    yield page("Plan: coming back", to("planning:back"), who="manager")
    for name in ("pattern", "recurring", "days-off", "calendars"):
        yield page(f"Plan: {name}", to(f"planning:{name}"))
    yield page("Plan: the feed", found.feed()) | {"most": FEEDS}


def acted_on(owner: Any) -> dict[str, Any]:
    """What the acts are done to: a task of each kind, another to tick, two moments between which a piece is moved."""
    found = Found(owner)
    return {
        "someday": found.someday,
        "important": found.important,
        "ticked": found.ticked,
        "moments": found.free_moments(),
    }


class Found:
    """Rows of the owner's plan to look at."""

    def __init__(self, owner: Any) -> None:
        from relais.planning.models import Goal, Task

        self.owner = owner
        mine = Task.objects.filter(member=owner)
        live = mine.filter(ended_at=None)
        self.tasks = [str(one) for one in live.filter(due_at__isnull=False).values_list("id", flat=True)[:20]]
        self.tasks += [str(one) for one in mine.filter(outcome="done").values_list("id", flat=True)[:20]]
        self.someday = str(live.filter(moves_business=False, due_at=None).latest("id").id)
        important = live.filter(moves_business=True, due_at=None)
        self.important, self.ticked = str(important.latest("id").id), str(important.earliest("id").id)
        goals = Goal.objects.visible_to(owner).order_by("-id").values_list("id", flat=True)
        self.goals = [str(one) for one in goals[:6]]
        monday = date.today() - timedelta(days=date.today().weekday())  # noqa: DTZ011  (a bench has no person's zone)
        self.mondays = [str(monday + timedelta(weeks=n)) for n in (1, -1, -2, -10, -50)]

    def free_moments(self) -> list[str]:
        """Two moments to come, at HOUR, from which on the time is free, so that work can be placed there by hand."""
        from django.utils import timezone

        from relais.planning.models import Piece
        from relais.planning.planner import free_on, load

        Piece.objects.filter(
            member=self.owner, by_hand=True, ends_at__gt=timezone.now()
        ).delete()  # of a run before
        loaded, found = load(self.owner, timezone.now()), []
        for n in range(1, 20):
            day = loaded.today + timedelta(days=n)
            start = datetime.combine(day, time.fromisoformat(HOUR), tzinfo=loaded.hours.zone)
            end = start + timedelta(minutes=45)
            if any(a <= start and b >= end for a, b, _energy in free_on(loaded, day)):
                found.append(start.isoformat())
        return found[:2]

    def deep_in_done(self, address: str) -> str:
        """Four fifths down the list of what is done, by following its own links."""
        from django.utils.http import urlencode

        from relais.planning.models import Task

        done = Task.objects.filter(member=self.owner, outcome="done").order_by("-ended_at", "-id")
        row = done.values_list("ended_at", "id")[done.count() * 4 // 5]
        return f"{address}&{urlencode({'after': f'{row[0].isoformat()}~{row[1]}'})}"

    def feed(self) -> str:
        from django.urls import reverse
        from django.utils import timezone

        from relais.acts.actor import Actor
        from relais.planning import actions

        made = actions.make_feed(by=Actor.of(self.owner, "cli"), now=timezone.now())
        return reverse("plan-feed", args=[made.token])


def acts(
    person: Client, program: Client, slug: str, rows: dict[str, Any]
) -> Iterable[tuple[str, str, Callable[[], Answer]]]:
    """The acts of a day: name, kind ("replan": the weeks are planned again with it), and what is asked.

    Those that turn something round do and undo it in turn.
    """
    plan = f"/b/{slug}/plan"
    token = {"csrfmiddlewaretoken": _token(person, f"{plan}/tasks/new/")}

    def post(address: str, **said: str) -> Answer:
        return person.post(f"{plan}/{address}", {**token, "key": uuid.uuid4().hex, **said})

    def call(address: str, **said: Any) -> Answer:
        return program.post_json(f"/api/v1/plan/{address}", said, key=uuid.uuid4().hex)

    def in_turn(*asked: Callable[[], Answer]) -> Callable[[], Answer]:
        turns = cycle(asked)
        return lambda: next(turns)()  # noqa: PLW0108  (which is next is asked at each call)

    def moved(place: Callable[[str], Answer]) -> Callable[[], Answer]:
        moments = cycle(rows["moments"])
        return lambda: place(next(moments))

    yield (
        "Act: write a task (page)",
        "act",
        lambda: post("tasks/new/", title="Photos du nouveau modèle", moves=""),
    )
    yield "Act: write a task (API)", "act", lambda: call("tasks", title="Photos du nouveau modèle")
    yield (
        "Act: write an important task (API)",
        "replan",
        lambda: call("tasks", title="Une page de vente", minutes=60, moves_business=True),
    )

    def ticked(task: str) -> Callable[[], Answer]:
        return in_turn(lambda: post(f"tasks/{task}/finish/"), lambda: post(f"tasks/{task}/reopening/"))

    important = rows["important"]
    yield "Act: tick a task done, and take it up (page)", "act", ticked(rows["someday"])
    yield "Act: tick an important task done, and take it up (page)", "replan", ticked(rows["ticked"])
    clock = in_turn(lambda: post(f"tasks/{important}/start/", next=plan), lambda: post("stop/", next=plan))
    yield "Act: start and stop (page)", "replan", clock
    mover = Mover(program, important, call, rows["moments"])
    yield "Act: move a piece by hand (API)", "replan", moved(mover.by_api)
    yield "Act: move a piece by hand (page)", "replan", moved(lambda moment: mover.by_page(post, moment))


class Mover:
    """One piece of a task, moved to and fro: its number changes with every move."""

    def __init__(self, program: Client, task: str, call: Callable[..., Answer], moments: list[str]) -> None:
        self.program, self.task, self.call, self.moments, self.piece = program, task, call, moments, ""

    def by_api(self, moment: str) -> Answer:
        said = {"starts_at": moment, "minutes": 45}
        place = (
            {"address": f"pieces/{self.piece}"} if self.piece else {"address": "pieces", "task": self.task}
        )
        answer = self.call(**place, **said)
        self.piece = answer.json()["id"]
        return answer

    def by_page(self, post: Callable[..., Answer], moment: str) -> Answer:
        """The page leads back to the week; which piece it made is asked beside the clock, yet within the time of processor."""
        if not self.piece:
            self.by_api(next(one for one in self.moments if one != moment))
        day = moment[:10]
        answer = post(f"pieces/{self.piece}/", on=day, starts=HOUR, minutes="45")
        made = self.program.get(f"/api/v1/plan/days/{day}").json()["pieces"]
        self.piece = next(one["id"] for one in made if one["task"] == self.task and one["by_hand"])
        return answer


def _token(person: Client, address: str) -> str:
    forms = Forms(person.get(address).text).found
    return next(fields["csrfmiddlewaretoken"] for fields in forms.values() if "csrfmiddlewaretoken" in fields)
