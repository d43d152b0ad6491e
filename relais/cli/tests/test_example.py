"""The example business: the same story in both languages, told by entries that all read as sentences."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from relais.acts.models import Due, Entry, Notice
from relais.acts.types import Unknown, data_of
from relais.cli import example
from relais.cli.example import build
from relais.cli.proof import prove
from relais.delegations.models import Delegation, State, Verdict
from relais.engine.values import Money
from relais.funds.models import Transaction
from relais.people.models import Business, Person
from relais.planning import reading
from relais.planning.models import Day, Highlight, Piece, Recurring, Stretch, Week
from relais.planning.showing.quarter import quarter_of
from relais.planning.showing.tasks import Filters, listed
from relais.planning.tests import plans
from relais.procedures.models import Version

NOW = datetime(2026, 11, 23, 8, 52, tzinfo=UTC)
TEXTS = {
    language: tomllib.loads((Path(example.__file__).parent / f"{language}.toml").read_text(encoding="utf-8"))
    for language in ("fr", "en")
}


def keys_of(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from keys_of(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from keys_of(inner, f"{path}[{place}]")
    else:
        yield path


def strings_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from strings_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_of(inner)
    else:
        yield value


def test_both_languages_say_the_same_things() -> None:
    assert set(keys_of(TEXTS["fr"])) == set(keys_of(TEXTS["en"]))


def test_french_is_set_as_french_is() -> None:
    for text in strings_of(TEXTS["fr"]):
        assert not re.search(r"[^\s\u00a0\u202f] ?[;!?](?=\s|$)| :|« | »|'|(?<=\d) (?=[€$%])", text), text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_example_is_whole_and_has_every_state(language: str) -> None:
    owner = Person.objects.create_user(
        "me@example.org", name="Me", language=language, timezone="Europe/Paris"
    )
    business = build(owner, NOW, language)
    assert prove(business).findings == []
    assert business.is_example
    assert set(Delegation.objects.values_list("state", flat=True)) == set(State.values)
    verdicts = Verdict.objects.all()
    assert set(verdicts.exclude(cause="").values_list("cause", flat=True)) == {
        "procedure_wrong", "not_followed", "brief_unclear", "outside",
    }  # fmt: skip
    assert sum(verdict.is_silent for verdict in verdicts) == 1
    assert Version.objects.exclude(published_at=None).filter(number=3).exists()
    assert set(Transaction.objects.values_list("currency", flat=True)) == {"EUR", "USD"}
    assert {"pledge", "hold", "release", "refund", "pay"} <= set(
        Transaction.objects.values_list("move", flat=True)
    )
    assert not Notice.objects.filter(sent_at=None).exists(), "the example writes to nobody"
    assert not Due.objects.filter(done_at=None, at__lte=NOW).exists(), (
        "the worker finds nothing to do in the past"
    )
    _reads(business.id, language)
    _the_owner_keeps_a_plan_of_three_months(business, owner)


def _the_owner_keeps_a_plan_of_three_months(business: Business, owner: Person) -> None:
    member = business.memberships.select_related("person", "business").get(person=owner)
    stakes = quarter_of(member, NOW.date(), NOW.date()).stakes
    bare = [stake.key for stake in stakes if not stake.goals]
    assert bare == ["positioning"], "the page names the stake that has no goal"
    assert all(goal.percent > 0 for stake in stakes for goal in stake.goals)
    today = plans.today(member, NOW)
    assert today.is_planned
    assert today.most is not None
    dates = reading.dates_of(member, now=NOW)
    vat = next(row for row in dates if row.amount == Money(18000, "EUR"))
    assert vat.is_urgent
    assert vat.margin
    assert [row.is_urgent for row in dates if row.is_passed] == [False]
    assert reading.lapse_of(member, NOW) is None
    assert set(listed(member, Filters("to_decide")).values_list("moves_business", flat=True)) == {None, False}
    assert Recurring.objects.count() == 3
    closed = Day.objects.filter(member=member, closed_at__isnull=False)
    assert (NOW.date() - closed.order_by("on")[0].on).days > 80
    assert {True, False} == set(closed.values_list("did_as_decided", flat=True))
    assert set(closed.values_list("it_worked", flat=True)) == {True, False, None}
    assert Highlight.objects.filter(kind="flop").count() >= 15
    assert Stretch.objects.filter(assumed=False, ended_at__isnull=False).count() >= 6
    assert Week.objects.filter(kept_at__isnull=False).count() == 4
    assert Piece.objects.filter(starts_at__gt=NOW).count() > 5


def _reads(business_id: object, language: str) -> None:
    moments = list(Entry.objects.filter(business_id=business_id).order_by("seq").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] <= NOW
    assert (NOW - moments[0]).days in range(85, 100), "about three months"
    with translation.override(language):
        for entry in Entry.objects.filter(business_id=business_id):
            data = data_of(entry.type, entry.data)
            assert not isinstance(data, Unknown), entry.type
            assert str(data.sentence())


@pytest.mark.django_db(transaction=True)
def test_it_can_be_built_at_any_hour_and_beside_another() -> None:
    slugs = set()
    for name, now in (
        ("Me", datetime(2026, 3, 1, 0, 3, tzinfo=UTC)),
        ("You", datetime(2027, 1, 5, 23, 58, tzinfo=UTC)),
    ):
        owner = Person.objects.create_user(
            f"{name}@example.org", name=name, language="en", timezone="Pacific/Auckland"
        )
        business = build(owner, now, "en")
        assert prove(business).is_whole
        slugs.add(business.slug)
    assert len(slugs) == 2
