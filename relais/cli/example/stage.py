"""The stage of the example: its people, its clock, and the acts that several stories share."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from relais.activities.models import Activity
from relais.acts.actor import Actor
from relais.acts.dues import known_dues
from relais.acts.files import StoredFile
from relais.acts.models import Due, Entry
from relais.cli.example.texts import Texts, procedure_of
from relais.delegations import actions as delegations
from relais.delegations.models import Brief, Delegation, Delivery, Milestone
from relais.funds import actions as funds
from relais.log import actions as log
from relais.log.uploads import keep
from relais.people import actions as people
from relais.people.models import Business, Invitation, Membership, Person
from relais.planning.models import Goal, Task
from relais.procedures import actions as procedures
from relais.procedures.content import content_of
from relais.procedures.models import Procedure, Run, Step, Version

Story = Generator[datetime, None, None]


@dataclass
class Stage:
    """`time` is the moment of the act being played; stories yield the moment of their next one."""

    business: Business
    owner: Membership
    texts: Texts
    now: datetime
    chance: random.Random
    time: datetime = field(init=False)
    members: dict[str, Membership] = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)
    delegations: dict[str, Delegation] = field(default_factory=dict)
    goals: dict[str, Goal] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.time = self.business.made_at
        self.members["owner"] = self.owner

    # --- the clock ----------------------------------------------------------------------------------------------------

    @staticmethod
    def moment(now: datetime, zone: str, workdays_ago: int, at: str) -> datetime:
        """So many working days before today, at a time of day in this zone."""
        local = now.astimezone(ZoneInfo(zone))
        day = local.date()
        while workdays_ago:
            day -= timedelta(days=1)
            workdays_ago -= day.weekday() < 5
        return datetime.combine(day, time.fromisoformat(at), tzinfo=local.tzinfo)

    def at(self, workdays_ago: int, clock: str) -> datetime:
        return self.moment(self.now, self.business.timezone, workdays_ago, clock)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.business.timezone)

    def local_day(self) -> date:
        """The day that it is, where the owner is."""
        return self.time.astimezone(self.zone).date()

    def hours_ago(self, hours: float) -> datetime:
        return self.now - timedelta(hours=hours)

    def later(self, minutes: int) -> datetime:
        return self.time + timedelta(minutes=minutes)

    def play(self, stories: Sequence[Story]) -> None:
        """Play all stories together, each act in its turn."""
        waiting: list[tuple[datetime, int, Story]] = []
        for number, story in enumerate(stories):
            self._next(waiting, number, story)
        while waiting:
            moment, number, story = heapq.heappop(waiting)
            # Never back in time, never past now, whatever the hour at which the example is built.
            self.time = min(max(moment, self.time), self.now)
            self._mornings()
            self._next(waiting, number, story)
        self.time = self.now
        self._mornings()

    def _mornings(self) -> None:
        """Each morning until now, what was left of the owner's plan is planned again, as the worker does it."""
        due = Due.objects.filter(
            kind="plan.morning", subject_id=self.owner.pk, done_at=None, at__lte=self.time
        )
        while one := due.order_by("at").first():
            Due.objects.filter(pk=one.pk).update(done_at=one.at)
            known_dues()[one.kind](one.subject_id, one.number, one.at)

    @staticmethod
    def _next(waiting: list[tuple[datetime, int, Story]], number: int, story: Story) -> None:
        moment = next(story, None)
        if moment is not None:
            heapq.heappush(waiting, (moment, number, story))

    # --- people -------------------------------------------------------------------------------------------------------

    def by(self, who: str) -> Actor:
        return Actor.of(self.members[who], "web")

    def come_in(self, who: str, invitation: Invitation, name: str, *, language: str, zone: str) -> None:
        """The invited person uses the link. Someone of this address may be there from another example."""
        known = Person.objects.filter(email=invitation.email).first()
        member = people.accept_invitation(
            invitation.token,
            name=name,
            language=language,
            timezone=zone,
            by=Actor(None, "web", person_id=known.id if known else None),
            now=self.time,
        )
        self.members[who] = Membership.objects.select_related("person", "business").get(pk=member.pk)

    def address(self, name: str) -> str:
        """An address in a domain that exists nowhere (RFC 2606)."""
        return f"{name}@{self.business.slug}.example"

    # --- procedures and runs ------------------------------------------------------------------------------------------

    def write_procedure(self, key: str, *, published: bool = True) -> None:
        self.procedures[key] = procedures.write_procedure(
            content=procedure_of(self.texts, key), published=published, by=self.by("owner"), now=self.time
        )

    def correct_procedure(self, key: str, step: int, number: int) -> None:
        """Publish version `number`, in which one step is as the texts say."""
        procedure, said = self.procedures[key], self.texts["procedures"][key]
        before = content_of(self.current(key))
        title, body, expected = said[f"step_{number}"]
        steps = list(before.steps)
        steps[step - 1] = replace(steps[step - 1], title=title, body=body, expected=expected)
        after = replace(before, steps=tuple(steps), change=said[f"change_{number}"])
        procedures.publish(procedure.pk, content=after, by=self.by("owner"), now=self.time)

    def step(self, key: str, position: int) -> Step:
        """A step of the current version, counted from one."""
        return list(self.current(key).steps.order_by("position"))[position - 1]

    def current(self, key: str) -> Version:
        """The version in force at this moment of the story."""
        return (
            Version.objects.filter(procedure=self.procedures[key]).exclude(published_at=None).latest("number")
        )

    def run_steps(
        self,
        who: str,
        procedure: str,
        delegation: str,
        *,
        notes: dict[int, str],
        failed: int = 0,
        last: int = 99,
    ) -> Generator[datetime, None, Run]:
        """Go through the steps, a few minutes each; up to `last`, and finished if that was all."""
        run = procedures.start_run(
            self.procedures[procedure].pk,
            delegation_id=self.delegations[delegation].pk,
            by=self.by(who),
            now=self.time,
        )
        steps = list(run.version.steps.order_by("position"))
        for number, one in enumerate(steps[:last], start=1):
            yield self.later(self.chance.randrange(4, 15))
            outcome = "failed" if number == failed else "done"
            procedures.tick(
                run.pk, one.pk, outcome=outcome, note=notes.get(number, ""), by=self.by(who), now=self.time
            )
        if last >= len(steps):
            yield self.later(2)
            run = procedures.finish_run(run.pk, by=self.by(who), now=self.time)
        return run

    # --- delegations --------------------------------------------------------------------------------------------------

    def said(self, key: str, text: str) -> str:
        said: str = self.texts["delegations"][key][text]
        return said

    def open(
        self,
        key: str,
        *,
        executor: str | None,
        currency: str = "EUR",
        prices: Sequence[int] = (),
        procedure: str | None = None,
        due: datetime | None = None,
        origin: Entry | None = None,
        silence_days: int | None = 14,
    ) -> Delegation:
        """Open a delegation and write its brief; one milestone for each price, the last one due on `due`."""
        said, by = self.texts["delegations"][key], self.by("owner")
        made = delegations.open_delegation(
            said["title"],
            executor_id=self.members[executor].pk if executor else None,
            procedure_id=self.procedures[procedure].pk if procedure else None,
            currency=currency,
            silence_days=silence_days,
            from_entry_id=origin.pk if origin else None,
            by=by,
            now=self.time,
        )
        self.delegations[key] = made
        delegations.write_brief(
            made.pk, {part: said[part] for part in Brief.PARTS if part in said}, by=by, now=self.time
        )
        if prices:
            self._price(made, said.get("milestones", [""] * len(prices)), prices, due)
        return made

    def _price(
        self, made: Delegation, titles: Sequence[str], prices: Sequence[int], due: datetime | None
    ) -> None:
        there = [one.pk for one in self.milestones_of(made)]
        terms = [
            delegations.MilestoneTerms(
                title=titles[i] if len(prices) > 1 else "",
                amount=price,
                due_on=due.date() if due and i == len(prices) - 1 else None,
                id=there[i] if i < len(there) else None,
            )
            for i, price in enumerate(prices)
        ]
        delegations.set_terms(made.pk, milestones=terms, by=self.by("owner"), now=self.time)

    @staticmethod
    def milestones_of(delegation: Delegation) -> list[Milestone]:
        return list(Milestone.objects.filter(delegation=delegation, dropped_at=None).order_by("position"))

    def milestone(self, key: str, number: int = 1) -> Milestone:
        return self.milestones_of(self.delegations[key])[number - 1]

    def propose(self, key: str) -> None:
        delegations.propose(self.delegations[key].pk, by=self.by("owner"), now=self.time)

    def accept(self, key: str, who: str) -> None:
        delegations.accept(self.delegations[key].pk, by=self.by(who), now=self.time)

    def deliver(
        self,
        key: str,
        who: str,
        text: str,
        minutes: int,
        *,
        number: int = 1,
        run: Run | None = None,
        files: Sequence[str] = (),
    ) -> Delivery:
        return delegations.deliver(
            self.delegations[key].pk,
            self.milestone(key, number).pk,
            text=self.said(key, text),
            minutes=minutes,
            run_id=run.pk if run else None,
            files=[self.file(name) for name in files],
            by=self.by(who),
            now=self.time,
        )

    def judge(self, delivery: Delivery, outcome: str, key: str, text: str, **more: Any) -> None:
        delegations.judge(
            delivery.pk, outcome, note_text=self.said(key, text), by=self.by("owner"), now=self.time, **more
        )

    # --- money --------------------------------------------------------------------------------------------------------

    def hold(self, key: str, minor: int, *, number: int = 1) -> None:
        self._move(funds.hold, key, minor, number, self.reference("IN"))

    def pay(self, key: str, minor: int | None = None, *, number: int = 1) -> None:
        self._move(funds.pay, key, minor, number, self.reference("OUT"))

    def refund(self, key: str, minor: int | None, text: str, *, number: int = 1) -> None:
        self._move(funds.refund, key, minor, number, self.reference("BACK"), reason=self.said(key, text))

    def _move(
        self, verb: Callable[..., Any], key: str, minor: int | None, number: int, reference: str, **more: str
    ) -> None:
        verb(
            self.milestone(key, number).pk,
            minor,
            transferred_on=self.time.date(),
            reference=reference,
            by=self.by("owner"),
            now=self.time,
            **more,
        )

    def reference(self, kind: str) -> str:
        return f"{kind}-{self.time:%Y%m%d}-{self.chance.randrange(100, 1000)}"

    # --- the log ------------------------------------------------------------------------------------------------------

    def write(self, who: str, text: str, **more: Any) -> Entry:
        return log.write(text=self.texts["log"][text], by=self.by(who), now=self.time, **more)

    def reply(
        self, who: str, root: Entry, text: str, *, settles: bool = False, files: Sequence[str] = ()
    ) -> Entry:
        return log.reply(
            root.pk,
            text=self.texts["log"][text],
            settles=settles,
            files=[self.file(name) for name in files],
            by=self.by(who),
            now=self.time,
        )

    def settle(self, who: str, root: Entry) -> None:
        log.settle(root.pk, by=self.by(who), now=self.time)

    def file(self, name: str) -> StoredFile:
        """A small attachment: a text of the texts, or a picture of one colour."""
        said = self.texts["files"].get(name)
        content = said.encode() if said is not None else plain_png(160, 60, (46, 107, 138))
        return keep(SimpleUploadedFile(self.texts["names"][name], content))


def plain_png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """A PNG of one colour, written by hand: the example needs no image library."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + bytes(colour) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
