"""The two ways in which a command ends badly on purpose."""

from __future__ import annotations


class WrongUse(Exception):
    """What was asked cannot be done here; the message is one line. Exit code 2."""


class Negative(Exception):
    """It was done, and the answer is no. Exit code 1; the message is one line."""
