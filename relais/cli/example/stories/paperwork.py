"""Smaller pieces of work: one of each state that the others have not shown."""

from __future__ import annotations

from relais.activities import actions as activities
from relais.cli.example.stage import Stage, Story
from relais.delegations import actions as delegations
from relais.funds import actions as funds


def captions(stage: Stage) -> Story:
    """Sent back once, since the brief did not say it all; then accepted, and left open for the next notebook."""
    yield stage.at(34, "09:20")
    stage.open("captions", executor="local", prices=(3000,))
    stage.propose("captions")
    yield stage.at(34, "14:10")
    stage.accept("captions", "local")
    yield stage.at(33, "15:15")
    stage.hold("captions", 3000)
    yield stage.at(31, "11:20")
    delivery = stage.deliver("captions", "local", "deliver_1", 50)
    yield stage.at(30, "15:05")
    stage.judge(delivery, "redo", "captions", "redo_1", cause="brief_unclear")
    yield stage.at(23, "10:30")
    delivery = stage.deliver("captions", "local", "deliver_2", 3 * 60 + 20)
    yield stage.at(22, "15:10")
    stage.judge(
        delivery,
        "accepted",
        "captions",
        "accept_2",
        transferred_on=stage.time.date(),
        reference=stage.reference("OUT"),
    )


def invoices(stage: Stage) -> Story:
    """Called off before it was done."""
    yield stage.at(28, "09:20")
    stage.open("invoices", executor="support", prices=(2000,))
    stage.propose("invoices")
    yield stage.at(27, "09:50")
    stage.accept("invoices", "support")
    yield stage.at(21, "15:30")
    delegations.call_off(
        stage.delegations["invoices"].pk,
        text=stage.said("invoices", "calloff"),
        by=stage.by("owner"),
        now=stage.time,
    )


def photos(stage: Stage) -> Story:
    """The executor asked for a change: the owner's turn."""
    yield stage.at(6, "09:30")
    stage.open("photos", executor="local", prices=(15000,))
    stage.propose("photos")
    yield stage.at(4, "12:20")
    delegations.ask_for_change(
        stage.delegations["photos"].pk, stage.said("photos", "change"), by=stage.by("local"), now=stage.time
    )


def letter(stage: Stage) -> Story:
    """Proposed, with the money pledged: the executor's turn."""
    yield stage.at(3, "09:20")
    stage.open("letter", executor="support", prices=(2500,), procedure="letter")
    yield stage.at(3, "09:35")
    funds.pledge(stage.milestone("letter").pk, 2500, by=stage.by("owner"), now=stage.time)
    yield stage.at(2, "09:20")
    stage.propose("letter")


def english(stage: Stage) -> Story:
    """A captured line became a draft, whose brief is not complete yet."""
    yield stage.at(5, "14:30")
    line = activities.capture(text=stage.texts["captures"]["c3"], by=stage.by("owner"), now=stage.time)
    yield stage.at(3, "15:40")
    stage.open("english", executor=None, origin=line.entry)


STORIES = (captions, invoices, photos, letter, english)
