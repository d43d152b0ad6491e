"""`@verb`: one act, one durable transaction, once per key."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, ParamSpec, TypeVar, cast
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from relais.config.ids import new_id

from .actor import Actor
from .models import DoneAct
from .refusal import Refused

P = ParamSpec("P")
R = TypeVar("R")


# Whether the transaction at hand was opened by the worker for a moment due (`dues.run_due`): verbs then join it.
_joining: ContextVar[bool] = ContextVar("_joining", default=False)


@contextmanager
def verbs_join() -> Iterator[None]:
    """Inside, verbs are part of the transaction already open, so that it stands or falls as a whole."""
    token = _joining.set(True)
    try:
        yield
    finally:
        _joining.reset(token)


def _transaction() -> AbstractContextManager[None]:
    return transaction.atomic(durable=not _joining.get())


class _Repeated(Exception):
    """Another transaction holds the same key: its result is the answer."""


def verb(function: Callable[P, R]) -> Callable[P, R]:
    """Make `function(..., by: Actor, now: datetime)` an act: durable, all or nothing, and once if the actor has a key.

    A keyed verb must return a saved model instance (or None), which is what a repeat answers with.
    """

    @functools.wraps(function)
    def act(*args: P.args, **kwargs: P.kwargs) -> R:
        by, now = cast(Actor, kwargs["by"]), cast(datetime, kwargs["now"])
        if by.key is None or by.person_id is None:
            with _transaction():
                return function(*args, **kwargs)
        name = f"{function.__module__}.{function.__qualname__}"
        try:
            with _transaction():
                done = _claim(by, name, now)
                result = function(*args, **kwargs)
                _keep(done, result)
                return result
        except _Repeated:
            return cast(R, _result_of(by, name))

    act.is_verb = True  # type: ignore[attr-defined]
    return act


def step(function: Callable[P, R]) -> Callable[P, R]:
    """Mark what only verbs may call: it refuses to run outside a transaction, where half of an act could stay."""

    @functools.wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        if not connection.in_atomic_block:
            raise RuntimeError(
                f"{function.__qualname__} is a step: call it from a verb, inside its transaction"
            )
        return function(*args, **kwargs)

    return inside


def _claim(by: Actor, name: str, now: datetime) -> DoneAct:
    # Inserting first makes two simultaneous requests with one key meet at the unique index: the second waits for the
    # first to commit (PostgreSQL) or was never let in (SQLite, BEGIN IMMEDIATE), and then finds its result.
    scope, key = cast(UUID, by.person_id), cast(str, by.key)
    if DoneAct.objects.filter(scope=scope, key=key).exists():
        raise _Repeated
    done = DoneAct(id=new_id(), scope=scope, key=key, verb=name, fingerprint=by.fingerprint, at=now)
    try:
        with transaction.atomic():
            done.save(force_insert=True)
    except IntegrityError as error:
        raise _Repeated from error
    return done


def _keep(done: DoneAct, result: object) -> None:
    if isinstance(result, models.Model):
        done.result_model, done.result_id = result._meta.label, str(result.pk)
        done.save(update_fields=["result_model", "result_id"])


def _result_of(by: Actor, name: str) -> Any:
    done = DoneAct.objects.get(scope=cast(UUID, by.person_id), key=cast(str, by.key))
    if done.verb != name or done.fingerprint != by.fingerprint:
        raise Refused("key_used_for_another_act")
    if not done.result_model:
        return None
    row = apps.get_model(done.result_model)._default_manager.filter(pk=done.result_id).first()
    if row is None:  # removed since, by another act
        raise Refused("not_found")
    return row
