"""The pages of the week, the tasks and the quarter, as a browser without JavaScript walks them, in English and in French."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from relais.delegations.models import Delegation
from relais.engine.values import Money
from relais.people.models import Membership
from relais.planning import actions
from relais.planning.actions import Due
from relais.planning.forms.fields import DurationField, MeasureField
from relais.planning.models import Goal, Piece, Task, Week
from relais.planning.showing.words import working_time_text
from relais.planning.tests import plans
from relais.planning.tests.plans import MONDAY, at
from tests.cast import NOW, Cast, by
from tests.html import problems

SignIn = Callable[[Membership], Client]
QUERIES = 10


@pytest.fixture(autouse=True)
def _monday_morning() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(params=["en", "fr"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def url(name: str, *args: object) -> str:
    return reverse(f"planning:{name}", args=["alizes", *args])


def owner_of(cast: Cast, signed_in: SignIn, language: str = "en") -> Client:
    cast.owner.person.language = language
    cast.owner.person.save(update_fields=["language"])
    return signed_in(cast.owner)


def read(client: Client, address: str, *, queries: int | None = None) -> str:
    """The text of a page, with ordinary spaces."""
    with CaptureQueriesContext(connection) as made:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    assert problems(answer.content) == []
    if queries is not None:
        assert len(made) <= queries, [query["sql"][:100] for query in made]
    return plain(answer)


def plain(answer: Any) -> str:
    body = re.sub(r"<(script|style).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def sent(client: Client, address: str, **said: str) -> str:
    """What stands on the page to which a form leads."""
    answer = client.post(address, said)
    assert answer.status_code == 303, (answer.status_code, plain(answer)[:800])
    return plain(client.get(answer["Location"].partition("#")[0]))


def vat(cast: Cast, **said: Any) -> Task:
    terms = {
        "minutes": 45, "moves_business": False, "due": Due(at=at("2026-11-25 12:00")), "consequence": "Penalty",
        "amount": Money(18000, "EUR"), **said,
    }  # fmt: skip
    return plans.task(cast.owner, "VAT return", **terms)


# --- the week -----------------------------------------------------------------------------------------------------------

WEEK = {
    "en": [
        "Week 48, proposed", "One important task has its time.", "with a margin of", "Keep this week",
        "else: Penalty · €180.00",
    ],
    "fr": [
        "Semaine 48, proposée", "Une tâche importante a son temps.", "de marge", "Garder cette semaine",
        "sinon : Penalty · 180,00 €",
    ],
}  # fmt: skip


def test_an_empty_week_teaches_and_is_proposed_in_one_act(
    cast: Cast, signed_in: SignIn, language: str
) -> None:
    client = owner_of(cast, signed_in, language)
    plans.important(cast.owner, "Lesson 4")
    vat(cast)
    empty = read(client, url("week"), queries=QUERIES)
    assert {"en": "one such task a day", "fr": "une telle tâche par jour"}[language] in empty
    shown = sent(client, url("week-proposal", MONDAY.isoformat()))
    for said in WEEK[language]:
        assert said in shown
    assert "Lesson 4" in shown
    kept = sent(client, url("week-keeping", MONDAY.isoformat()))
    assert {"en": "Week 48, proposed", "fr": "Semaine 48, proposée"}[language] not in kept
    assert Week.objects.get().kept_at == NOW


def test_a_week_with_nothing_to_plan_says_what_to_do_next(
    cast: Cast, signed_in: SignIn, language: str
) -> None:
    client = owner_of(cast, signed_in, language)
    bare = sent(client, url("week-proposal", MONDAY.isoformat()))
    nothing = {"en": "There is nothing to plan yet", "fr": "Il n’y a encore rien à planifier"}[language]
    assert nothing in bare
    plans.important(cast.owner, "Lesson 4")
    assert nothing not in read(client, url("week"), queries=QUERIES)


def test_a_full_week_is_shown_in_few_queries_with_what_does_not_fit(
    cast: Cast, signed_in: SignIn, language: str
) -> None:
    client = owner_of(cast, signed_in, language)
    goal = plans.goal(cast.owner)
    for n in range(8):
        plans.important(cast.owner, f"Lesson {n}", minutes=90, goal_id=goal.id)
    vat(cast, minutes=3000)
    for n in range(30):
        plans.important(cast.owner, f"Book {n}", minutes=240)
    plans.proposed(cast.owner)
    shown = read(client, url("week"), queries=QUERIES)
    assert {"en": "What does not fit", "fr": "Ce qui ne tient pas"}[language] in shown
    assert {"en": "cannot be met:", "fr": "ne tient pas : il manque"}[language] in shown
    assert {"en": "Delegate it", "fr": "La déléguer"}[language] in shown


def test_a_piece_is_moved_by_a_form_stays_and_is_let_go(cast: Cast, signed_in: SignIn) -> None:
    client = owner_of(cast, signed_in)
    task = plans.important(cast.owner, "Lesson 4", minutes=60)
    plans.proposed(cast.owner)
    piece = Piece.objects.get()
    page = read(client, url("piece", piece.id), queries=QUERIES)
    assert "It stands on Monday 23 November" in page
    shown = sent(client, url("piece", piece.id), on="2026-11-26", starts="14:00", minutes="45 min")
    assert "14:00–14:45 The most important: Lesson 4 fixed" in shown
    moved = Piece.objects.get(by_hand=True)
    assert moved.starts_at == at("2026-11-26 14:00")
    # Refused: past the wall. Nothing moved, what was typed stays.
    refused = client.post(url("piece", moved.id), {"on": "2026-11-25", "starts": "12:15", "minutes": "30"})
    assert refused.status_code == 422
    assert "Nothing is planned past the wall of the day (12:30)." in plain(refused)
    assert 'value="12:15"' in refused.content.decode()
    assert "is planned by itself again" in sent(client, url("piece-release", moved.id))
    assert not Piece.objects.filter(by_hand=True).exists()
    # A piece that the plan moved meanwhile: the week says so instead of an error.
    assert "The plan changed meanwhile" in sent(
        client, url("piece", moved.id), on="2026-11-26", starts="10:00"
    )
    assert (
        f"/{task.id}/" in client.get(url("week")).content.decode() or Piece.objects.filter(task=task).exists()
    )


def test_the_most_important_task_of_a_day_is_chosen(cast: Cast, signed_in: SignIn) -> None:
    client = owner_of(cast, signed_in)
    goal = plans.goal(cast.owner)
    plans.important(cast.owner, "Lesson 4", minutes=120, goal_id=goal.id)
    other = plans.important(cast.owner, "Read a book", minutes=60)
    plans.proposed(cast.owner)
    shown = sent(client, url("day-most-important", "2026-11-24"), task=str(other.id))
    assert "The most important: Read a book" in shown


def test_what_was_planned_again_is_said_until_it_is_seen(
    cast: Cast, signed_in: SignIn, language: str
) -> None:
    client = owner_of(cast, signed_in, language)
    plans.important(cast.owner, "Lesson 4", minutes=120)
    plans.proposed(cast.owner)
    actions.lose_time(at("2026-11-23 09:00"), at("2026-11-23 17:30"), by=by(cast.owner), now=NOW)
    said = {"en": "time was lost", "fr": "du temps a été perdu"}[language]
    assert said in read(client, url("week"), queries=QUERIES)
    assert said not in sent(client, url("changes-seen"), next=url("week"))


def test_other_weeks(cast: Cast, signed_in: SignIn) -> None:
    client = owner_of(cast, signed_in)
    assert "This week was not planned." in read(client, url("week-of", "2026-11-16"))
    assert "Propose this week" in read(client, url("week-of", "2026-12-14"))
    assert "Weeks are planned up to three weeks ahead." in read(client, url("week-of", "2026-12-21"))
    for wrong in ("2026-11-24", "monday", "0001-01-01", "2026-13-45"):
        assert client.get(url("week-of", wrong)).status_code == 404


def test_the_mail_says_what_waits_to_be_judged(cast: Cast, signed_in: SignIn) -> None:
    from tests.scenario import make_scenario

    client = owner_of(cast, signed_in)
    make_scenario(cast)
    plans.proposed(cast.owner)
    assert "1 delivery to judge" in read(client, url("week"), queries=QUERIES)


def test_blocks_stand_under_each_other_to_the_quarter(cast: Cast, signed_in: SignIn) -> None:
    """Ten minutes at 14:50 take one row and push nothing onto another: the grid never shows two at one place."""
    client = owner_of(cast, signed_in)
    for n, start in enumerate(("10:00", "10:10", "10:20", "10:31")):
        task = plans.important(cast.owner, f"Call {n}", minutes=10)
        actions.place_piece(
            task.id, starts_at=at(f"2026-11-24 {start}"), minutes=10, by=by(cast.owner), now=NOW
        )
    plans.proposed(cast.owner)
    shown = client.get(url("week")).context["week"]
    blocks = [one for one in shown.days[1].blocks if one.kind == "task"]
    rows = [(one.row, one.row + one.rows) for one in blocks]
    assert all(before[1] <= after[0] for before, after in pairwise(rows)), rows
    assert not any(one.overlaps for one in blocks)


# --- tasks --------------------------------------------------------------------------------------------------------------


def test_an_empty_list_teaches_and_a_task_is_written(cast: Cast, signed_in: SignIn, language: str) -> None:
    client = owner_of(cast, signed_in, language)
    assert {"en": "Nothing is to be done yet", "fr": "Rien à faire pour le moment"}[language] in read(
        client, url("tasks"), queries=QUERIES
    )
    read(client, url("task-new"), queries=QUERIES)
    said = {
        "title": "Redo lesson 4", "minutes": "1 h 30", "moves": "yes", "due_on": "2026-11-27", "due_time": "18:00",
        "consequence": "The customer leaves", "amount": "1 250,50" if language == "fr" else "1,250.50",
    }  # fmt: skip
    page = sent(client, url("task-new"), **said)
    task = Task.objects.get()
    assert (task.minutes, task.moves_business, task.due_at) == (90, True, at("2026-11-27 18:00"))
    assert (task.consequence, task.consequence_amount) == ("The customer leaves", 125050)
    assert {"en": "It is urgent.", "fr": "Elle est urgente."}[language] in page
    # 27 h 18 of work until Friday evening, less the task itself: four days of 6 h 25.
    assert {"en": "margin 4 days", "fr": "marge 4 jours"}[language] in page


def test_a_task_refused_keeps_what_was_typed(cast: Cast, signed_in: SignIn) -> None:
    client = owner_of(cast, signed_in)
    answer = client.post(
        url("task-new"), {"title": "", "minutes": "soon", "due_time": "12:00", "amount": "lots"}
    )
    assert answer.status_code == 422
    assert "4 things stand in the way. Nothing was lost." in plain(answer)
    assert 'value="soon"' in answer.content.decode()
    assert not Task.objects.exists()


QUESTIONS = {
    "en": {
        "wish": "without a consequence: it is not urgent", "none": "No date: it is not urgent.",
        "urgent": "Urgent and not important: drop it, or hand it to whom?", "list": "Does it move the business?",
    },
    "fr": {
        "wish": "sans conséquence : elle n’est pas urgente", "none": "Pas de date : elle n’est pas urgente.",
        "urgent": "Urgente et pas importante : la laisser tomber, ou la confier à qui ?",
        "list": "Fait-elle avancer l’entreprise ?",
    },
}  # fmt: skip


def test_the_two_questions_in_one_tap_each(cast: Cast, signed_in: SignIn, language: str) -> None:
    client, words = owner_of(cast, signed_in, language), QUESTIONS[language]
    task = plans.task(cast.owner, "VAT return")
    assert words["list"] in read(client, url("tasks") + "?show=to_decide", queries=QUERIES)
    shown = sent(client, url("task-answers", task.id), moves="no", next=url("tasks") + "?show=to_decide")
    assert "VAT return" not in shown.replace("“VAT return”", "")
    assert words["none"] in read(client, url("task", task.id), queries=QUERIES)
    wish = sent(client, url("task-due", task.id), due_on="2026-11-25", due_time="", consequence="", amount="")
    assert words["wish"] in wish
    assert words["urgent"] not in wish
    urgent = sent(
        client, url("task-due", task.id), due_on="2026-11-25", consequence="Fine", amount="", due_time="12:00"
    )
    assert words["urgent"] in urgent
    assert "Eve Executor" in urgent
    assert words["none"] in sent(client, url("task-due", task.id), none="1")


def test_urgent_and_not_important_opens_a_delegation_with_what_is_known(
    cast: Cast, signed_in: SignIn
) -> None:
    client = owner_of(cast, signed_in)
    task = vat(cast)
    answer = client.post(url("task-hand-over", task.id), {"executor": str(cast.executor.id)})
    delegation = Delegation.objects.get()
    assert answer["Location"] == reverse("delegations:brief", args=["alizes", delegation.id])
    assert (delegation.title, delegation.executor) == ("VAT return", cast.executor)
    assert delegation.milestones.get().due_on == date(2026, 11, 25)
    assert "See the delegation" in read(client, url("task", task.id), queries=QUERIES)
    other = vat(cast)
    answer = client.post(url("task-hand-over", other.id), {"someone": "new"})
    assert answer["Location"].endswith("/terms/#invite")


def test_finished_dropped_and_taken_up_again(cast: Cast, signed_in: SignIn) -> None:
    client = owner_of(cast, signed_in)
    task = plans.important(cast.owner)
    assert "“Redo lesson 4” is done." in sent(client, url("task-finish", task.id))
    assert "Redo lesson 4" in read(client, url("tasks") + "?show=done", queries=QUERIES)
    assert "is open again" in sent(client, url("task-reopening", task.id))
    assert "It can be taken up again." in sent(client, url("task-drop", task.id))
    assert client.post(url("task-drop", task.id)).status_code == 409
    assert "Take it up again" in read(client, url("task", task.id), queries=QUERIES)


def test_an_act_leads_back_to_a_page_of_ours_only(cast: Cast, signed_in: SignIn) -> None:
    client = owner_of(cast, signed_in)
    for place in ("https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"):
        task = plans.important(cast.owner)
        answer = client.post(url("task-finish", task.id), {"next": place})
        assert answer["Location"] == url("task", task.id), place


def test_the_time_spent_is_recorded_by_hand(cast: Cast, signed_in: SignIn) -> None:
    client = owner_of(cast, signed_in)
    task = plans.important(cast.owner, minutes=120)
    page = sent(client, url("task-times", task.id), on="2026-11-23", starts="08:00", ends="08:45")
    assert "08:00–08:45 45 min" in page
    assert "45 min of 2 h" in page
    refused = client.post(
        url("task-times", task.id), {"on": "2026-11-23", "starts": "09:00", "ends": "08:45"}
    )
    assert refused.status_code == 422
    assert "The end comes before the beginning." in plain(refused)


def test_a_date_that_cannot_be_met_says_by_how_much_and_what_stands_before_it(
    cast: Cast, signed_in: SignIn, language: str
) -> None:
    client = owner_of(cast, signed_in, language)
    long = plans.task(
        cast.owner, "Answer the bailiff", minutes=600, moves_business=True, due=Due(at=at("2026-11-25 12:00")),
        consequence="Seizure",
    )  # fmt: skip
    vat(cast, minutes=400, due=Due(at=at("2026-11-25 10:00")))
    plans.proposed(cast.owner)
    short = Task.objects.exclude(short_minutes=None).get()
    page = read(client, url("task", short.id), queries=QUERIES)
    assert {"en": "of working time is missing", "fr": "de temps de travail"}[language] in page
    if short == long:
        assert "VAT return" in page
    assert {"en": "cannot be met", "fr": "ne tient pas"}[language] in read(
        client, url("tasks") + "?show=dated", queries=QUERIES
    )


def test_later_means_not_before_next_week(cast: Cast, signed_in: SignIn) -> None:
    client = owner_of(cast, signed_in)
    task = plans.important(cast.owner)
    sent(client, url("task-later", task.id))
    assert plans.fresh(task).earliest_on == MONDAY + timedelta(days=7)


def test_lists_are_pages_and_search_finds(cast: Cast, signed_in: SignIn) -> None:
    client = owner_of(cast, signed_in)
    for n in range(53):
        plans.task(cast.owner, f"Lesson {n}", due=Due(on=date(2026, 12, 1) + timedelta(days=n % 7)))
    plans.task(cast.owner, "Déclaration de TVA")
    for show in ("", "to_decide", "dated"):
        seen, address = [], f"{url('tasks')}?show={show}"
        while address:
            page = client.get(address)
            rows = page.context["page"]
            seen += [row.id for row in rows.rows]
            address = f"{url('tasks')}?show={show}&after={rows.next}".replace("+", "%2B") if rows.next else ""
        assert len(seen) == len(set(seen)) == (53 if show == "dated" else 54)
    found = read(client, url("tasks") + "?q=declarations", queries=QUERIES)
    assert "Déclaration de TVA" in found
    assert "Lesson 1" not in found
    assert "No task here has “unicorn” in its title." in read(client, url("tasks") + "?q=unicorn")
    assert client.get(url("tasks") + "?show=nothing&after=~~&goal=x").status_code == 200


def test_tasks_leave_as_csv(cast: Cast, signed_in: SignIn) -> None:
    client = owner_of(cast, signed_in)
    vat(cast)
    plans.task(cast.owner, "=HYPERLINK(1)")
    answer = client.get(url("tasks-export"))
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert [row["task"] for row in rows] == ["'=HYPERLINK(1)", "VAT return"]
    penalty = [rows[1][name] for name in ("amount", "currency", "urgent", "moves_business")]
    assert penalty == ["180.00", "EUR", "yes", "no"]


# --- the quarter --------------------------------------------------------------------------------------------------------

QUARTER = {
    "en": [
        "2 stakes have no goal: Positioning, Selling.", "From 0 to 10 lessons by 4 January 2027.",
        "4.5 lessons now: 45% of the way", "in time",
    ],
    "fr": [
        "2 enjeux n’ont pas d’objectif : Positionnement, Vente.", "De 0 à 10 lessons pour le 4 janvier 2027.",
        "4,5 lessons à ce jour : 45 % du chemin", "dans les temps",
    ],
}  # fmt: skip


def test_goals_by_stake_their_measure_and_what_is_missing(
    cast: Cast, signed_in: SignIn, language: str
) -> None:
    client = owner_of(cast, signed_in, language)
    empty = read(client, url("quarter"), queries=QUERIES)
    assert {"en": "No goal for these three months yet", "fr": "Pas encore d’objectif"}[language] in empty
    read(client, url("goal-new") + "?stake=offer", queries=QUERIES)
    sent(
        client, url("goal-new"), title="Second course", stake="offer", unit="lessons", from_value="0", to_value="10",
        starts_on="2026-10-05", due_on="2027-01-04",
    )  # fmt: skip
    goal = Goal.objects.get()
    plans.important(cast.owner, goal_id=goal.id)
    shown = sent(client, url("goal-readings", goal.id), value="4,5" if language == "fr" else "4.5")
    for said in QUARTER[language]:
        assert said in shown
    assert {"en": "1 task open", "fr": "1 tâche ouverte"}[language] in shown
    read(client, url("quarter"), queries=QUERIES)
    assert "Olive Owner" in read(client, url("goal", goal.id), queries=QUERIES)


def test_a_goal_is_changed_dropped_and_taken_up_again(cast: Cast, signed_in: SignIn) -> None:
    client = owner_of(cast, signed_in)
    goal = plans.goal(cast.owner)
    said = {
        "title": "Second course", "stake": "selling", "unit": "€", "from_value": "12000", "to_value": "4,000.5",
        "starts_on": "2026-10-05", "due_on": "2027-01-04",
    }  # fmt: skip
    assert "From 12,000 to 4,000.5 € by 4 January 2027." in sent(client, url("goal", goal.id), **said)
    assert "One goal was dropped" in sent(client, url("goal-drop", goal.id))
    assert "From 12,000" in sent(client, url("goal-restore", goal.id))
    refused = client.post(url("goal", goal.id), said | {"due_on": "2027-06-01"})
    assert refused.status_code == 422
    assert "A goal is for three months" in plain(refused)


def test_the_goals_are_the_same_for_all_of_management_and_its_tasks_are_not(
    cast: Cast, signed_in: SignIn
) -> None:
    goal = plans.goal(cast.owner)
    plans.important(cast.owner, goal_id=goal.id)
    manager = signed_in(cast.manager)
    shown = read(manager, url("quarter"))
    assert "Second online course" in shown
    assert "task open" not in shown


# --- numbers and durations as people type them ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("45", 45), ("45 min", 45), ("2h", 120), ("1 h 30", 90), ("1\u00a0h\u00a030\u00a0min", 90), ("1,5 h", 90), ("1.25 h", 75),
        ("100 h", 6000), ("1\u202f200\u00a0h", 72000), ("une heure", 60), ("half an hour", 30), ("", None),
        ("soon", "refused"), ("1 h tomorrow", "refused"), ("-5", "refused"), ("h", "refused"), ("1 h !180 €", "refused"),
    ],
)  # fmt: skip
def test_durations_as_they_are_typed(typed: str, minutes: int | str | None) -> None:
    from django.forms import ValidationError

    field = DurationField(required=False)
    if minutes == "refused":
        with pytest.raises(ValidationError):
            field.clean(typed)
    else:
        assert field.clean(typed) == minutes


@pytest.mark.parametrize(
    ("language_code", "typed", "value"),
    [
        ("fr", "1 234,5", "1234.5"), ("fr", "1\u202f000", "1000"), ("fr", "3.5", "3.5"), ("en", "1,234.5", "1234.5"),
        ("en", "3,5", "3.5"), ("en", "−12", "-12"), ("en", "NaN", None), ("en", "ten", None), ("fr", "1.234,5", None),
    ],
)  # fmt: skip
def test_measures_as_they_are_typed(language_code: str, typed: str, value: str | None) -> None:
    from django.forms import ValidationError
    from django.utils.translation import override

    with override(language_code):
        if value is None:
            with pytest.raises(ValidationError):
                MeasureField().clean(typed)
        else:
            assert str(MeasureField().clean(typed)) == value


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 min"),
        (35, "35 min"),
        (250, "4 h 10 min"),
        (385, "1 day"),
        (625, "1 day 4 h"),
        (769, "1 day 6 h"),
        (770, "2 days"),
    ],
)
def test_margins_in_days_of_work(minutes: int, said: str) -> None:
    assert working_time_text(minutes, 385, "en").replace("\u00a0", " ") == said
