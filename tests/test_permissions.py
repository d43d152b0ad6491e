"""Every route with every role, a stranger and nobody. A route that is not in the table fails: add its row.

For each row: who may (`let_in`: any answer but 403 and 404), from whom it is hidden (404), and everyone else of the business is
told no (403). A stranger gets 404 everywhere in a business, nobody is sent to sign in. Writes are POSTs without content: whoever
may is answered with what is wrong, a success or a redirect, never with 403 or 404.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from relais.activities import actions as activities
from relais.activities.noting import Solved
from relais.deciding import actions as deciding
from relais.delegations.models import Gate
from relais.log.actions import write
from relais.log.uploads import keep
from relais.people.models import Membership
from relais.planning import actions as planning
from relais.planning.calendars.contents import Calendar as Contents
from relais.planning.models import Calendar, Piece
from tests.cases import case_of
from tests.cast import NOW, Cast, by
from tests.scenario import Scenario, make_scenario

MANAGEMENT = "owner manager"
EVERYONE = "owner manager executor other_executor reviewer mediator"
MATTER = "owner manager executor reviewer"  # who sees the scenario's delegation (the reviewer by a grant)
NOT_MATTER = "other_executor mediator"
OTHERS = "executor other_executor reviewer mediator"


@dataclass(frozen=True, slots=True)
class Row:
    method: str
    let_in: str
    hidden: str = ""
    text: str = ""


def get(let_in: str, hidden: str = "") -> Row:
    return Row("GET", let_in, hidden)


def post(let_in: str, hidden: str = "", *, text: str = "") -> Row:
    """`text` fills the form's text, where an empty form is refused before the question who may."""
    return Row("POST", let_in, hidden, text)


