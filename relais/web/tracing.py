"""The number under which a request is found again: in its answer, on the page of an error, and in every line it logs."""

from __future__ import annotations

import logging
from contextvars import ContextVar

request_number: ContextVar[str] = ContextVar("request_number", default="-")


class RequestNumber(logging.Filter):
    """Gives each line of the log `%(number)s`: the number of the request that wrote it, a dash outside of one."""

    def filter(self, record: logging.LogRecord) -> bool:
        # Django hangs the request itself on some of its lines; the number says the same in less.
        record.number = request_number.get()
        return True
