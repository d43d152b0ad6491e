"""What a person says of groups of notes is remembered, wins over how they are grouped later, and can be taken back."""

from __future__ import annotations

import time

import pytest

from relais.activities.actions.activities import Known
from relais.activities.models import Activity
from relais.acts.models import Entry
from relais.deciding import actions, groups
from relais.deciding.groups import in_period, reread
from relais.deciding.models import Regrouping
from relais.deciding.tests import noted
from relais.deciding.tests.noted import IMAGES, MAIL, TODAY, group_with, ids, together
from relais.engine.words.tests.test_recurring import made_up
from relais.log.actions import erase
from relais.planning.models import Highlight
from relais.planning.tests.plans import refused
from tests.cast import NOW, Cast, by, make_member


def test_one_thing_in_three_wordings_and_two_languages_is_one_group(cast: Cast) -> None:
    found = noted.images(cast.owner)
    mail = noted.mails(cast.owner)
    alone = noted.note(cast.owner, "Dentist")
    assert together(cast.owner, found[0]) == set(IMAGES)
    assert together(cast.owner, mail[0]) == set(MAIL)
    several, once = in_period(reread(cast.owner), TODAY.replace(day=1), TODAY)
    assert [len(one.notes) for one in several] == [3, 3]
    assert [one.key for one in once] == [alone.id]


def test_notes_are_their_authors_alone(cast: Cast) -> None:
    rows = noted.images(cast.owner)
    assert reread(cast.manager).groups == ()
    with refused("notes_unknown"):
        actions.confirm_group(ids(rows), by=by(cast.manager), now=NOW)
    with refused("not_allowed"):
        actions.confirm_group(ids(rows), by=by(cast.executor), now=NOW)


def test_what_does_not_belong_leaves_and_stays_out_until_it_is_taken_back(cast: Cast) -> None:
    rows = noted.images(cast.owner)
    said = actions.split_group(ids(rows), [rows[2].id], by=by(cast.owner), now=NOW)
    assert together(cast.owner, rows[0]) == set(IMAGES[:2])
    assert together(cast.owner, rows[2]) == {IMAGES[2]}
    later = noted.note(cast.owner, "Recherche d’images tout le matin", days_ago=0)
    assert rows[2].id not in {one.id for one in group_with(cast.owner, rows[0]).notes}
    assert later.id in {one.id for one in group_with(cast.owner, rows[0]).notes}
    actions.undo_regrouping(said.id, by=by(cast.owner), now=NOW)
    assert set(IMAGES) <= together(cast.owner, rows[0])
    with refused("regrouping_already_undone"):
        actions.undo_regrouping(said.id, by=by(cast.owner), now=NOW)
    with refused("notes_all_out"):
        actions.split_group(ids(rows), ids(rows), by=by(cast.owner), now=NOW)
    with refused("notes_too_few"):
        actions.split_group(ids(rows), [], by=by(cast.owner), now=NOW)


def test_merged_groups_are_one_and_the_last_word_wins(cast: Cast) -> None:
    pictures, mail = noted.images(cast.owner), noted.mails(cast.owner)
    merged = actions.merge_groups([ids(pictures), ids(mail)], by=by(cast.owner), now=NOW)
    assert together(cast.owner, mail[0]) == {*IMAGES, *MAIL}
    assert group_with(cast.owner, mail[0]).is_said
    actions.split_group(ids([*pictures, *mail]), ids(mail), by=by(cast.owner), now=NOW)
    assert together(cast.owner, pictures[0]) == set(IMAGES)
    actions.merge_groups([ids(pictures), ids(mail)], by=by(cast.owner), now=NOW)
    assert together(cast.owner, mail[0]) == {*IMAGES, *MAIL}
    last = Regrouping.objects.latest("id")
    actions.undo_regrouping(last.id, by=by(cast.owner), now=NOW)
    actions.undo_regrouping(merged.id, by=by(cast.owner), now=NOW)
    assert together(cast.owner, pictures[0]) == set(IMAGES)
    with refused("notes_too_few"):
        actions.merge_groups([ids(pictures)], by=by(cast.owner), now=NOW)


def test_a_confirmed_group_is_said_to_be_one(cast: Cast) -> None:
    rows = noted.images(cast.owner)
    assert not group_with(cast.owner, rows[0]).is_said
    actions.confirm_group(ids(rows), by=by(cast.owner), now=NOW)
    assert group_with(cast.owner, rows[0]).is_said
    entry = Entry.objects.latest("seq")
    assert (entry.type, entry.reader_id) == ("group.confirmed", cast.owner.id)
    with refused("notes_too_few"):
        actions.confirm_group([rows[0].id], by=by(cast.owner), now=NOW)


