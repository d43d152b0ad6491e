"""What waits for whom, and what the log says of each act, in both languages."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from django.utils import translation

from relais.acts.dues import run_due
from relais.acts.types import EntryData, known_types
from relais.acts.waiting import waiting_for
from relais.delegations import actions, entries
from relais.delegations.tests import work
from relais.log.display import say
from relais.people.models import Membership
from tests.cast import NOW, Cast, by


def waits(member: Membership, *, days: float = 0) -> list[str]:
    with translation.override("en"):
        found = waiting_for(member, NOW + timedelta(days=days))
    return [row.label for row in found if "delegations/" in row.url]


def test_a_proposal_waits_for_the_executor_and_a_change_for_management(cast: Cast) -> None:
    delegation = work.proposed(cast, title="Mail")
    assert waits(cast.executor) == ["Answer the proposal of “Mail”"]
    assert waits(cast.owner) == []
    assert waits(cast.other_executor) == []
    actions.ask_for_change(delegation.id, "Later.", by=by(cast.executor), now=NOW)
    assert waits(cast.executor) == []
    expected = ["A change was asked for in “Mail”: answer with a new proposal"]
    assert waits(cast.owner) == waits(cast.manager) == expected


def test_a_delivery_waits_for_those_who_judge_and_comes_back(cast: Cast) -> None:
    delivery = work.delivered(cast, title="Mail")
    assert waits(cast.owner) == waits(cast.manager) == ["Judge delivery 1 of “Mail”"]
    assert waits(cast.executor) == waits(cast.stranger) == waits(cast.reviewer) == []
    actions.judge(delivery.id, "redo", cause="outside", by=by(cast.owner), now=NOW)
    assert waits(cast.executor) == ["“Mail” came back: do it again"]
    assert waits(cast.owner) == []
    again = work.deliver(work.fresh(delivery.delegation), cast.executor)
    actions.judge(again.id, "accepted", by=by(cast.owner), now=NOW)
    assert waits(cast.owner) == ["“Mail” is accepted: settle what is left and close it"]
    actions.close(delivery.delegation_id, by=by(cast.owner), now=NOW)
    assert waits(cast.owner) == []


def test_a_manager_is_not_asked_to_judge_their_own_work(cast: Cast) -> None:
    delegation = work.proposed(cast, executor_id=cast.manager.id)
    actions.accept(delegation.id, by=by(cast.manager), now=NOW)
    work.deliver(delegation, cast.manager)
    assert waits(cast.manager) == []
    assert len(waits(cast.owner)) == 1


def test_silence_is_announced_twice_each_time_once(cast: Cast) -> None:
    work.delivered(cast, title="Mail", silence_days=14)

    def news(days: float) -> list[tuple[str, float]]:
        now = NOW + timedelta(days=days)
        run_due(now)
        run_due(now)
        with translation.override("en"):
            found = [row for row in waiting_for(cast.owner, now) if row.once]
        return [(row.label.replace("\u00a0", " "), (row.at - NOW) / timedelta(days=1)) for row in found]

    said = "Delivery 1 of “Mail” counts as accepted on 7 Dec 2026, unless you judge it before"
    assert news(6.9) == []
    assert news(7.1) == [(said, 7.0)]
    assert news(11.9) == [(said, 7.0)]
    assert news(12.1) == [(said, 12.0)]
    assert news(14.1) == []


OURS = sorted(name for name, cls in known_types().items() if cls.__module__ == entries.__name__)
SAMPLES = {
    "outcome": ["redo", "refused"],
    "cause": ["procedure_wrong", "not_followed", "brief_unclear", "outside"],
}


def samples(cls: type[EntryData]) -> list[EntryData]:
    """Data of a type as verbs make it, in every shape that has a sentence of its own."""
    shapes: list[dict[str, object]] = [{}]
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]
        values: list[object]
        if field.name in SAMPLES:
            values = list(SAMPLES[field.name])
        elif field.name.endswith("_currency"):
            values = ["EUR"]
        elif field.name.endswith("_on"):
            values = ["", "2026-11-20"]
        elif field.name == "changed":
            values = [("executor", "milestones")]
        elif field.type in ("int", int):
            values = [0, 1, 1234]
        else:
            values = ["", "Trier les « photos »"]
        shapes = [{**shape, field.name: value} for shape in shapes for value in values]
    return [cls(**shape) for shape in shapes]


@pytest.mark.parametrize("name", OURS)
def test_every_act_reads_well_in_both_languages(name: str) -> None:
    for data in samples(known_types()[name]):
        said = {}
        for language in ("en", "fr"):
            with translation.override(language):
                said[language] = say(data, "Olive")
                together = data.together(3) and say(data, "Olive", 3)
            assert "%(" not in said[language]
            assert "does not know" not in said[language]
            assert together is None or "3" in together
        assert said["en"] != said["fr"]
