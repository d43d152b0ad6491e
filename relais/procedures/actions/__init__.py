"""Every write of this room, one function a verb."""

from .giving import end_given, give
from .running import finish_run, give_up_run, start_run, tick, untick
from .writing import (
    archive,
    discard_draft,
    import_procedure,
    open_correction,
    publish,
    save_draft,
    unarchive,
    write_procedure,
)

__all__ = [
    "archive",
    "discard_draft",
    "end_given",
    "finish_run",
    "give",
    "give_up_run",
    "import_procedure",
    "open_correction",
    "publish",
    "save_draft",
    "start_run",
    "tick",
    "unarchive",
    "untick",
    "write_procedure",
]
