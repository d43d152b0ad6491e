"""The secrets of links: 256 random bits, of which only the digest is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Final

LINK_LIFE: Final = timedelta(minutes=30)
"""A sign-in link asked for by e-mail."""
HANDED_LIFE: Final = timedelta(hours=24)
"""A sign-in link that an owner hands over, or the setup link."""
CONSOLE_LIFE: Final = timedelta(hours=1)
"""A sign-in link printed on the console: it may stay in the journal of the machine."""
INVITATION_LIFE: Final = timedelta(days=14)


def new_token() -> str:
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """What is kept of a token. A fast hash is enough: what is hashed cannot be guessed."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