#: What a route of a business lets whom do.
IN_BUSINESS: dict[str, tuple[Row, ...]] = {
    "today": (get(EVERYONE),),
    "search": (get(EVERYONE),),
    "tokens": (get(EVERYONE), post(EVERYONE)),
    "token-revocation": (post("owner", "manager executor other_executor reviewer mediator"),),
    # people
    "people:team": (get(EVERYONE),),
    "people:team-export": (get(EVERYONE),),
    "people:invitations": (post(MANAGEMENT),),
    "people:invitation-sending": (post(MANAGEMENT),),
    "people:invitation-link": (post(MANAGEMENT),),
    "people:invitation-revocation": (post(MANAGEMENT),),
    "people:member": (get("owner manager executor", "other_executor reviewer mediator"),),
    "people:member-role": (post(MANAGEMENT),),
    "people:member-title": (post(MANAGEMENT),),
    "people:member-departure": (post("owner manager executor", "other_executor reviewer mediator"),),
    "people:member-sign-in-link": (post("owner"),),
    "people:member-grants": (post(MANAGEMENT),),
    "people:grant-withdrawal": (post(MANAGEMENT),),
    "people:ink": (post(EVERYONE),),
    "people:settings": (get(EVERYONE), post("owner")),
    # log
    "log:index": (get(EVERYONE),),
    "log:new": (get(EVERYONE),),
    "log:export": (get(EVERYONE),),
    "log:entries": (post(EVERYONE),),
    "log:entry": (get(MATTER, NOT_MATTER),),
    "log:replies": (post(MATTER, NOT_MATTER),),
    "log:corrections": (post("owner", NOT_MATTER, text="Which image?"),),
    "log:settlement": (post(MANAGEMENT, NOT_MATTER),),
    "log:reopening": (post(MANAGEMENT, NOT_MATTER),),
    "log:erasure": (get("owner", NOT_MATTER), post("owner", NOT_MATTER)),
    "log:file": (get(MATTER, NOT_MATTER),),
    "log:outbox": (get("owner"),),
    "log:sending": (post("owner"),),
    # activities
    "captures:index": (get(EVERYONE),),
    "captures:lines": (post(EVERYONE),),
    "captures:sorting": (post(MANAGEMENT, "executor other_executor reviewer mediator"),),
    # procedures
    "procedures:index": (get(EVERYONE),),
    "procedures:export": (get(EVERYONE),),
    "procedures:new": (get(MANAGEMENT), post(MANAGEMENT)),
    "procedures:import": (get(MANAGEMENT), post(MANAGEMENT)),
    "procedures:import-creation": (post(MANAGEMENT),),
    "procedures:page": (get("owner manager executor", "other_executor reviewer mediator"),),
    "procedures:draft": (get(MANAGEMENT), post(MANAGEMENT)),
    "procedures:publication": (post(MANAGEMENT),),
    "procedures:discard": (post(MANAGEMENT),),
    "procedures:archive": (post(MANAGEMENT),),
    "procedures:unarchive": (post(MANAGEMENT),),
    "procedures:export-md": (get("owner manager executor", "other_executor reviewer mediator"),),
    "procedures:versions": (get("owner manager executor", "other_executor reviewer mediator"),),
    "procedures:version": (get("owner manager executor", "other_executor reviewer mediator"),),
    "procedures:runs": (
        get("owner manager executor", "other_executor reviewer mediator"),
        post("owner manager executor", "other_executor reviewer mediator"),
    ),
    "procedures:runs-export": (get("owner manager executor", "other_executor reviewer mediator"),),
    "procedures:run": (get(MATTER, NOT_MATTER),),
    "procedures:tick": (post("executor", "other_executor"),),
    "procedures:untick": (post("executor", "other_executor"),),
    "procedures:finish": (post("executor", "other_executor"),),
    "procedures:give-up": (post("executor", "other_executor"),),
    # delegations
    "delegations:index": (get(EVERYONE),),
    "delegations:export": (get(EVERYONE),),
    "delegations:new": (get(MANAGEMENT), post(MANAGEMENT)),
    "delegations:page": (get(MATTER, NOT_MATTER),),
    "delegations:lines": (post(MATTER, NOT_MATTER),),
    "delegations:brief": (get(MANAGEMENT), post(MANAGEMENT)),
    "delegations:terms": (get(MANAGEMENT), post(MANAGEMENT)),
    "delegations:invitation": (post(MANAGEMENT),),
    "delegations:proposal": (post(MANAGEMENT),),
    "delegations:withdrawal": (post(MANAGEMENT),),
    "delegations:acceptance": (post("executor", "other_executor"),),
    "delegations:change-request": (post("executor", "other_executor", text="A later date"),),
    "delegations:deliveries": (get("executor", "other_executor"), post("executor", "other_executor")),
    "delegations:verdict": (get(MANAGEMENT), post(MANAGEMENT)),
    "delegations:milestones": (post(MANAGEMENT),),
    "delegations:milestone-drop": (post(MANAGEMENT),),
    "delegations:gates": (post(MANAGEMENT),),
    **{f"delegations:gate-{name}": (post(MANAGEMENT),) for name in ("clearing", "reopening", "removal")},
    "delegations:closure": (post(MANAGEMENT),),
    "delegations:calling-off": (post(MANAGEMENT),),
    # funds
    "funds:index": (get(EVERYONE),),
    "funds:movements": (get(EVERYONE),),
    "funds:statement": (get(EVERYONE),),
    **{
        f"funds:{act}": (get("owner"), post("owner"))
        for act in ("pledge", "unpledge", "hold", "release", "refund", "pay")
    },
    "funds:dispute": (get("owner executor", NOT_MATTER), post("owner executor", NOT_MATTER)),
    "funds:settle": (get("", "mediator"), post("", "mediator")),
}

#: The plan of one member is hidden from every other, the goals are management's.
IN_BUSINESS |= {
    **{
        f"planning:{name}": (get(MANAGEMENT),)
        for name in ("week", "week-of", "tasks", "tasks-export", "quarter")
    },
    **{f"planning:{name}": (get(MANAGEMENT), post(MANAGEMENT)) for name in ("goal", "goal-new", "task-new")},
    **{f"planning:{name}": (post(MANAGEMENT),) for name in ("goal-readings", "goal-drop", "goal-restore")},
    **{
        f"planning:{name}": (post(MANAGEMENT),)
        for name in ("week-proposal", "week-keeping", "day-most-important")
    },
    **{
        f"planning:{name}": (get("owner", "manager"), post("owner", "manager"))
        for name in ("task-change", "task-pieces")
    },
    "planning:task": (get("owner", "manager"),),
    "planning:piece": (get("owner", "manager"), post("owner manager")),  # gone: the week is shown instead
    "planning:piece-release": (post("owner", "manager"),),
    **{
        f"planning:task-{name}": (post("owner", "manager"),)
        for name in ("answers", "due", "later", "times", "finish", "reopening", "drop", "hand-over")
    },
}

