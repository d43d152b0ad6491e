"""How it began: the procedures, the people, and the agency next door that hands its work over."""

from __future__ import annotations

from relais.cli.example.stage import Stage, Story
from relais.delegations import actions as delegations
from relais.people import actions as people


def procedures_written(stage: Stage) -> Story:
    for days, clock, key in (
        (63, "09:20", "welcome"),
        (62, "09:05", "layout"),
        (61, "09:10", "images"),
        (59, "09:30", "mail"),
        (58, "09:15", "returns"),
        (50, "10:40", "publish"),
        (33, "09:00", "seo"),
        (17, "11:10", "backup"),
        (4, "09:25", "letter"),
    ):
        yield stage.at(days, clock)
        stage.write_procedure(key)
    yield stage.at(3, "16:20")
    stage.write_procedure("vat", published=False)


def layout_corrected(stage: Stage) -> Story:
    yield stage.at(27, "15:25")
    stage.correct_procedure("layout", 3, 2)


def management(stage: Stage) -> Story:
    yield stage.at(65, "09:05")
    people.change_title(
        stage.owner.pk, title=stage.texts["titles"]["owner"], by=stage.by("owner"), now=stage.time
    )
    yield stage.at(65, "09:12")
    invitation = people.invite(
        email=stage.address("helene"), role="manager", title=stage.texts["titles"]["manager"], by=stage.by("owner"),
        now=stage.time,
    )  # fmt: skip
    yield stage.at(65, "09:55")
    stage.come_in(
        "manager", invitation, "Hélène Vasseur", language=stage.business.language, zone="Europe/Paris"
    )


def agency(stage: Stage) -> Story:
    """Two months at 300 €: the first goes well, the second does not, and the handover does."""
    yield stage.at(65, "09:30")
    stage.open("local", executor=None, prices=(30000, 30000))
    invitation = delegations.invite_executor(
        stage.delegations["local"].pk, email=stage.address("bastien"), title=stage.texts["titles"]["local"],
        by=stage.by("owner"), now=stage.time,
    )  # fmt: skip
    yield stage.at(65, "15:05")
    stage.propose("local")
    yield stage.at(64, "09:40")
    stage.come_in(
        "local", invitation, "Bastien Le Goff", language=stage.business.language, zone="Europe/Paris"
    )
    yield stage.at(64, "11:15")
    stage.accept("local", "local")
    yield stage.at(64, "15:10")
    stage.hold("local", 30000)
    yield stage.at(45, "16:30")
    delivery = stage.deliver("local", "local", "deliver_1", 22 * 60)
    yield stage.at(44, "15:10")
    stage.judge(
        delivery,
        "accepted",
        "local",
        "accept_1",
        transferred_on=stage.time.date(),
        reference=stage.reference("OUT"),
    )
    yield stage.at(44, "15:20")
    stage.hold("local", 30000, number=2)
    yield stage.at(25, "17:00")
    delivery = stage.deliver("local", "local", "deliver_2", 7 * 60, number=2)
    yield stage.at(24, "09:10")
    stage.judge(delivery, "redo", "local", "redo_2", cause="outside")
    yield stage.at(24, "09:35")
    talk = stage.write("owner", "local_talk", delegation_id=stage.delegations["local"].pk)
    yield stage.at(24, "12:10")
    stage.reply("local", talk, "local_reply")
    yield stage.at(24, "15:00")
    stage.settle("owner", talk)
    yield stage.at(10, "16:10")
    delivery = stage.deliver("local", "local", "deliver_3", 9 * 60, number=2, files=["handover"])
    yield stage.at(9, "15:15")
    stage.judge(delivery, "accepted", "local", "accept_3", release_minor=18000)
    yield stage.at(9, "15:30")
    stage.pay("local", 18000, number=2)
    yield stage.at(9, "15:35")
    stage.refund("local", None, "redo_2", number=2)
    yield stage.at(7, "15:20")
    delegations.close(
        stage.delegations["local"].pk, text=stage.said("local", "close"), by=stage.by("owner"), now=stage.time
    )


STORIES = (procedures_written, layout_corrected, management, agency)
