"""Every operation for every role, a stranger and nobody. An operation that is not in the table fails: add it.

A letter for each of owner, manager, executor, other executor, reviewer, mediator, stranger: `o` may (whatever else is said),
`x` is told no (403), `-` learns nothing (404). The scenario's delegation is the executor's; the reviewer was given it to see.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import transaction

from relais.api.scopes import SCOPES
from relais.api.tests.kitchen import Program, example_of, filled, known_rows, operations, with_rows
from tests.cast import Cast
from tests.scenario import make_scenario

WHO_MAY = {
    "ooooooo": "get_me change_me change_ink list_waiting get_business list_members list_entries write_entry send_file"
    " list_captures capture list_procedures list_runs list_delegations list_deliveries list_holdings list_movements",
    "oxxxxxo": "change_business list_notices",
    "oxxxxx-": "change_role get_notice retry_notice",
    "ooxxxxo": "list_time_imports preview_time_file import_time_file"
    " list_activities add_activity list_time_spent stop_timer discard_timer list_decisions list_notes keep_note"
    " list_invitations invite write_procedure preview_import import_procedure open_delegation"
    # goals are the business's, all else of a plan its member's alone
    " list_sheets make_sheet get_forecasts"
    " list_goals set_goal list_tasks write_task read_line list_stretches stop get_week get_day list_dates"
    " list_highlights note_highlight list_replannings replan see_changes list_busy_times lose_time propose_week keep_week"
    " focus unfocus close_day reopen_day get_pattern set_pattern list_recurring set_recurring list_days_off add_day_off"
    " list_calendars add_calendar get_feed make_feed end_feed list_cases list_comparisons"
    # notes and reviews are their author's alone
    " list_groups list_reviews open_review get_review_rhythm set_review_rhythm end_review_rhythm get_delegate_next set_rates"
    " confirm_group split_group merge_groups attach_group",
    "ooxxxx-": "get_time_import undo_time_import"
    " get_activity change_activity end_activity restore_activity record_time_spent start_timer decide"
    " judge_decision take_back_decision get_note change_note use_note take_back_use drop_note restore_note"
    " get_sheet change_sheet write_cases tell_outcomes drop_sheet restore_sheet add_outcome change_outcome"
    " remove_outcome restore_outcome add_safeguard change_safeguard remove_safeguard restore_safeguard make_gate"
    " change_title grant_matter end_grant get_invitation resend_invitation revoke_invitation"
    " publish save_draft discard_draft archive unarchive"
    " make_case get_case get_case_result get_case_start change_case note_case_times hand_case_over discard_case restore_case"
    " make_comparison get_comparison get_comparison_result change_comparison discard_comparison restore_comparison"
    " add_provider change_provider remove_provider restore_provider hand_to_provider"
    " get_goal change_goal list_readings read_goal drop_goal restore_goal begin_brief take_brief_back",
    "ooxxox-": "end_membership",
    "oo--o--": "get_member list_grants",
    "oo-----": "get_file get_capture sort_capture unsort_capture",
    "ooo----": "get_procedure list_versions get_version",
    "ooo-o--": "get_entry reply get_run get_delegation list_gates get_delivery get_holding get_movement",
    "oox-x--": "settle_request reopen_request write_brief set_terms invite_executor propose withdraw_proposal add_milestone"
    " open_gate clear_gate reopen_gate remove_gate drop_milestone judge close call_off",
    "oxx-x--": "correct erase pledge unpledge hold release refund pay",
    "ooo-xx-": "start_run",
    "xxo-xx-": "tick untick finish_run give_up_run",
    "xxo-x--": "accept ask_for_change deliver",
    "oxo-x--": "dispute",
    "xxx-x--": "settle_dispute",
    "o-xxxx-": "remove_time_spent"
    " get_task change_task answer_questions finish_task drop_task reopen_task hand_over start record_time"
    " place_piece move_piece let_go choose_most_important remove_highlight regain_time come_back"
    " get_recurring change_recurring end_recurring remove_day_off get_calendar refresh_calendar remove_calendar"
    " get_review finish_review decide_item judge_item skip_item reconsider_item undo_group",
}
EXPECTED = {name: letters for letters, names in WHO_MAY.items() for name in names.split()}
#: Where the example asks for more than the operation is about (settling with the reply, making a manager).
BODIES = {"reply": {"text": "Yes"}, "judge": {"outcome": "redo", "cause": "outside"}}


def test_every_operation_has_its_row() -> None:
    assert {said["operationId"] for _method, _path, said in operations()} == set(EXPECTED)


def test_who_may(cast: Cast, settings: Any) -> None:
    settings.API_RATE = 0
    scenario = make_scenario(cast)
    known = known_rows(scenario)
    programs = {who: Program(member) for who, member in cast.everyone().items()}
    for method, path, said in operations():
        name, address = said["operationId"], filled(path, known)
        body = BODIES.get(name) or with_rows(example_of(said), known)
        for (who, program), letter in zip(programs.items(), EXPECTED[name], strict=True):
            before = transaction.savepoint()
            response = program.ask(method, address, body)
            transaction.savepoint_rollback(before)
            where = (
                name,
                who,
                response.status_code,
                response.content[:300] if response.status_code >= 400 else b"",
            )
            if letter == "o":
                assert response.status_code not in (401, 403, 404, 405, 500), where
            else:
                assert response.status_code == (403 if letter == "x" else 404), where


def test_nobody_may_anything(cast: Cast) -> None:
    known = known_rows(make_scenario(cast))
    for method, path, said in operations():
        response = Program(None).ask(method, filled(path, known), example_of(said))
        assert response.status_code == 401, said["operationId"]
        assert json.loads(response.content)["code"] == "token_missing"


def test_a_token_without_the_scope_may_not(cast: Cast) -> None:
    """Not even ask what a body should look like."""
    known = known_rows(make_scenario(cast))
    for method, path, said in operations():
        scope = said["security"][0]["token"][:1]
        if not scope:
            continue
        program = Program(cast.owner, set(SCOPES) - set(scope))
        response = program.ask(method, filled(path, known), {"not": "documented"})
        assert response.status_code == 403, said["operationId"]
        problem = json.loads(response.content)
        assert problem["code"] == "scope_not_granted"
        assert scope[0] in problem["title"]


@pytest.mark.parametrize("scope", SCOPES)
def test_a_scope_gives_no_more_than_the_member_may(cast: Cast, scope: str) -> None:
    program = Program(cast.reviewer, [scope])
    assert program.get("/me")["token"]["scopes"] == [scope]
    response = program.ask("POST", "/business", {"name": "Mine"})
    assert response.status_code == 403