#: The day: what runs, focus, the close; a task of the owner is hidden from every other plan.
IN_BUSINESS |= {
    "captures:line": (get("owner manager", "executor other_executor reviewer mediator"),),
    "planning:line-task": (post("owner manager"),),
    **{f"planning:{name}": (post("owner", "manager"),) for name in ("start", "done", "longer")},
    **{
        f"planning:{name}": (post(MANAGEMENT),)
        for name in ("stop", "lost-time", "replanning", "changes-seen", "focus-end", "close-reopening")
    },
    "planning:lost-time-removal": (post("owner", "manager"),),
    **{f"planning:{name}": (get(MANAGEMENT), post(MANAGEMENT)) for name in ("focus", "close", "back")},
}

#: The working week, what comes back, days off, other calendars, the feed.
IN_BUSINESS |= {
    **{
        f"planning:{name}": (get(MANAGEMENT), post(MANAGEMENT))
        for name in ("pattern", "recurring", "days-off")
    },
    **{f"planning:{name}": (get(MANAGEMENT),) for name in ("calendars", "feed")},
    **{
        f"planning:{name}": (post(MANAGEMENT),)
        for name in ("calendar-files", "calendar-addresses", "feed-making", "feed-end")
    },
    "planning:recurring-page": (get("owner", "manager"), post("owner", "manager")),
    **{
        f"planning:{name}": (post("owner", "manager"),)
        for name in ("recurring-end", "day-off-removal", "calendar-refreshing", "calendar-removal")
    },
}

#: What recurs, its time, decisions, notes: management's. Time is taken back by who spent it, a file looked at by who sent it.
IN_BUSINESS |= {
    **{
        f"activities:{name}": (get(MANAGEMENT),)
        for name in (
            "index", "export", "page", "hours", "time", "time-export", "timer", "notes", "notes-export", "note",
        )
    },
    **{
        f"activities:{name}": (get(MANAGEMENT), post(MANAGEMENT))
        for name in ("new", "change", "imports", "note-new", "note-change")
    },
    **{
        f"activities:{name}": (post(MANAGEMENT),)
        for name in (
            "end", "restoration", "times", "timer-start", "timer-stop", "timer-discarding", "decisions", "decision-taking-back",
            "decision-judgement", "import-undoing", "note-uses", "note-use-taking-back", "note-dropping", "note-restoration",
        )
    },
    "activities:time-removal": (post("owner", "manager"),),
    "activities:import": (get("owner", "manager"), post("owner", "manager")),
    "activities:import-refused": (get("owner", "manager"),),
    "activities:import-dropping": (post(MANAGEMENT),),
}  # fmt: skip

#: Cases and comparisons: management's, as the activities are.
IN_BUSINESS |= {
    **{
        f"deciding:{name}": (get(MANAGEMENT),)
        for name in ("cases", "cases-export", "comparisons", "comparisons-export")
    },
    **{
        f"deciding:{name}": (get(MANAGEMENT), post(MANAGEMENT))
        for name in ("case-new", "case", "comparison-new", "comparison", "provider")
    },
    **{
        f"deciding:{name}": (post(MANAGEMENT),)
        for name in (
            "case-times", "case-keeping", "case-hand-over", "case-discard", "case-restore", "comparison-discard",
            "comparison-restore", "comparison-providers", "provider-hand-over", "provider-removal", "provider-restore",
        )
    },
}  # fmt: skip

