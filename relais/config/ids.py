"""Identifiers: UUIDv7, so that rows sort by the moment they were made and nothing depends on a sequence."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A new UUIDv7 (RFC 9562), unique without asking the database."""
    return uuid7()
