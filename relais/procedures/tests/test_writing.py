"""Drafts and versions: what is published stays, what is drafted is not lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from relais.acts import chain
from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.people.models import Membership
from relais.procedures import actions
from relais.procedures.content import Content, StepText, content_of
from relais.procedures.models import Procedure, Step, Version
from relais.procedures.tests.kitchen import LATER, LAYOUT, given, published
from tests.cast import NOW, Cast, by


def types(cast: Cast) -> list[str]:
    return list(Entry.objects.filter(business=cast.business).order_by("seq").values_list("type", flat=True))


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return (
        pytest.raises(Refused, match="")
        if not code
        else pytest.raises(Refused, check=lambda r: r.code == code)
    )


def test_a_new_procedure_is_a_draft_until_published(cast: Cast) -> None:
    procedure = actions.write_procedure(content=LAYOUT, by=by(cast.manager), now=NOW)
    assert procedure.current is None
    version = actions.publish(procedure.id, by=by(cast.manager), now=NOW)
    procedure.refresh_from_db()
    assert procedure.current == version
    assert [s.position for s in version.steps.all()] == [1, 2, 3, 4]
    assert types(cast) == ["procedure.written", "procedure.published"]


def test_each_step_keeps_its_origin_from_version_to_version(cast: Cast) -> None:
    procedure = published(cast)
    first = procedure.current
    told = content_of(first)
    steps = (replace(told.steps[1], title="Compresser chaque image"), StepText("Nouvelle"), told.steps[0])
    second = actions.publish(
        procedure.id, content=replace(told, steps=steps, change="Plus clair"), by=by(cast.owner), now=LATER
    )
    origins = list(first.steps.values_list("origin", flat=True))
    kept = list(second.steps.values_list("origin", flat=True))
    assert (kept[0], kept[2]) == (origins[1], origins[0])
    assert kept[1] not in origins
    assert second.number == 2
    assert Entry.objects.get(type="procedure.published", seq=2).text.body == "Plus clair"
    assert not list(chain.verify(cast.business.id))


def test_an_empty_draft_is_kept_but_not_published(cast: Cast) -> None:
    procedure = actions.write_procedure(content=Content("Support"), by=by(cast.owner), now=NOW)
    with refused("procedure_without_steps"):
        actions.publish(procedure.id, by=by(cast.owner), now=NOW)
    with refused("procedure_without_steps"):
        actions.write_procedure(content=Content("Vide"), published=True, by=by(cast.owner), now=NOW)
    assert not Procedure.objects.filter(title="Vide").exists()


@pytest.mark.parametrize(
    ("content", "code", "field"),
    [
        (Content("  "), "procedure_title_empty", "title"),
        (Content("t" * 201), "text_too_long", "title"),
        (Content("T", steps=(StepText("", body="texte"),)), "step_title_empty", "step-1"),
        (Content("T", steps=(StepText("a"), StepText("t" * 501))), "step_title_too_long", "step-2"),
        (Content("T", steps=(StepText("a", body="b" * 20_000),)), "step_too_long", "step-1"),
        (Content("T", steps=(StepText("a\x00"),)), "step_with_control_characters", "step-1"),
        (Content("T", introduction="\x07"), "text_with_control_characters", "introduction"),
        (Content("T", steps=tuple(StepText("a") for _ in range(2001))), "too_many_steps", None),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_place(
    cast: Cast, content: Content, code: str, field: str | None
) -> None:
    with pytest.raises(Refused) as refusal:
        actions.write_procedure(content=content, by=by(cast.owner), now=NOW)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert refusal.value.text
    assert not Procedure.objects.exists()
    assert not Entry.objects.exists()


def test_blank_steps_are_dropped_and_levels_never_jump(cast: Cast) -> None:
    steps = (StepText("a", level=3), StepText(" "), StepText("b", level=7), StepText("c", level=2))
    procedure = published(cast, Content("T", steps=steps))
    assert [(s.title, s.level) for s in procedure.current.steps.all()] == [("a", 0), ("b", 1), ("c", 2)]


def test_a_draft_saved_by_another_meanwhile_is_not_overwritten(cast: Cast) -> None:
    procedure = published(cast)
    stamp = procedure.current.stamp
    mine, theirs = replace(LAYOUT, title="Mine"), replace(LAYOUT, title="Theirs")
    draft = actions.save_draft(procedure.id, content=theirs, stamp=stamp, by=by(cast.manager), now=NOW)
    with refused("draft_changed_meanwhile"):
        actions.save_draft(procedure.id, content=mine, stamp=stamp, by=by(cast.owner), now=NOW)
    with refused("draft_changed_meanwhile"):
        actions.publish(procedure.id, content=mine, stamp=stamp, by=by(cast.owner), now=NOW)
    saved = actions.save_draft(procedure.id, content=mine, stamp=draft.stamp, by=by(cast.owner), now=NOW)
    assert (saved.id, saved.title) == (draft.id, "Mine")
    procedure.refresh_from_db()
    assert procedure.title == LAYOUT.title  # a draft's title waits for its publication


def test_saving_the_same_again_records_nothing(cast: Cast) -> None:
    procedure = published(cast)
    draft = actions.save_draft(procedure.id, content=replace(LAYOUT, title="X"), by=by(cast.owner), now=NOW)
    again = actions.save_draft(procedure.id, content=content_of(draft), by=by(cast.owner), now=NOW)
    assert again == draft
    assert types(cast) == ["procedure.published", "procedure.draft_saved"]


def test_a_discarded_draft_gives_its_number_back(cast: Cast) -> None:
    procedure = published(cast)
    actions.save_draft(procedure.id, content=replace(LAYOUT, title="X"), by=by(cast.owner), now=NOW)
    actions.discard_draft(procedure.id, by=by(cast.owner), now=NOW)
    with refused("no_draft"):
        actions.discard_draft(procedure.id, by=by(cast.owner), now=NOW)
    assert actions.publish(procedure.id, content=LAYOUT, by=by(cast.owner), now=NOW).number == 2


def test_an_archived_procedure_waits_unchanged(cast: Cast) -> None:
    procedure = published(cast)
    actions.archive(procedure.id, by=by(cast.owner), now=NOW)
    for act in (actions.archive, actions.start_run):
        with refused("procedure_archived"):
            act(procedure.id, by=by(cast.owner), now=NOW)
    actions.unarchive(procedure.id, by=by(cast.owner), now=NOW)
    with refused("procedure_not_archived"):
        actions.unarchive(procedure.id, by=by(cast.owner), now=NOW)


@pytest.mark.parametrize("name", ["executor", "reviewer", "mediator"])
def test_only_management_writes_procedures(cast: Cast, name: str) -> None:
    member: Membership = getattr(cast, name)
    procedure = given(cast, member)
    with refused("not_allowed"):
        actions.write_procedure(content=LAYOUT, by=by(member), now=NOW)
    with refused("not_allowed"):
        actions.save_draft(procedure.id, content=LAYOUT, by=by(member), now=NOW)


def test_a_stranger_finds_no_procedure(cast: Cast) -> None:
    procedure = published(cast)
    with refused("not_found"):
        actions.publish(procedure.id, content=LAYOUT, by=by(cast.stranger), now=NOW)


def test_a_verdict_opens_the_next_version_at_the_wrong_step(cast: Cast) -> None:
    procedure = published(cast)
    wrong = procedure.current.steps.get(position=2)
    with transaction.atomic():
        draft = actions.open_correction(procedure, wrong, by=by(cast.owner), now=LATER)
    assert draft.is_draft
    assert (draft.number, draft.open_at, draft.steps.count()) == (2, wrong.origin, 4)
    other = procedure.current.steps.get(position=4)
    with transaction.atomic():
        same = actions.open_correction(procedure, other, by=by(cast.owner), now=LATER)
    assert (same.id, same.open_at) == (draft.id, other.origin)
    assert types(cast) == ["procedure.published"]


def test_a_keyed_save_happens_once(cast: Cast) -> None:
    first = actions.write_procedure(content=LAYOUT, by=by(cast.owner, key="k"), now=NOW)
    assert actions.write_procedure(content=LAYOUT, by=by(cast.owner, key="k"), now=NOW) == first
    assert Procedure.objects.count() == 1


def test_the_database_keeps_published_versions_as_they_are(cast: Cast) -> None:
    version = published(cast).current
    for change in (
        lambda: Version.objects.filter(pk=version.pk).update(title="x"),
        lambda: Version.objects.filter(pk=version.pk).delete(),
        lambda: Step.objects.filter(version=version).update(title="x"),
        lambda: Step.objects.filter(version=version).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
