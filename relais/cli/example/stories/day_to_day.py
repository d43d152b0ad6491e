"""The running log from day to day: requests at nine, answers at three, lines captured in between."""

from __future__ import annotations

from datetime import timedelta

from relais.activities import actions as activities
from relais.cli.example.stage import Stage, Story


def welcome(stage: Stage) -> Story:
    yield stage.at(61, "15:30")
    stage.write("owner", "worst")
    yield stage.at(60, "15:05")
    root = stage.write("owner", "welcome", delegation_id=stage.delegations["web"].pk)
    yield stage.at(59, "07:10")
    stage.reply("web", root, "welcome_reply")
    yield stage.at(59, "15:15")
    stage.settle("owner", root)
    yield stage.at(58, "10:10")
    root = stage.write("web", "hosting", delegation_id=stage.delegations["web"].pk)
    yield stage.at(58, "15:05")
    stage.reply("owner", root, "hosting_reply", settles=True)


def articles(stage: Stage) -> Story:
    yield stage.at(50, "09:05")
    root = stage.write(
        "owner", "links", delegation_id=stage.delegations["web"].pk, procedure_id=stage.procedures["layout"].pk,
        due_on=stage.at(48, "12:00").date(),
    )  # fmt: skip
    yield stage.at(49, "11:20")
    stage.reply("web", root, "links_reply")
    yield stage.at(49, "15:02")
    stage.reply("owner", root, "links_answer", settles=True)
    yield stage.at(43, "09:15")
    root = stage.write("manager", "broken", delegation_id=stage.delegations["web"].pk)
    yield stage.at(43, "11:40")
    stage.reply("web", root, "broken_reply")
    yield stage.at(43, "15:05")
    stage.settle("manager", root)
    yield stage.at(29, "09:20")
    root = stage.write("manager", "photo_source", delegation_id=stage.delegations["web"].pk)
    yield stage.at(29, "11:00")
    stage.reply("web", root, "photo_source_reply")
    yield stage.at(28, "15:00")
    stage.settle("manager", root)


def shop(stage: Stage) -> Story:
    yield stage.at(41, "11:30")
    root = stage.write("support", "stock", delegation_id=stage.delegations["support"].pk)
    yield stage.at(41, "15:10")
    stage.reply("owner", root, "stock_reply", settles=True)
    yield stage.at(35, "10:20")
    root = stage.write("support", "parcel", delegation_id=stage.delegations["support"].pk)
    yield stage.at(35, "12:05")
    stage.reply("manager", root, "parcel_reply", settles=True)


def a_raise(stage: Stage) -> Story:
    yield stage.at(19, "15:30")
    root = stage.write("owner", "raise", delegation_id=stage.delegations["web"].pk)
    yield stage.at(18, "07:20")
    stage.reply("web", root, "raise_reply")
    yield stage.at(18, "15:00")
    stage.settle("owner", root)


def weather(stage: Stage) -> Story:
    yield stage.at(8, "10:00")
    root = stage.write("web", "weather", delegation_id=stage.delegations["web"].pk)
    yield stage.at(8, "15:00")
    stage.reply("owner", root, "weather_reply")
    yield stage.at(7, "09:00")
    stage.reply("web", root, "weather_done")
    yield stage.at(7, "15:05")
    stage.settle("owner", root)
    yield stage.at(6, "16:40")
    stage.write("owner", "note_week")


def this_week(stage: Stage) -> Story:
    """What waits for the owner today."""
    yield stage.at(3, "15:05")
    table = stage.write(
        "owner", "deadline", to=stage.members["manager"].pk, due_on=(stage.now + timedelta(days=2)).date()
    )
    yield stage.at(2, "09:10")
    line = activities.capture(text=stage.texts["captures"]["c4"], by=stage.by("owner"), now=stage.time)
    yield stage.at(2, "09:12")
    banner = stage.write(
        "owner", "banner", delegation_id=stage.delegations["web"].pk, due_on=stage.at(0, "12:00").date(),
        origin_id=line.entry_id,
    )  # fmt: skip
    yield stage.at(1, "12:10")
    stage.reply("manager", table, "deadline_reply")
    yield stage.at(1, "16:20")
    stage.reply("web", banner, "banner_reply", files=["banner"])
    yield stage.hours_ago(4)
    stage.write("support", "delivery_zone", delegation_id=stage.delegations["support"].pk)
    yield stage.hours_ago(2)
    stage.write("manager", "morning", to=stage.owner.pk)


def captured(stage: Stage) -> Story:
    for days, clock, key, into in (
        (62, "16:45", "c1", "done"),
        (40, "12:40", "c2", "dropped"),
        (5, "10:50", "c5", ""),
        (3, "11:35", "c7", ""),
        (1, "10:15", "c6", ""),
    ):
        yield stage.at(days, clock)
        line = activities.capture(text=stage.texts["captures"][key], by=stage.by("owner"), now=stage.time)
        if into:
            yield stage.at(days, "16:50")
            activities.sort(line.pk, into=into, by=stage.by("owner"), now=stage.time)
    yield stage.hours_ago(3)
    activities.capture(text=stage.texts["captures"]["c8"], by=stage.by("owner"), now=stage.time)


STORIES = (welcome, articles, shop, a_raise, weather, this_week, captured)
