"""The pages of the log, one small view a resource."""

from relais.log.views.amending import corrections, erasure
from relais.log.views.files import file
from relais.log.views.outbox import outbox, sending
from relais.log.views.reading import export, index
from relais.log.views.threads import entry, reopening, replies, settlement
from relais.log.views.writing import entries, new

__all__ = [
    "corrections", "entries", "entry", "erasure", "export", "file", "index", "new", "outbox", "reopening", "replies",
    "sending", "settlement",
]  # fmt: skip
