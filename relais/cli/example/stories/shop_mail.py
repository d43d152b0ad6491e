"""The shop's mail: a good start, then a slow drift, and a procedure corrected at the step twice."""

from __future__ import annotations

from relais.cli.example.stage import Stage, Story
from relais.delegations import actions as delegations
from relais.log import actions as log


def support(stage: Stage) -> Story:
    yield stage.at(58, "09:40")
    stage.open(
        "support", executor=None, prices=(12000, 12000, 12000), procedure="mail", silence_days=10,
        due=stage.now,
    )  # fmt: skip
    invitation = delegations.invite_executor(
        stage.delegations["support"].pk, email=stage.address("sofia"), title=stage.texts["titles"]["support"],
        by=stage.by("manager"), now=stage.time,
    )  # fmt: skip
    stage.propose("support")
    yield stage.at(58, "12:20")
    stage.come_in(
        "support", invitation, "Sofia Marques", language=stage.business.language, zone="Europe/Lisbon"
    )
    yield stage.at(58, "14:45")
    stage.accept("support", "support")
    yield stage.at(57, "15:05")
    stage.hold("support", 12000)
    yield stage.at(38, "16:00")
    delivery = stage.deliver("support", "support", "deliver_1", 41 * 60)
    yield stage.at(37, "15:10")
    stage.judge(
        delivery,
        "accepted",
        "support",
        "accept_1",
        transferred_on=stage.time.date(),
        reference=stage.reference("OUT"),
    )
    yield stage.at(37, "15:25")
    stage.hold("support", 12000, number=2)
    yield from _second_month(stage)
    yield from _third_month(stage)


def _second_month(stage: Stage) -> Story:
    """Refunds left too early: the step said so, so the step is wrong."""
    yield stage.at(18, "09:30")
    run = yield from stage.run_steps(
        "support", "mail", "support", notes={4: stage.said("support", "run_note")}
    )
    yield stage.at(18, "16:10")
    delivery = stage.deliver("support", "support", "deliver_2", 43 * 60, number=2, run=run)
    yield stage.at(17, "15:05")
    wrong = stage.step("mail", 4)
    stage.judge(
        delivery, "redo", "support", "redo_2", cause="procedure_wrong", step_id=wrong.pk, step_followed=True
    )
    yield stage.at(17, "15:35")
    stage.correct_procedure("mail", 4, 2)
    yield stage.at(14, "10:00")
    run = yield from stage.run_steps("support", "mail", "support", notes={})
    yield stage.at(14, "15:50")
    delivery = stage.deliver("support", "support", "deliver_3", 5 * 60, number=2, run=run)
    yield stage.at(13, "15:05")
    stage.judge(delivery, "accepted", "support", "accept_3")
    yield stage.at(13, "15:20")
    stage.pay("support", number=2)
    yield stage.at(13, "15:30")
    stage.hold("support", 12000, number=3)


def _third_month(stage: Stage) -> Story:
    """Once not followed, once wrong again: the work is to be redone."""
    yield stage.at(8, "09:40")
    run = yield from stage.run_steps("support", "mail", "support", notes={})
    yield stage.at(7, "16:20")
    delivery = stage.deliver("support", "support", "deliver_4", 22 * 60, number=3, run=run)
    yield stage.at(6, "15:05")
    stage.judge(
        delivery, "redo", "support", "redo_4", cause="not_followed", step_id=stage.step("mail", 6).pk,
        step_followed=False,
    )  # fmt: skip
    yield stage.at(4, "10:05")
    run = yield from stage.run_steps(
        "support", "mail", "support", notes={5: stage.said("support", "run_fail")}, failed=5
    )
    yield stage.at(3, "16:15")
    delivery = stage.deliver("support", "support", "deliver_5", 13 * 60, number=3, run=run)
    yield stage.at(2, "15:05")
    wrong = stage.step("mail", 5)
    stage.judge(
        delivery, "redo", "support", "redo_5", cause="procedure_wrong", step_id=wrong.pk, step_followed=True
    )
    yield stage.at(2, "15:40")
    stage.correct_procedure("mail", 5, 3)


def sampled(stage: Stage) -> Story:
    """What the Friday sample tells: a line, corrected by another."""
    yield stage.at(1, "11:00")
    entry = stage.write("manager", "sample", to=stage.owner.pk)
    yield stage.at(1, "11:12")
    log.correct(entry.pk, text=stage.texts["log"]["sample_corrected"], by=stage.by("manager"), now=stage.time)
    yield stage.at(1, "15:20")
    stage.write("owner", "drift")


STORIES = (support, sampled)