#: Scenario sheets and forecasts.
IN_BUSINESS |= {
    **{
        f"deciding:{name}": (get(MANAGEMENT),)
        for name in ("sheets", "sheets-export", "sheet", "sheet-file", "forecasts")
    },
    **{
        f"deciding:sheet-{name}": (get(MANAGEMENT), post(MANAGEMENT))
        for name in (
            "new", "about", "cases", "told", "outcome-new", "outcome", "safeguard-new", "safeguard"
        )
    },
    **{
        f"deciding:sheet-{name}": (post(MANAGEMENT),)
        for name in (
            "drop", "restoration", "outcome-removal", "outcome-restoration", "safeguard-removal", "safeguard-restoration", "gate"
        )
    },
}  # fmt: skip

#: What recurs, reviews, what to delegate next: notes and reviews are their author's alone.
IN_BUSINESS |= {
    **{
        f"deciding:{name}": (get(MANAGEMENT),)
        for name in (
            "recurring",
            "recurring-export",
            "reviews-export",
            "review-calendar",
            "next",
            "next-export",
        )
    },
    "deciding:group": (get("owner", "manager"),),
    **{
        f"deciding:{name}": (post("owner", "manager"),)
        for name in ("group-confirmation", "group-split", "group-activity", "regrouping-undoing")
    },
    "deciding:group-merging": (post(MANAGEMENT),),
    "deciding:reviews": (get(MANAGEMENT), post(MANAGEMENT)),
    "deciding:review-rhythm": (get(MANAGEMENT), post(MANAGEMENT)),
    "deciding:review-rhythm-end": (post(MANAGEMENT),),
    "deciding:review": (get("owner", "manager"),),
    "deciding:review-point": (get("owner", "manager"), post("owner", "manager")),
    **{
        f"deciding:{name}": (post("owner", "manager"),)
        for name in ("review-finish", "review-skip", "review-reconsideration")
    },
    "deciding:next-rates": (post(MANAGEMENT),),
    "deciding:next-completion": (get(MANAGEMENT), post(MANAGEMENT)),
    "deciding:next-brief": (post(MANAGEMENT),),
    "deciding:brief-taking-back": (post(MANAGEMENT),),
}

#: Routes outside a business: what nobody and a signed-in stranger get.
OUTSIDE: dict[str, tuple[str, ...]] = {
    "open": (
        "home", "people:sign-in", "people:sign-in-sent", "help", "help-page", "manifest", "robots", "healthz", "readyz",
        "account_login", "account_inactive", "api-v1:openapi-json", "people:language",
    ),
    "link": ("people:link", "people:invitation", "plan-feed"),
    "own": (
        "people:me", "people:businesses", "people:welcome", "people:example", "people:sign-out", "account_logout",
        "account_set_password", "account_change_password", "account_reauthenticate", "mfa_reauthenticate_webauthn",
        "mfa_list_webauthn", "mfa_index", "mfa_add_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn",
        "usersessions_list",
    ),
    "half_signed_in": ("mfa_authenticate", "mfa_login_webauthn"),
    "token": ("api-v1:root", "api-v1:operation"),
}  # fmt: skip


def routes() -> Iterator[tuple[str, str]]:
    """(name, pattern) of every address."""

    def walk(resolver: Any, prefix: str, namespace: str) -> Iterator[tuple[str, str]]:
        for pattern in resolver.url_patterns:
            path = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                inner = ":".join(filter(None, (namespace, pattern.namespace)))
                yield from walk(pattern, path, inner)
            elif isinstance(pattern, URLPattern):
                yield ":".join(filter(None, (namespace, pattern.name or ""))), path

    yield from walk(get_resolver(), "", "")


def test_every_route_has_its_row() -> None:
    known = set(IN_BUSINESS) | {name for names in OUTSIDE.values() for name in names}
    unknown = {name for name, _path in routes()} - known
    assert not unknown, f"say in tests/test_permissions.py who may use: {sorted(unknown)}"
    gone = known - {name for name, _path in routes()}
    assert not gone, f"these rows have no route any more: {sorted(gone)}"


