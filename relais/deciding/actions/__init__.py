"""Every write of this room, one function a verb."""

from relais.deciding.actions.groups import (
    attach_group,
    confirm_group,
    make_activity_of_group,
    merge_groups,
    split_group,
    undo_regrouping,
)
from relais.deciding.actions.next import begin_brief, set_rates
from relais.deciding.actions.reviews import (
    decide_item,
    end_rhythm,
    finish_review,
    judge_item,
    open_review,
    reconsider_item,
    set_rhythm,
    skip_item,
)

__all__ = [
    "attach_group",
    "begin_brief",
    "confirm_group",
    "decide_item",
    "end_rhythm",
    "finish_review",
    "judge_item",
    "make_activity_of_group",
    "merge_groups",
    "open_review",
    "reconsider_item",
    "set_rates",
    "set_rhythm",
    "skip_item",
    "split_group",
    "undo_regrouping",
]
