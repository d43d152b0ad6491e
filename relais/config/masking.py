"""Secrets that stand in addresses do not stand in logs: links that sign in, invitations, the feed of a plan."""

from __future__ import annotations

import logging
import re
from typing import Final

_SECRET: Final = re.compile(r"(/(?:feeds/plan|link|invitation)/)[^/?\s\"']+")


def masked(text: str) -> str:
    """The text with the secrets of addresses left out: /feeds/plan/…"""
    return _SECRET.sub(r"\1…", text)


class WithoutSecrets(logging.Filter):
    """Masks the secrets of addresses in whatever a record says. Lets every record pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            record.msg = masked(record.msg)
        if isinstance(record.args, dict):
            record.args = {name: _masked(value) for name, value in record.args.items()}
        elif record.args:
            record.args = tuple(_masked(value) for value in record.args)
        return True


def _masked(value: object) -> object:
    return masked(value) if isinstance(value, str) else value