def things(scenario: Scenario) -> dict[str, Any]:
    """What addresses name, one of each."""
    step = scenario.run.version.steps.first()
    assert step is not None
    stored = keep(SimpleUploadedFile("file.pdf", b"%PDF-1.4 file"))
    owner = by(scenario.cast.owner)
    entry = write(
        text="See the file", delegation_id=scenario.delegation.id, files=[stored], by=owner, now=NOW
    )
    attachment = entry.attachments.get()
    notice = scenario.cast.business.notices.first()
    assert notice is not None
    return (
        plan_of(scenario.cast.owner)
        | activities_of(scenario.cast.owner)
        | case_of(scenario.cast.owner)
        | sheet_of(scenario)
        | review_of(scenario.cast)
        | {
            "slug": scenario.cast.business.slug,
            "invitation_id": scenario.invitation.id,
            "membership_id": scenario.cast.executor.id,
            "grant_id": scenario.grant.id,
            "entry_id": scenario.request.id,
            "file_id": attachment.id,
            "notice_id": notice.id,
            "capture_id": scenario.capture.id,
            "run_id": scenario.run.id,
            "step_id": step.id,
            "procedure_id": scenario.procedure.id,
            "number": 1,
            "milestone_id": scenario.delivery.milestone_id,
            "token_id": scenario.token.token.id,
            "delegation_id": scenario.delegation.id,
            "delivery_id": scenario.delivery.id,
        }
    )


def arguments(known: dict[str, Any], pattern: str) -> dict[str, Any]:
    return {name: value for name, value in known.items() if f":{name}>" in pattern}


def plan_of(owner: Membership) -> dict[str, Any]:
    """What the owner's plan has: a goal, a task with a place, a week."""
    now = timezone.now()
    today = timezone.localdate(now)
    goal = planning.set_goal(
        "A second course", stake="offer", starts_on=today, due_on=today + timedelta(days=90), unit="lessons",
        from_value=0, to_value=10, by=by(owner), now=now,
    )  # fmt: skip
    task = planning.write_task("Lesson 4", by=by(owner), now=now)
    piece = Piece.objects.create(
        member=owner, task=task, starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2)
    )
    lost = planning.lose_time(now, now + timedelta(hours=2), by=by(owner), now=now)
    monday = today - timedelta(days=today.weekday())
    contents = Contents(name="Holidays", busy=(), days=(), todos=())
    calendar = Calendar.objects.filter(member=owner).first() or planning.add_calendar(
        contents, url="http://127.0.0.1/holidays.ics", by=by(owner), now=now
    )
    return {
        "recurring_id": planning.set_recurring("Invoices", weekdays=(3,), by=by(owner), now=now).id,
        "day_off_id": planning.add_day_off(today, by=by(owner), now=now).id,
        "calendar_id": calendar.id,
        "goal_id": goal.id,
        "busy_time_id": lost.id,
        "task_id": task.id,
        "piece_id": piece.id,
        "monday": monday.isoformat(),
        "on": today.isoformat(),
    }


def activities_of(owner: Membership) -> dict[str, Any]:
    """Something that recurs, with its time, a decision, a note, and a file that the owner looks at."""
    said: Any = {"by": by(owner), "now": timezone.now()}
    today = timezone.localdate()
    activity = activities.add_activity(activities.Known("Support mail"), **said)
    decision = activities.decide(
        activity.id, choice="keep", reason="Mine", look_again_on=today + timedelta(days=30), **said
    )
    file = f"day;activity;minutes\n{today};Support mail;30\n".encode()
    return {
        "activity_id": activity.id,
        "decision_id": decision.id,
        "spent_id": activities.record_time_spent(activity.id, on=today, minutes=30, **said).id,
        "import_id": activities.read_time_file(file, **said).id,
        "note_id": activities.keep_note(Solved("Blurred images", "", "Export them at 2x"), **said).id,
    }


def sheet_of(scenario: Scenario) -> dict[str, Any]:
    """A scenario sheet with an outcome and a safeguard, and a gate of the delegation."""
    owner = by(scenario.cast.owner)
    about = deciding.About("Give access to the site", delegation_id=scenario.delegation.id)
    sheet = deciding.make_sheet(about, template="access", by=owner, now=NOW)
    gate = Gate.objects.create(
        delegation=scenario.delegation, title="A backup first", kind="backup", opened_by=scenario.cast.owner, opened_at=NOW
    )  # fmt: skip
    return {
        "sheet_id": sheet.id,
        "outcome_id": sheet.outcomes.order_by("id")[0].id,
        "safeguard_id": sheet.safeguards.order_by("id")[0].id,
        "gate_id": gate.id,
    }


