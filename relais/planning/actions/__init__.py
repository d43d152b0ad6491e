"""Every write of this room, one function a verb."""

from relais.planning.actions.calendars import (
    add_calendar,
    refresh_calendar,
    remove_calendar,
    reread_calendar,
)
from relais.planning.actions.days import (
    close_day,
    focus,
    note_highlight,
    remove_highlight,
    reopen_day,
    unfocus,
)
from relais.planning.actions.endings import drop_task, finish_task, hand_over, reopen_task
from relais.planning.actions.feeds import end_feed, make_feed
from relais.planning.actions.goals import change_goal, drop_goal, read_goal, restore_goal, set_goal
from relais.planning.actions.patterns import add_day_off, remove_day_off, set_pattern
from relais.planning.actions.recurring import change_recurring, end_recurring, set_recurring
from relais.planning.actions.replanning import (
    Decision,
    come_back,
    lose_time,
    plan_morning,
    regain_time,
    replan,
    see_changes,
)
from relais.planning.actions.stretches import record_time, start, stop
from relais.planning.actions.tasks import (
    KEEP,
    Due,
    answer_questions,
    change_task,
    write_task,
    write_task_from_line,
)
from relais.planning.actions.weeks import (
    choose_most_important,
    keep_week,
    let_go,
    place_piece,
    propose_week,
)

__all__ = [
    "KEEP",
    "Decision",
    "Due",
    "add_calendar",
    "add_day_off",
    "answer_questions",
    "change_goal",
    "change_recurring",
    "change_task",
    "choose_most_important",
    "close_day",
    "come_back",
    "drop_goal",
    "drop_task",
    "end_feed",
    "end_recurring",
    "finish_task",
    "focus",
    "hand_over",
    "keep_week",
    "let_go",
    "lose_time",
    "make_feed",
    "note_highlight",
    "place_piece",
    "plan_morning",
    "propose_week",
    "read_goal",
    "record_time",
    "refresh_calendar",
    "regain_time",
    "remove_calendar",
    "remove_day_off",
    "remove_highlight",
    "reopen_day",
    "reopen_task",
    "replan",
    "reread_calendar",
    "restore_goal",
    "see_changes",
    "set_goal",
    "set_pattern",
    "set_recurring",
    "start",
    "stop",
    "unfocus",
    "write_task",
    "write_task_from_line",
]
