"""Every write of this room, one function a verb."""

from relais.activities.actions.activities import (
    Known,
    add_activity,
    change_activity,
    end_activity,
    restore_activity,
)
from relais.activities.actions.captures import INTO, LINE_LIMIT, capture, sort, sorted_into, unsort
from relais.activities.actions.decisions import decide, judge_decision, take_back_decision
from relais.activities.actions.imports import (
    drop_time_file,
    import_time,
    import_time_file,
    read_time_file,
    undo_import,
)
from relais.activities.actions.notes import (
    change_note,
    drop_note,
    keep_note,
    note_made_into,
    restore_note,
    take_back_use,
    use_note,
)
from relais.activities.actions.times import (
    close_timer,
    discard_timer,
    record_time_spent,
    remove_time_spent,
    start_timer,
    stop_timer,
)

__all__ = [
    "INTO",
    "LINE_LIMIT",
    "Known",
    "add_activity",
    "capture",
    "change_activity",
    "change_note",
    "close_timer",
    "decide",
    "discard_timer",
    "drop_note",
    "drop_time_file",
    "end_activity",
    "import_time",
    "import_time_file",
    "judge_decision",
    "keep_note",
    "note_made_into",
    "read_time_file",
    "record_time_spent",
    "remove_time_spent",
    "restore_activity",
    "restore_note",
    "sort",
    "sorted_into",
    "start_timer",
    "stop_timer",
    "take_back_decision",
    "take_back_use",
    "undo_import",
    "unsort",
    "use_note",
]
