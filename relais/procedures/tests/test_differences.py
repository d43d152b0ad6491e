"""What changed between two versions, as a person would tell it."""

from __future__ import annotations

import time
from dataclasses import replace
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from relais.procedures.content import Content, StepText
from relais.procedures.differences import Pieces, compare


def step(number: int, title: str, body: str = "") -> StepText:
    return StepText(title, body=body, origin=UUID(int=number))


def told(pieces: Pieces) -> str:
    signs = {"same": "{}", "ins": "[+{}]", "del": "[-{}]"}
    return "".join(signs[mark].format(text) for mark, text in pieces)


A, B, C, D = step(1, "Ouvrir le fil"), step(2, "Répondre au client"), step(3, "Noter"), step(4, "Fermer")
OLD = Content("Support", "Chaque matin.", (A, B, C, D))


def test_the_words_that_changed_are_marked() -> None:
    new = replace(OLD, steps=(A, replace(B, title="Répondre au client avant midi"), C, D))
    found = compare(OLD, new)
    assert [(c.kind, c.number, told(c.title)) for c in found.steps] == [
        ("changed", 2, "Répondre au client[+ avant midi]")
    ]
    assert found.unchanged == 3
    assert found.title == found.introduction == ()


def test_added_removed_and_moved_steps_stand_in_their_place() -> None:
    new = replace(OLD, introduction="Chaque soir.", steps=(D, A, step(9, "Vérifier"), C))
    found = compare(OLD, new)
    assert [(c.kind, c.number, c.was) for c in found.steps] == [
        ("moved", 1, 4), ("removed", None, 2), ("added", 3, None),
    ]  # fmt: skip
    assert told(found.introduction) == "Chaque [-matin][+soir]."


def test_a_change_of_level_counts_and_nothing_else_is_invented() -> None:
    assert compare(OLD, OLD).is_empty
    deeper = compare(OLD, replace(OLD, steps=(A, replace(B, level=1), C, D)))
    assert [(c.kind, c.number) for c in deeper.steps] == [("changed", 2)]


def test_steps_without_an_origin_are_new() -> None:
    assert [c.kind for c in compare(Content("T"), Content("T", steps=(StepText("x"),))).steps] == ["added"]


def test_two_huge_texts_are_compared_quickly() -> None:
    before = replace(A, body="mot " * 4_900)
    after = replace(A, body="autre mot " * 1_900)
    began = time.perf_counter()
    found = compare(Content("T", steps=(before,) * 1), Content("T", steps=(after,)))
    assert time.perf_counter() - began < 2
    assert found.steps[0].kind == "changed"


steps = st.lists(
    st.builds(step, st.integers(1, 6), st.sampled_from(["a", "b c", "d"])),
    unique_by=lambda s: s.origin,
    max_size=6,
)


@given(steps, steps)
@settings(max_examples=200, deadline=None)
def test_every_step_of_both_versions_is_accounted_for(old: list[StepText], new: list[StepText]) -> None:
    found = compare(Content("T", steps=tuple(old)), Content("T", steps=tuple(new)))
    numbers = [c.number for c in found.steps if c.number]
    assert len(numbers) == len(set(numbers))
    assert len(numbers) + found.unchanged == len(new)
    removed = {c.was for c in found.steps if c.kind == "removed"}
    gone = {i for i, s in enumerate(old, start=1) if s.origin not in {n.origin for n in new}}
    assert removed == gone
    for change in found.steps:
        if change.number:
            assert "".join(t for m, t in change.title if m != "del") == new[change.number - 1].title
