"""How django-allauth fits in: no open sign-up, our addresses."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up alone: the first owner comes by the link on the console, the others by invitation."""
        return False
