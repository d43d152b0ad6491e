"""The day's pages: Today for who keeps a plan, focus, the close, coming back; in both languages, in few queries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from relais.activities.actions import capture
from relais.acts.models import Notice
from relais.delegations.tests import work
from relais.log.actions import reply, write
from relais.log.digest import send_digests
from relais.people.models import Membership, Person
from relais.planning import actions
from relais.planning.actions import Due
from relais.planning.models import BusyTime, Day, Highlight, Replanning, Stretch, Task
from relais.planning.tests import plans
from relais.planning.tests.plans import MONDAY, at
from tests.cast import NOW, Cast, by
from tests.html import problems

SignIn = Callable[[Membership], Client]
QUERIES = 10
PLAN = "/b/alizes/plan/"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):  # Monday, 9:52 in Paris
        yield


@pytest.fixture
def day(cast: Cast) -> Cast:
    """A Monday with an important task, a VAT return due on Wednesday, a wish, and things that wait in every way."""
    goal = plans.goal(cast.owner)
    plans.important(cast.owner, "Redo lesson 4", minutes=310, goal_id=goal.id)
    plans.task(
        cast.owner,
        "VAT",
        minutes=45,
        moves_business=False,
        due=Due(at=at("2026-11-25 12:00")),
        consequence="180 € fine",
    )
    plans.task(
        cast.owner, "Tidy the photos", minutes=30, moves_business=False, due=Due(on=date(2026, 11, 27))
    )
    plans.proposed(cast.owner)
    work.delivered(cast, title="Answer shop support mail")
    write(text="Which image may I use?", by=by(cast.executor), now=NOW)
    asked = write(text="Is the domain paid?", to=cast.manager.id, by=by(cast.owner), now=NOW)
    reply(asked.id, text="Until March.", by=by(cast.manager), now=NOW)
    write(text="Owner, the bank called", to=cast.owner.id, by=by(cast.manager), now=NOW)
    capture(text="Renew the domain", by=by(cast.owner), now=NOW)
    return cast


def page(client: Client, path: str = "/b/alizes/", status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:3000]
    html = answer.content.decode()
    assert problems(html) == []
    return html


def in_french(member: Membership) -> None:
    Person.objects.filter(id=member.person_id).update(language="fr")


def the_task(title: str) -> Task:
    return Task.objects.get(title=title)


# --- Today ----------------------------------------------------------------------------------------------------------------


def test_today_opens_on_the_one_important_task_with_start(day: Cast, signed_in: SignIn) -> None:
    html = page(signed_in(day.owner))
    first = html[html.index('class="slot one') :]
    first = first[: first.index("</section>")]
    assert "Redo lesson 4" in first
    assert "The most important task of the day" in first
    assert re.search(r">Start<", first)


def test_the_day_is_a_strip_until_its_wall(day: Cast, signed_in: SignIn) -> None:
    html = page(signed_in(day.owner))
    clocks = re.findall(r'<li class="slot[^>]*>.*?<time[^>]*>(\d\d:\d\d)</time>', html)
    assert clocks == sorted(clocks)
    assert clocks[-1] == "17:30"
    assert "A real break" in html
    assert "End of the day" in html


def test_what_waits_for_the_mail_hour_stands_under_it(day: Cast, signed_in: SignIn) -> None:
    html = page(signed_in(day.owner))
    mail = html[html.index("Mail and running log") :]
    assert "2 requests to answer, 1 delegation to decide on" in mail[:400]
    assert "Which image may I use?" in html, "the list stands beside"


def test_each_date_has_its_margin_and_a_wish_is_not_urgent(day: Cast, signed_in: SignIn) -> None:
    html = page(signed_in(day.owner))
    dates = html[html.index('id="dates"') :]
    assert re.search(r"VAT.*?margin\s2\sdays", dates, re.DOTALL), dates[:900]
    [wish] = re.findall(r"Tidy the photos.*?</li>", dates, re.DOTALL)
    assert "not urgent" in wish


def test_what_cannot_be_met_is_said_at_once_by_how_much_and_what_to_do(day: Cast, signed_in: SignIn) -> None:
    plans.task(
        day.owner,
        "Audit",
        minutes=600,
        moves_business=False,
        due=Due(at=at("2026-11-24 12:00")),
        consequence="Closed",
    )
    html = page(signed_in(day.owner))
    missed = html[html.index('id="missed"') :]
    missed = missed[: missed.index("</section>")]
    assert "Audit" in missed
    assert re.search(r"\d.*missing", missed)
    assert all(act in missed for act in ("Move its date", "Drop", "Delegate"))


def test_what_was_planned_again_is_told_with_its_reason_until_it_is_seen(
    day: Cast, signed_in: SignIn
) -> None:
    client = signed_in(day.owner)
    client.post(f"{PLAN}lost-time/", {"starts": "10:30", "ends": "12:00", "title": "Outage", "key": "k1"})
    html = page(client)
    assert "The rest was planned again: time was lost." in html
    assert "Outage" in html
    assert client.post(f"{PLAN}changes/seen/").status_code == 303
    assert "The rest was planned again" not in page(client)
    assert not Replanning.objects.filter(seen_at=None).exists()


def test_lost_time_can_be_taken_back(day: Cast, signed_in: SignIn) -> None:
    client = signed_in(day.owner)
    client.post(f"{PLAN}lost-time/", {"starts": "14:00", "ends": "16:00"})
    [row] = BusyTime.objects.all()
    assert (row.starts_at, row.ends_at) == (at("2026-11-23 14:00"), at("2026-11-23 16:00"))
    client.post(f"{PLAN}lost-time/{row.id}/removal/")
    assert not BusyTime.objects.exists()


def test_lost_time_that_ends_before_it_begins_is_refused_and_kept(day: Cast, signed_in: SignIn) -> None:
    answer = signed_in(day.owner).post(
        f"{PLAN}lost-time/", {"starts": "16:00", "ends": "14:00", "title": "Storm"}
    )
    assert answer.status_code == 422
    assert problems(answer.content) == []
    assert 'value="Storm"' in answer.content.decode()
    assert not BusyTime.objects.exists()


def test_start_and_stop_record_time_and_a_break_is_proposed_after_ninety_minutes(
    day: Cast, signed_in: SignIn
) -> None:
    client = signed_in(day.owner)
    task = the_task("Redo lesson 4")
    assert client.post(f"{PLAN}tasks/{task.id}/start/", {"key": "one"}).status_code == 303
    html = page(client)
    assert "Time is running:" in html
    assert re.search(r'class="break-proposal"[^>]* hidden', html)
    with time_machine.travel(NOW + timedelta(minutes=95), tick=False):
        html = page(client)
        assert not re.search(r'class="break-proposal"[^>]* hidden', html)
        client.post(f"{PLAN}stop/", {"key": "two"})
    [stretch] = Stretch.objects.all()
    assert stretch.ended_at == NOW + timedelta(minutes=95)
    task.refresh_from_db()
    assert task.spent_minutes == 95


def test_a_double_click_starts_once(day: Cast, signed_in: SignIn) -> None:
    client, task = signed_in(day.owner), the_task("VAT")
    for _n in range(2):
        assert client.post(f"{PLAN}tasks/{task.id}/start/", {"key": "same"}).status_code == 303
    assert Stretch.objects.count() == 1


def test_a_task_that_takes_longer_gets_more_time_and_the_rest_is_planned_again(
    day: Cast, signed_in: SignIn
) -> None:
    client, task = signed_in(day.owner), the_task("VAT")
    client.post(f"{PLAN}tasks/{task.id}/longer/", {"more": "30"})
    task.refresh_from_db()
    assert task.minutes == 75
    assert client.post(f"{PLAN}tasks/{task.id}/longer/", {"more": "100000"}).status_code == 422


@pytest.mark.parametrize("language", ["en", "fr"])
def test_today_is_read_in_ten_queries(
    day: Cast, signed_in: SignIn, language: str, django_assert_max_num_queries: Callable[..., object]
) -> None:
    Person.objects.filter(id=day.owner.person_id).update(language=language)
    actions.lose_time(at("2026-11-23 15:00"), at("2026-11-23 16:00"), by=by(day.owner), now=NOW)
    actions.start(the_task("VAT").id, by=by(day.owner), now=NOW)
    client = signed_in(day.owner)
    page(client)
    with django_assert_max_num_queries(QUERIES):  # type: ignore[attr-defined]
        assert client.get("/b/alizes/").status_code == 200


def test_who_keeps_no_plan_sees_the_today_they_know(day: Cast, signed_in: SignIn) -> None:
    assert 'id="happened"' in page(signed_in(day.executor))
    assert 'id="happened"' in page(signed_in(day.manager)), "a manager without a plan yet"


def test_nobody_sees_the_plan_of_another(day: Cast, signed_in: SignIn) -> None:
    for member in (day.manager, day.executor):
        assert "Redo lesson 4" not in page(signed_in(member))
    task = the_task("VAT")
    assert signed_in(day.manager).post(f"{PLAN}tasks/{task.id}/start/").status_code == 404
    assert signed_in(day.manager).post(f"{PLAN}tasks/{task.id}/done/").status_code == 404


def test_a_week_that_was_not_planned_says_so(cast: Cast, signed_in: SignIn) -> None:
    plans.important(cast.owner)
    assert "This week is not planned yet" in page(signed_in(cast.owner))


def test_who_travels_is_asked_to_plan_for_where_they_are(day: Cast, signed_in: SignIn) -> None:
    client = signed_in(day.owner)
    assert "another time zone" not in page(client)
    Person.objects.filter(id=day.owner.person_id).update(timezone="Asia/Tokyo")
    assert "another time zone" in page(client)
    assert client.post(f"{PLAN}replanning/").status_code == 303
    html = page(client)
    assert "You are in another time zone" not in html
    assert "The rest was planned again: the time zone changed." in html
    assert re.findall(r'<li class="slot[^>]*>.*?<time[^>]*>(\d\d:\d\d)</time>', html)[-1] == "17:30", (
        "on the clock there"
    )


def test_nothing_of_the_plan_is_mailed(day: Cast, signed_in: SignIn) -> None:
    """No notice is made, and the mail of the mail hour has only what it always had."""
    before = set(Notice.objects.values_list("pk", flat=True))
    plans.task(
        day.owner,
        "Audit",
        minutes=600,
        moves_business=False,
        due=Due(at=at("2026-11-24 12:00")),
        consequence="Closed",
    )
    client = signed_in(day.owner)
    client.post(f"{PLAN}lost-time/", {"starts": "10:30", "ends": "12:00"})
    client.post(f"{PLAN}close/", {**ANSWERS, "top": "A secret top", "key": "c"})
    for hour in range(36):
        send_digests(NOW + timedelta(hours=hour))
    made = Notice.objects.exclude(pk__in=before)
    assert {notice.kind for notice in made} == {"digest"}
    told = str([notice.data for notice in made])
    assert "Which image may I use?" in told
    assert not re.search("Audit|VAT|lesson|secret top|planned again", told)


def test_a_title_of_a_person_is_text(day: Cast, signed_in: SignIn) -> None:
    plans.task(
        day.owner, "<script>alert(1)</script>", minutes=20, moves_business=False,
        due=Due(at=at("2026-11-23 16:30")), consequence="<b>x</b>",
    )  # fmt: skip
    html = page(signed_in(day.owner))
    assert "<script>alert" not in html
    assert "&lt;b&gt;x" in html


# --- focus ----------------------------------------------------------------------------------------------------------------


def test_focus_keeps_everything_else_away_until_it_is_left(day: Cast, signed_in: SignIn) -> None:
    client = signed_in(day.owner)
    assert client.post(f"{PLAN}focus/", {"key": "f"})["Location"] == f"{PLAN}focus/"
    html = page(client, f"{PLAN}focus/")
    assert "Redo lesson 4" in html
    assert all(gone not in html for gone in ("<nav", "VAT", "Running log", 'class="count"', 'id="capture"'))
    assert Stretch.objects.get().ended_at is None, "its time runs"
    assert client.get("/b/alizes/")["Location"] == f"{PLAN}focus/"
    assert 'class="count"' not in page(client, "/b/alizes/team/"), "no place counts what waits"
    assert client.post(f"{PLAN}focus/end/")["Location"] == "/b/alizes/"
    assert 'class="count"' in page(client, "/b/alizes/team/")


def test_what_there_is_to_say_waits_until_the_focus_is_over(day: Cast, signed_in: SignIn) -> None:
    client = signed_in(day.owner)
    client.post(f"{PLAN}focus/")
    client.post("/b/alizes/captures/lines/", {"text": "A thought", "next": f"{PLAN}focus/"})
    assert "notice" not in page(client, f"{PLAN}focus/")
    client.post(f"{PLAN}focus/end/")
    assert "Captured." in page(client)


def test_done_ends_the_task_its_time_and_the_focus(day: Cast, signed_in: SignIn) -> None:
    client, task = signed_in(day.owner), the_task("Redo lesson 4")
    client.post(f"{PLAN}focus/")
    with time_machine.travel(NOW + timedelta(minutes=40), tick=False):
        client.post(f"{PLAN}tasks/{task.id}/done/", {"key": "d"})
        client.post(f"{PLAN}tasks/{task.id}/done/", {"key": "d"})
        task.refresh_from_db()
        assert (task.outcome, task.spent_minutes) == ("done", 40)
        assert "Done: “Redo lesson 4”." in page(client)
    assert not Day.objects.filter(focus_since__isnull=False).exists()


def test_focus_without_focus_leads_to_today(day: Cast, signed_in: SignIn) -> None:
    assert signed_in(day.owner).get(f"{PLAN}focus/")["Location"] == "/b/alizes/"


# --- the close ------------------------------------------------------------------------------------------------------------

ANSWERS = {"important_done": "yes", "mail_done": "yes", "did_as_decided": "yes", "it_worked": "no"}
EVENING = at("2026-11-23 17:05")


def test_the_close_asks_and_shows_tomorrow(day: Cast, signed_in: SignIn) -> None:
    with time_machine.travel(EVENING, tick=False):
        html = page(signed_in(day.owner), f"{PLAN}close/")
    assert "Is “Redo lesson 4” done?" in html
    assert "I did what I had decided" in html
    assert "It worked" in html
    assert "Next: Tuesday 24" in html


def test_what_was_decided_and_what_worked_are_two_answers(day: Cast, signed_in: SignIn) -> None:
    client = signed_in(day.owner)
    with time_machine.travel(EVENING, tick=False):
        answer = client.post(
            f"{PLAN}close/", {**ANSWERS, "top": "Lesson recorded", "flop": "Image hunting", "key": "c"}
        )
        assert answer.status_code == 303
        html = page(client, answer["Location"])
    row = Day.objects.get(on=MONDAY)
    assert (row.important_done, row.mail_done, row.did_as_decided, row.it_worked) == (True, True, True, False)
    assert the_task("Redo lesson 4").outcome == "done"
    assert "You did what you had decided, and it did not work." in html
    assert list(Highlight.objects.order_by("kind").values_list("kind", "text")) == [
        ("flop", "Image hunting"), ("top", "Lesson recorded"),
    ]  # fmt: skip


def test_the_part_of_the_day_may_be_done_and_the_task_go_on(day: Cast, signed_in: SignIn) -> None:
    client = signed_in(day.owner)
    with time_machine.travel(EVENING, tick=False):
        answer = client.post(f"{PLAN}close/", {**ANSWERS, "important_done": "part", "key": "c"})
        assert "Redo lesson 4" in page(client, answer["Location"]), "tomorrow"
    assert Day.objects.get(on=MONDAY).important_done is True
    assert the_task("Redo lesson 4").outcome == ""


def test_a_task_that_was_done_during_the_day_is_not_finished_twice(day: Cast, signed_in: SignIn) -> None:
    actions.finish_task(the_task("Redo lesson 4").id, by=by(day.owner), now=NOW)
    client = signed_in(day.owner)
    with time_machine.travel(EVENING, tick=False):
        assert re.search(r'name="important_done" value="yes"[^>]*checked', page(client, f"{PLAN}close/"))
        assert client.post(f"{PLAN}close/", {**ANSWERS, "key": "c"}).status_code == 303


def test_an_answer_that_is_missing_is_asked_for_and_nothing_is_lost(day: Cast, signed_in: SignIn) -> None:
    with time_machine.travel(EVENING, tick=False):
        answer = signed_in(day.owner).post(f"{PLAN}close/", {"mail_done": "yes", "top": "A good call"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert problems(html) == []
    assert 'value="A good call"' in html
    assert re.search(r'name="mail_done" value="yes"[^>]*checked', html)
    assert not Day.objects.filter(closed_at__isnull=False).exists()


def test_tops_and_flops_are_noted_one_at_a_time_and_removed_while_answers_stay(
    day: Cast, signed_in: SignIn
) -> None:
    client = signed_in(day.owner)
    with time_machine.travel(EVENING, tick=False):
        given = {"mail_done": "no", "did_as_decided": "yes"}
        for number in range(3):
            answer = client.post(
                f"{PLAN}close/", {**given, "top": f"Top {number}", "note": "top", "key": f"n{number}"}
            )
            assert answer.status_code == 303
        html = page(client, answer["Location"].split("#")[0])
        assert re.search(r'name="mail_done" value="no"[^>]*checked', html)
        assert all(f"Top {number}" in html for number in range(3))
        row = Highlight.objects.get(text="Top 1")
        client.post(f"{PLAN}close/", {**given, "remove": str(row.id), "key": "r"})
    assert list(Highlight.objects.values_list("text", flat=True)) == ["Top 0", "Top 2"]


def test_a_day_closed_in_another_window_says_what_it_says_and_keeps_what_was_typed(
    day: Cast, signed_in: SignIn
) -> None:
    one, other = signed_in(day.owner), signed_in(day.owner)
    with time_machine.travel(EVENING, tick=False):
        assert one.post(f"{PLAN}close/", {**ANSWERS, "key": "one"}).status_code == 303
        answer = other.post(
            f"{PLAN}close/",
            {**ANSWERS, "did_as_decided": "no", "top": "From the other window", "key": "other"},
        )
    html = answer.content.decode()
    assert answer.status_code == 409
    assert problems(html) == []
    assert "closed already, perhaps in another window" in html
    assert "You did what you had decided, and it did not work." in html
    assert 'value="From the other window"' in html
    assert Day.objects.get(on=MONDAY).did_as_decided is True


def test_a_closed_day_is_reopened(day: Cast, signed_in: SignIn) -> None:
    client = signed_in(day.owner)
    with time_machine.travel(EVENING, tick=False):
        client.post(f"{PLAN}close/", {**ANSWERS, "key": "c"})
        assert "Closed: tomorrow" in page(client)
        client.post(f"{PLAN}close/reopening/", {"on": "2026-11-23", "key": "re"})
        assert Day.objects.get(on=MONDAY).closed_at is None
        assert "Close the day" in page(client)


def test_what_no_longer_fits_is_shown_at_the_close(day: Cast, signed_in: SignIn) -> None:
    plans.task(
        day.owner,
        "Audit",
        minutes=600,
        moves_business=False,
        due=Due(at=at("2026-11-24 12:00")),
        consequence="Closed",
    )
    actions.place_piece(
        the_task("Audit").id, starts_at=at("2026-11-23 16:00"), minutes=30, by=by(day.owner), now=NOW
    )
    with time_machine.travel(EVENING, tick=False):
        assert "This no longer fits before its date" in page(signed_in(day.owner), f"{PLAN}close/")


def test_a_day_to_come_is_not_closed(day: Cast, signed_in: SignIn) -> None:
    assert signed_in(day.owner).get(f"{PLAN}close/?on=2026-11-24").status_code == 422
    assert signed_in(day.owner).get(f"{PLAN}close/?on=nonsense").status_code == 200


@pytest.mark.parametrize("path", ["close/", "focus/", "back/"])
def test_each_page_takes_few_queries(
    day: Cast, signed_in: SignIn, path: str, django_assert_max_num_queries: Callable[..., object]
) -> None:
    in_french(day.owner)
    if path == "focus/":
        actions.focus(by=by(day.owner), now=NOW)
    when = NOW + timedelta(days=30) if path == "back/" else NOW
    with time_machine.travel(when, tick=False):
        client = signed_in(day.owner)
        page(client, PLAN + path)
        with django_assert_max_num_queries(QUERIES):  # type: ignore[attr-defined]
            client.get(PLAN + path)


# --- coming back ----------------------------------------------------------------------------------------------------------


def test_after_a_lapse_one_screen_settles_all(day: Cast, signed_in: SignIn) -> None:
    with time_machine.travel(NOW + timedelta(days=21), tick=False):
        client = signed_in(day.owner)
        assert "Settle what was left, on one screen" in page(client)
        html = page(client, f"{PLAN}back/")
        assert "Dead" in html
        vat, photos, lesson = (the_task(title) for title in ("VAT", "Tidy the photos", "Redo lesson 4"))
        answer = client.post(
            f"{PLAN}back/",
            {
                f"task-{vat.id}": "move", f"due-{vat.id}": "2026-12-18",
                f"task-{photos.id}": "drop", f"task-{lesson.id}": "keep", "key": "b",
            },
        )  # fmt: skip
        assert answer.status_code == 303, answer.content.decode()[:3000]
        assert "Welcome back" in page(client)
    for task in (vat, photos, lesson):
        task.refresh_from_db()
    assert (vat.due_on, photos.outcome, lesson.ended_at) == (date(2026, 12, 18), "dropped", None)


def test_a_new_date_in_the_past_is_refused_and_nothing_is_done(day: Cast, signed_in: SignIn) -> None:
    vat, photos, lesson = (the_task(title) for title in ("VAT", "Tidy the photos", "Redo lesson 4"))
    with time_machine.travel(NOW + timedelta(days=21), tick=False):
        answer = signed_in(day.owner).post(
            f"{PLAN}back/",
            {
                f"task-{vat.id}": "move", f"due-{vat.id}": "2026-12-01",
                f"task-{photos.id}": "drop", f"task-{lesson.id}": "keep",
            },
        )  # fmt: skip
    assert answer.status_code == 422
    assert problems(answer.content) == []
    assert "Give a new date that is still to come." in answer.content.decode()
    assert Task.objects.get(pk=photos.pk).outcome == ""


def test_without_a_lapse_there_is_nothing_to_settle(day: Cast, signed_in: SignIn) -> None:
    assert "Nothing to settle" in page(signed_in(day.owner), f"{PLAN}back/")