def review_of(cast: Cast) -> dict[str, Any]:
    """What is decided with: two notes of the owner's, confirmed as a group; a review of theirs."""
    said = {"by": by(cast.owner), "now": timezone.now()}
    notes = [planning.note_highlight("flop", text, **said).id for text in ("Image search", "image hunting")]
    activities.add_activity(activities.Known("Proofreading"), **said)
    for member in (cast.owner, cast.manager):
        deciding.set_rhythm("month", weekday=0, at=time(9), by=by(member), now=said["now"])
    return {
        "regrouping_id": deciding.confirm_group(notes, **said).id,
        "review_id": deciding.open_review(**said).id,
        "position": 1,
        "highlight_id": notes[0],
    }


@pytest.fixture
def scenario(cast: Cast) -> Scenario:
    return make_scenario(cast)


GROUPS: Final = 16


@pytest.mark.parametrize("group", range(GROUPS))
def test_who_may(group: int, scenario: Scenario, signed_in: Callable[..., Client]) -> None:
    """Every route, some at a time: each request is undone, so that they share what it takes long to make."""
    patterns, known = dict(routes()), things(scenario)
    everyone = {who: (member, signed_in(member)) for who, member in scenario.cast.everyone().items()}
    for name in sorted(IN_BUSINESS)[group::GROUPS]:
        who_may(name, reverse(name, kwargs=arguments(known, patterns[name])), everyone)


def who_may(name: str, address: str, everyone: dict[str, tuple[Membership, Client]]) -> None:
    for row in IN_BUSINESS[name]:
        nobody = Client().generic(row.method, address)
        assert nobody.status_code == 302, (name, row.method, "nobody", nobody.status_code)
        assert nobody["Location"].startswith("/sign-in/"), nobody["Location"]
        for who, (_member, client) in everyone.items():
            before = transaction.savepoint()
            status = (
                client.post(address, {"text": row.text}) if row.text else client.generic(row.method, address)
            ).status_code
            transaction.savepoint_rollback(before)
            where = f"{row.method} {name} as {who}: {status}"
            if who == "stranger" or who in row.hidden.split():
                assert status == 404, where
            elif who in row.let_in.split():
                assert status not in (403, 404, 405, 500), where
            else:
                assert status == 403, where


@pytest.mark.parametrize("name", sorted(OUTSIDE["own"]))
def test_what_is_ones_own_asks_nobody_to_sign_in(name: str, db: None) -> None:
    pattern = dict(routes())[name]
    address = reverse(name, kwargs={"pk": 1} if "<int:pk>" in pattern else {})
    response = Client().get(address)
    assert response.status_code in (302, 405), response.status_code
    if response.status_code == 302 and name != "mfa_index":  # which leads to a page that asks
        assert "/sign-in/" in response["Location"] or "/account/login/" in response["Location"], response[
            "Location"
        ]


@pytest.mark.parametrize("name", sorted(OUTSIDE["link"]))
def test_a_link_that_is_not_one_says_so(name: str, db: None) -> None:
    assert Client().get(reverse(name, args=["nothing"])).status_code in (404, 409, 410, 422)


def test_no_address_writes_on_get(scenario: Scenario, signed_in: Callable[..., Client]) -> None:
    """Addresses that are for POST alone answer GET with 405 (or lead elsewhere), and nothing is recorded."""
    from relais.acts.models import Entry

    owner = signed_in(scenario.cast.owner)
    patterns = dict(routes())
    known = things(scenario)
    kept = {name: arguments(known, patterns[name]) for name in IN_BUSINESS}
    before = Entry.objects.count()
    for name, rows in IN_BUSINESS.items():
        if all(row.method == "POST" for row in rows):
            status = owner.get(reverse(name, kwargs=kept[name])).status_code
            assert status in (302, 303, 403, 404, 405), (name, status)
    assert Entry.objects.count() == before
