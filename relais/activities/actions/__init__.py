"""Every write of this room, one function a verb."""

from relais.activities.actions.activities import add_activity, change_activity, end_activity, restore_activity
from relais.activities.actions.captures import INTO, LINE_LIMIT, capture, sort, sorted_into, unsort
from relais.activities.actions.decisions import decide, judge_decision, take_back_decision

__all__ = [
    "INTO",
    "LINE_LIMIT",
    "add_activity",
    "capture",
    "change_activity",
    "decide",
    "end_activity",
    "judge_decision",
    "restore_activity",
    "sort",
    "sorted_into",
    "take_back_decision",
    "unsort",
]
