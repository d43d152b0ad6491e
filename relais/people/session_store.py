"""Sessions in the database, as Django keeps them; the one question that every page begins with is prepared."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from relais.acts.prepared import Prepared

_open = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now), key=str, now=datetime
)


class SessionStore(DatabaseStore):
    """`SESSION_ENGINE`."""

    def _get_session_from_db(self) -> Any:
        found = _open.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found