def test_a_group_becomes_an_activity_and_back(cast: Cast) -> None:
    rows = noted.images(cast.owner)
    known = Known(title="Image search")
    said = actions.make_activity_of_group(ids(rows), known, by=by(cast.owner), now=NOW)
    activity = Activity.objects.get()
    assert set(Highlight.objects.values_list("activity_id", flat=True)) == {activity.id}
    # Noted later, it is grouped with them and not counted in it before someone says so.
    noted.note(cast.owner, "chercher des photos, encore", days_ago=0)
    group = group_with(cast.owner, rows[0])
    assert (group.activity_id, group.unattached) == (activity.id, 1)
    actions.undo_regrouping(said.id, by=by(cast.owner), now=NOW)
    activity.refresh_from_db()
    assert activity.ended_at == NOW, "what was added by mistake does not stay in the list"
    assert set(Highlight.objects.values_list("activity_id", flat=True)) == {None}
    with refused("activity_already_ended"):
        actions.attach_group(ids(rows), activity.id, by=by(cast.owner), now=NOW)


def test_groups_about_two_activities_are_not_merged(cast: Cast) -> None:
    pictures, mail = noted.images(cast.owner), noted.mails(cast.owner)
    search, support = noted.activity(cast.owner), noted.activity(cast.owner, "Support")
    actions.attach_group(ids(pictures), search.id, by=by(cast.owner), now=NOW)
    merged = actions.merge_groups([ids(pictures), ids(mail)], by=by(cast.owner), now=NOW)
    assert set(Highlight.objects.values_list("activity_id", flat=True)) == {search.id}
    actions.undo_regrouping(merged.id, by=by(cast.owner), now=NOW)
    assert {row.activity_id for row in Highlight.objects.filter(pk__in=ids(mail))} == {None}
    assert {row.activity_id for row in Highlight.objects.filter(pk__in=ids(pictures))} == {search.id}
    actions.attach_group(ids(mail), support.id, by=by(cast.owner), now=NOW)
    with refused("two_activities"):
        actions.merge_groups([ids(pictures), ids(mail)], by=by(cast.owner), now=NOW)


def test_what_is_split_off_leaves_the_activity_and_comes_back(cast: Cast) -> None:
    rows = noted.images(cast.owner)
    search = noted.activity(cast.owner)
    actions.attach_group(ids(rows), search.id, by=by(cast.owner), now=NOW)
    said = actions.split_group(ids(rows), [rows[0].id], by=by(cast.owner), now=NOW)
    assert Highlight.objects.get(pk=rows[0].id).activity_id is None
    actions.undo_regrouping(said.id, by=by(cast.owner), now=NOW)
    assert Highlight.objects.get(pk=rows[0].id).activity_id == search.id


def test_an_erased_text_disappears(cast: Cast) -> None:
    rows = noted.images(cast.owner)
    assert together(cast.owner, rows[0]) == set(IMAGES)
    actions.confirm_group(ids(rows), by=by(cast.owner), now=NOW)
    erase(rows[1].entry_id, by=by(cast.owner), now=NOW)
    assert together(cast.owner, rows[0]) == {IMAGES[0], IMAGES[2]}
    assert reread(cast.owner).of(rows[1].id) is None


def test_another_member_of_management_groups_for_themselves(cast: Cast) -> None:
    noted.images(cast.owner)
    other = make_member(cast.business, "manager", "Nora New")
    noted.note(other, "Images, encore")
    assert len(reread(other).groups) == 1


def test_ten_thousand_notes_are_grouped_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = noted.note(cast.owner, "Image search").entry
    Highlight.objects.bulk_create(
        Highlight(business=cast.business, member=cast.owner, on=TODAY, kind="flop", entry=entry, text=one)
        for one in made_up(10_000)
    )
    start = time.process_time()
    first = reread(cast.owner)
    spent = time.process_time() - start
    assert spent < 3, "1.7 s where nothing else runs: 1.3 s the engine, reading the rows most of the rest"
    monkeypatch.setattr(groups, "_group_anew", lambda *_: pytest.fail("it was grouped before"))
    assert len(reread(cast.owner).groups) == len(first.groups)
