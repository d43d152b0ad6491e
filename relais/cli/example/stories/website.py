"""The webmaster at a distance: fifteen hours a week, and the pieces of work beside them."""

from __future__ import annotations

from relais.acts.actor import Actor
from relais.cli.example.stage import Stage, Story
from relais.delegations import actions as delegations


def webmaster(stage: Stage) -> Story:
    """80 $ a month, then 100 $."""
    yield stage.at(60, "09:05")
    stage.open("web", executor=None, currency="USD", prices=(8000, 8000), due=stage.at(20, "17:00"))
    invitation = delegations.invite_executor(
        stage.delegations["web"].pk, email=stage.address("tiana"), title=stage.texts["titles"]["webmaster"],
        by=stage.by("owner"), now=stage.time,
    )  # fmt: skip
    stage.propose("web")
    yield stage.at(60, "11:20")
    stage.come_in("web", invitation, "Tiana Razafy", language="fr", zone="Indian/Antananarivo")
    yield stage.at(60, "11:45")
    stage.accept("web", "web")
    yield stage.at(59, "15:05")
    stage.hold("web", 8000)
    yield stage.at(40, "14:20")
    delivery = stage.deliver("web", "web", "deliver_1", 61 * 60)
    yield stage.at(39, "15:05")
    stage.judge(
        delivery,
        "accepted",
        "web",
        "accept_1",
        transferred_on=stage.time.date(),
        reference=stage.reference("OUT"),
    )
    yield stage.at(39, "15:20")
    stage.hold("web", 8000, number=2)
    yield stage.at(20, "14:10")
    delivery = stage.deliver("web", "web", "deliver_2", 63 * 60, number=2)
    yield stage.at(19, "15:05")
    stage.judge(delivery, "accepted", "web", "accept_2")
    yield stage.at(19, "15:12")
    stage.pay("web", number=2)
    yield stage.at(19, "15:20")
    delegations.add_milestone(
        stage.delegations["web"].pk, stage.texts["delegations"]["web"]["milestones"][2], amount=10000,
        by=stage.by("owner"), now=stage.time,
    )  # fmt: skip
    yield stage.at(18, "15:05")
    stage.hold("web", 10000, number=3)


def images(stage: Stage) -> Story:
    """Nobody judged in time: silence accepted, as the brief says."""
    yield stage.at(52, "09:10")
    stage.open("images", executor="web", currency="USD", prices=(2000,), procedure="images")
    stage.propose("images")
    yield stage.at(52, "11:05")
    stage.accept("images", "web")
    yield stage.at(51, "15:10")
    stage.hold("images", 2000)
    yield stage.at(49, "08:10")
    run = yield from stage.run_steps("web", "images", "images", notes={})
    yield stage.at(48, "13:40")
    delivery = stage.deliver("images", "web", "deliver", 6 * 60 + 10, run=run, files=["licences"])
    yield delivery.accepted_on_silence_at or stage.at(37, "09:00")
    delegations.accept_by_silence(delivery.pk, by=Actor.system(), now=stage.time)
    yield stage.at(36, "15:30")
    stage.pay("images")


def speed(stage: Stage) -> Story:
    yield stage.at(36, "09:10")
    stage.open("speed", executor="web", currency="USD", prices=(4000,))
    stage.propose("speed")
    yield stage.at(36, "12:00")
    stage.accept("speed", "web")
    yield stage.at(36, "15:20")
    stage.hold("speed", 4000)
    yield stage.at(33, "14:05")
    delivery = stage.deliver("speed", "web", "deliver", 4 * 60 + 30, files=["measures"])
    yield stage.at(32, "15:10")
    stage.judge(
        delivery,
        "accepted",
        "speed",
        "accept",
        transferred_on=stage.time.date(),
        reference=stage.reference("OUT"),
    )
    yield stage.at(31, "15:40")
    delegations.close(
        stage.delegations["speed"].pk, text=stage.said("speed", "close"), by=stage.by("owner"), now=stage.time
    )


def search_engines(stage: Stage) -> Story:
    """Ten products of twelve: released in part, the rest returned."""
    yield stage.at(30, "09:15")
    stage.open(
        "seo", executor="web", currency="USD", prices=(3000,), procedure="seo", due=stage.at(12, "17:00")
    )
    stage.propose("seo")
    yield stage.at(30, "11:30")
    stage.accept("seo", "web")
    yield stage.at(29, "15:10")
    stage.hold("seo", 3000)
    yield stage.at(26, "08:20")
    yield from stage.run_steps("web", "seo", "seo", notes={})
    yield stage.at(13, "08:20")
    run = yield from stage.run_steps("web", "seo", "seo", notes={})
    yield stage.at(12, "14:00")
    delivery = stage.deliver("seo", "web", "deliver", 8 * 60 + 40, run=run)
    yield stage.at(11, "15:10")
    stage.judge(delivery, "accepted", "seo", "accept", release_minor=2500)
    yield stage.at(11, "15:14")
    stage.refund("seo", None, "refund")
    yield stage.at(10, "15:05")
    stage.pay("seo")
    yield stage.at(10, "15:25")
    delegations.close(
        stage.delegations["seo"].pk, text=stage.said("seo", "close"), by=stage.by("owner"), now=stage.time
    )


def upkeep(stage: Stage) -> Story:
    """Every Tuesday; this week's run is under way."""
    yield stage.at(16, "09:10")
    stage.open("upkeep", executor="web", currency="USD", prices=(1000,), procedure="backup")
    stage.propose("upkeep")
    yield stage.at(16, "11:40")
    stage.accept("upkeep", "web")
    yield stage.at(15, "15:05")
    stage.hold("upkeep", 1000)
    for days in (11, 6):
        yield stage.at(days, "07:30")
        yield from stage.run_steps("web", "backup", "upkeep", notes={3: stage.said("upkeep", "tick_3")})
    yield stage.at(1, "07:35")
    yield from stage.run_steps("web", "backup", "upkeep", notes={3: stage.said("upkeep", "tick_3")}, last=4)


def layout(stage: Stage) -> Story:
    """Delivered, and waiting for its verdict."""
    yield stage.at(5, "09:15")
    stage.open("layout", executor="web", currency="USD", prices=(1200,), procedure="layout")
    stage.propose("layout")
    yield stage.at(5, "11:10")
    stage.accept("layout", "web")
    yield stage.at(4, "15:10")
    stage.hold("layout", 1200)
    yield stage.at(2, "07:40")
    notes = {3: stage.said("layout", "tick_3"), 8: stage.said("layout", "tick_8")}
    run = yield from stage.run_steps("web", "layout", "layout", notes=notes)
    yield stage.later(6)
    stage.deliver("layout", "web", "deliver", 70, run=run)


STORIES = (webmaster, images, speed, search_engines, upkeep, layout)
