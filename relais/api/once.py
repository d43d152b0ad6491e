"""Once: under an `Idempotency-Key` an act is done once, and every repeat gets the first answer, word for word.

The answer is kept in the transaction of the act: verbs join the one opened here, so that the act, its key and its answer are
there together or not at all. Answers are kept for a day; the verb's own key (`acts.DoneAct`) outlives them, and then a repeat
gets the row as it is by then.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from relais.acts.refusal import Refused
from relais.acts.verbs import verbs_join
from relais.api.actions import ANSWERS_KEPT
from relais.api.models import Answer
from relais.api.problems import of_exception
from relais.people.models import Membership

Run = Callable[..., HttpResponse]


CONTENT_TYPE = "application/json; charset=utf-8"


class _Meanwhile(Exception):
    """Another request with the same key was first."""


def key_of(request: HttpRequest) -> str | None:
    """The request's Idempotency-Key, if it has one."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (1 <= len(key) <= 64 and key.isascii() and key.isprintable()):
        raise Refused("idempotency_key_invalid")
    return key


def fingerprint(request: HttpRequest) -> str:
    """A digest of all that the request says: a repeat has the same."""
    said = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hashlib.sha256(said).hexdigest()


def once(gate: Callable[[HttpRequest], object], run: Run) -> Run:
    """Wrap an operation that acts. `gate` refuses who may not ask: a kept answer is for those who may, too."""

    @functools.wraps(run)
    def keyed(request: HttpRequest, **path: Any) -> HttpResponse:
        member: Membership | None = getattr(request, "member", None)
        try:
            key = key_of(request)
            if key is None or member is None:
                return run(request, **path)
            gate(request)
            # The body is read here, before the transaction: a slow sender must not hold up other writers.
            said = fingerprint(request)
        except Exception as error:  # noqa: BLE001  (it becomes a problem, as inside an operation)
            return of_exception(error, request)
        return _first(member, key, said, lambda: run(request, **path), request)

    return keyed


def _first(
    member: Membership, key: str, said: str, run: Callable[[], HttpResponse], request: HttpRequest
) -> HttpResponse:
    given = _given(member, key)
    if given is None:
        try:
            return _act(member, key, said, run)
        except _Meanwhile:
            given = _given(member, key)
    if given is None or given.fingerprint != said:
        return of_exception(Refused("key_used_for_another_act"), request)
    return _as_sent(given)


def _act(member: Membership, key: str, said: str, run: Callable[[], HttpResponse]) -> HttpResponse:
    # Two at once: the second waits at the unique row for the first to end (PostgreSQL) or was not let in (SQLite, BEGIN
    # IMMEDIATE). If the first was refused, its row is gone and the second is the first.
    with transaction.atomic(durable=True), verbs_join():
        Answer.objects.filter(member=member, key=key, at__lt=timezone.now() - ANSWERS_KEPT).delete()
        place = Answer(member=member, key=key, fingerprint=said, at=timezone.now())
        try:
            with transaction.atomic():
                place.save(force_insert=True)
        except IntegrityError as error:
            raise _Meanwhile from error
        response = run()
        if response.status_code >= 400 or response.streaming:
            transaction.set_rollback(True)
        else:
            Answer.objects.filter(pk=place.pk).update(
                status=response.status_code, body=response.content.decode()
            )
    return response


def _given(member: Membership, key: str) -> Answer | None:
    kept = Answer.objects.filter(member=member, key=key, at__gte=timezone.now() - ANSWERS_KEPT)
    return kept.first()


def _as_sent(given: Answer) -> HttpResponse:
    response = HttpResponse(given.body, status=given.status, content_type=CONTENT_TYPE)
    response["Idempotent-Replayed"] = "true"
    return response
