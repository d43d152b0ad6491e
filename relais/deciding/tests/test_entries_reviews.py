"""What the log says of groups and reviews, in both languages; and what travels with the business."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

import pytest
from django.utils import translation

from relais.activities.actions.activities import Known
from relais.acts.models import Entry
from relais.acts.types import known_types, private_types
from relais.cli.parcel.rows import CARRIED, rows_of
from relais.deciding import actions
from relais.deciding.models import Rates, Regrouping, Review, ReviewItem, Rhythm
from relais.deciding.tests import noted
from relais.deciding.tests.noted import ids
from relais.log.wording import sentence
from tests.cast import NOW, Cast, by

OURS = {
    "group.confirmed", "group.split", "group.merged", "group.attached", "regrouping.undone", "review_rhythm.set",
    "review_rhythm.ended", "review.opened", "review.gone_through", "review.finished", "rates.set", "brief.begun",
}  # fmt: skip


def everything(cast: Cast) -> None:
    """Each act of this part once."""
    said = {"by": by(cast.owner), "now": NOW}
    pictures, mail = ids(noted.images(cast.owner)), ids(noted.mails(cast.owner))
    actions.confirm_group(pictures, **said)
    actions.merge_groups([pictures, mail], **said)
    actions.split_group([*pictures, *mail], mail, **said)
    actions.undo_regrouping(actions.make_activity_of_group(mail, Known(title="Support"), **said).id, **said)
    search = noted.activity(cast.owner)
    actions.attach_group(pictures, search.id, **said)
    actions.set_rhythm("month", weekday=0, at=time(9), **said)
    actions.set_rates(4000, 1250, **said)
    review = actions.open_review(**said)
    first = review.items.earliest("position")
    actions.skip_item(first.id, **said)
    actions.reconsider_item(first.id, **said)
    actions.decide_item(first.id, choice="delegate", reason="So.", confidence=Decimal("0.5"), **said)
    actions.finish_review(review.id, **said)
    actions.begin_brief(search.id, **said)
    actions.end_rhythm(**said)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                "set what is reckoned with: €40.00 for an hour",
                "set the rhythm of the review: every month, from",
            ],
        ),
        (
            "fr",
            [
                "a fixé les taux de calcul : 40,00 €",
                "a fixé le rythme de la revue : chaque mois, à partir du",
            ],
        ),
    ],
)
def test_the_log_tells_every_act_in_a_sentence(cast: Cast, language: str, expected: list[str]) -> None:
    everything(cast)
    cast.owner.person.language = language
    with translation.override(language):
        told = [
            sentence(entry, cast.owner).replace("\xa0", " ").replace("\u202f", " ")
            for entry in Entry.objects.filter(type__in=OURS).order_by("seq")
        ]
    assert {*Entry.objects.filter(type__in=OURS).values_list("type", flat=True)} == OURS
    assert not [line for line in told if "%(" in line]
    assert all(any(part in line for line in told) for part in expected), told


def test_what_is_said_of_ones_own_notes_is_read_by_nobody_else(cast: Cast) -> None:
    everything(cast)
    shared = {"rates.set", "brief.begun"}
    assert {name for name in OURS if name in private_types()} == OURS - shared
    assert set(known_types()) >= OURS
    private = Entry.objects.filter(type__in=OURS - shared)
    assert {entry.reader_id for entry in private} == {cast.owner.id}


def test_it_travels_with_the_business(cast: Cast) -> None:
    everything(cast)
    carried = {one.model: rows_of(one, cast.business).count() for one in CARRIED}
    assert carried[Regrouping] == Regrouping.objects.count() > 3
    assert carried[ReviewItem] == ReviewItem.objects.count() > 0
    ours = {Regrouping, Rhythm, Review, ReviewItem, Rates}
    assert all(carried[model] for model in ours)
