"""Queries whose SQL is written once a process: for those that every page makes, building one costs more than running it.

    _mine = Prepared(
        lambda person, slug: Membership.objects.select_related("business").filter(person_id=person, business__slug=slug),
        person=UUID, slug=str,
    )
    member = _mine.first(person=request.user.id, slug=slug)

The function is called once, with stand-ins for the values; the ORM compiles what it returns, and each stand-in's place among the
parameters is remembered. Rows come back as the queryset gives them: models with `select_related`, `values()`, `values_list()`.
The shape must not depend on the values: no `None` (it compiles to IS NULL), no `if` on a value, and a list only as `Several`,
which has room for so many. Nothing is prefetched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

from relais.acts.rows import maker

One = type[UUID] | type[str] | type[int] | type[date] | type[datetime]


@dataclass(frozen=True, slots=True)
class Several:
    """A list of at least one value and at most `room`: `id__in=ids`. Fewer are filled up with the last one."""

    kind: One
    room: int


Kind = One | Several


@dataclass(frozen=True, slots=True)
class _Compiled:
    """SQL with the names of the values in the places of its parameters, and what turns rows into objects."""

    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, str], ...]
    made: Callable[[Any], list[Any]]


class Prepared:
    """A query compiled at its first use, for each database vendor once."""

    def __init__(
        self, build: Callable[..., QuerySet[Any]], *, optional: frozenset[str] = frozenset(), **kinds: Kind
    ) -> None:
        """`kinds` are the types of the values by name; those in `optional` may turn out not to be used."""
        self._build, self._optional, self._kinds = build, optional, kinds
        self._by_vendor: dict[str, _Compiled | None] = {}

    def rows(self, **values: Any) -> list[Any]:
        """All rows of the query with these values."""
        database = connections[DEFAULT_DB_ALIAS]  # asked once: the name `connection` looks it up each time
        compiled = self._compiled(database)
        if compiled is None:
            return []
        params = list(compiled.params)
        for name, kind in self._kinds.items():
            if isinstance(kind, Several):
                values |= _spread(name, values[name], kind.room)
        for place, name in compiled.places:
            params[place] = _adapted(values[name], database)
        with database.cursor() as cursor:
            cursor.execute(compiled.sql, params)
            return compiled.made(cursor.fetchall())

    def first(self, **values: Any) -> Any:
        """The first row, or None. The query has its own order and limit."""
        return next(iter(self.rows(**values)), None)

    def _compiled(self, database: Any) -> _Compiled | None:
        vendor = database.vendor
        if vendor not in self._by_vendor:
            self._by_vendor[vendor] = self._compile(database)
        return self._by_vendor[vendor]

    def _compile(self, database: Any) -> _Compiled | None:
        stand_ins = {name: _stand_ins(kind, 100 * n) for n, (name, kind) in enumerate(self._kinds.items())}
        queryset = self._build(**stand_ins)
        compiler = queryset.query.get_compiler(connection=database)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        names = {
            _adapted(one, database): f"{name}.{n}" if isinstance(value, list) else name
            for name, value in stand_ins.items()
            for n, one in enumerate(value if isinstance(value, list) else [value])
        }
        places = tuple((place, names[param]) for place, param in enumerate(params) if _key(param) in names)
        used = {name.partition(".")[0] for _place, name in places}
        if missing := set(self._kinds) - self._optional - used:
            raise ValueError(f"the prepared query does not use {', '.join(sorted(missing))} as a parameter")
        return _Compiled(sql, tuple(params), places, maker(queryset, compiler))


def _spread(name: str, values: Sequence[Any], room: int) -> dict[str, Any]:
    """A list as single values, filled up to its room."""
    if not 1 <= len(values) <= room:
        raise ValueError(f"{name} has room for 1 to {room} values, not {len(values)}")
    return {f"{name}.{n}": values[min(n, len(values) - 1)] for n in range(room)}


def _stand_ins(kind: Kind, number: int) -> Any:
    if isinstance(kind, Several):
        return [_stand_in(kind.kind, number + n) for n in range(kind.room)]
    return _stand_in(kind, number)


def _stand_in(kind: One, number: int) -> Any:
    """A value that no one else uses."""
    if kind is UUID:
        return UUID(int=0xC0FFEE_0000_0000_0000_0000 + number)
    if kind is str:
        return f"\N{REPLACEMENT CHARACTER}{number}"
    if kind is int:
        return 8_070_605_040_302_000 + number
    if kind is datetime:
        return datetime(9876, 5, 4, 3, 2, 1, number, tzinfo=UTC)
    return date(9876, 5, 4) + timedelta(days=number)


def _adapted(value: Any, database: Any) -> Any:
    """The value as the ORM hands it to the database."""
    if isinstance(value, UUID):
        return value if database.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return database.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return database.ops.adapt_datefield_value(value)
    if value is None or isinstance(value, (list, tuple, Mapping)):
        raise TypeError(f"a prepared query takes plain values, not {value!r}")
    return value


def _key(param: Any) -> Any:
    """A parameter as something that can be looked up; what cannot is none of ours."""
    try:
        hash(param)
    except TypeError:
        return None
    return param
