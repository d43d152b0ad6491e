"""Rows of the database as the objects that a queryset gives, for queries that are written once a process.

    make = maker(queryset, compiler)      # once
    rows = make(cursor.fetchall())        # each time

The ORM finds out for every query which columns are whose, and sets the attributes of a model one by one. Here that is found
out once. The objects are the same: models can be changed and saved, what was deferred is read when asked for. Signals of a
model's making are not sent; nobody listens to them.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, TypeVar
from uuid import UUID, SafeUUID

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.base import ModelState
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    NamedValuesListIterable,
    ValuesIterable,
    ValuesListIterable,
)

from relais.acts.moments import moment_of

Row = Sequence[Any]
Rows = Iterable[Row]
Maker = Callable[[Row], Any]
Converter = Callable[[Any], Any]
M = TypeVar("M", bound=models.Model)


def maker(queryset: models.QuerySet[Any], compiler: Any) -> Callable[[Rows], list[Any]]:
    """What turns rows, as the database gave them, into what `queryset` gives. `compiler` has compiled its SQL."""
    selected = [column[0] for column in compiler.select[: compiler.col_count]]
    if compiler.has_composite_fields(selected):
        raise TypeError("a prepared query has no composite keys")
    convert = _converting(compiler.get_converters(selected))
    make = _made_as(queryset, compiler)

    def made(rows: Rows) -> list[Any]:
        return [make(row) for row in (convert(rows) if convert else rows)]

    return made


# --- values -----------------------------------------------------------------------------------------------------------


def _converting(converters: Mapping[int, Any]) -> Callable[[Rows], Rows] | None:
    """The columns that are not yet what Python wants, converted. None where the database gives everything as it is."""
    if not converters:
        return None
    # Of ids and moments a page has hundreds: they are converted here, and nothing is called for them twice.
    ids = _places(converters, "convert_uuidfield_value")
    moments = _places(converters, "convert_datetimefield_value")
    quick = {*ids, *moments}
    others = [(place, _converter(*said)) for place, said in converters.items() if place not in quick]

    def convert(rows: Rows) -> Rows:
        for row in rows:
            values = list(row)
            for place in ids:
                if (value := values[place]) is not None:
                    values[place] = uuid_of(value)
            for place in moments:
                # SQLite gives the moments of a column aware (`acts.moments`), and as text those that it computed.
                if (value := values[place]).__class__ is str:
                    values[place] = moment_of(value)
            for place, converter in others:
                values[place] = converter(values[place])
            yield values

    return convert


def _places(converters: Mapping[int, Any], name: str) -> list[int]:
    """The columns to which nothing else is done than SQLite's conversion of this name."""
    return [
        place for place, (several, _what) in converters.items() if [one.__name__ for one in several] == [name]
    ]


def _converter(several: Sequence[Callable[..., Any]], expression: Any) -> Converter:
    """What the ORM does to a value of this column, as one function."""

    def convert(value: Any) -> Any:
        for one in several:
            value = one(value, expression, connection)
        return value

    return convert


_new_uuid, _unknown = UUID.__new__, SafeUUID.unknown
_set_int, _set_safe = UUID.int.__set__, UUID.is_safe.__set__  # type: ignore[attr-defined, misc]


def uuid_of(text: str) -> UUID:
    """The id that a text says. The database keeps them as 32 digits, and `UUID(text)`, which reads everything that people
    write, takes three times as long."""
    if len(text) != 32:
        return UUID(text)
    made = _new_uuid(UUID)
    _set_int(made, int(text, 16))
    _set_safe(made, _unknown)
    return made


# --- objects ----------------------------------------------------------------------------------------------------------


def _made_as(queryset: Any, compiler: Any) -> Maker:
    kind, query = queryset._iterable_class, queryset.query  # noqa: SLF001
    if kind is ModelIterable:
        return _models(queryset, compiler)
    if kind is FlatValuesListIterable:
        return itemgetter(0)
    names = list(query.selected or (*query.extra_select, *query.values_select, *query.annotation_select))
    if kind is ValuesIterable:
        return lambda row: dict(zip(names, row, strict=True))
    if kind is NamedValuesListIterable:
        named: Any = namedtuple("Row", queryset._fields or names)  # type: ignore[misc]
        make: Maker = named._make
        return make
    if kind is ValuesListIterable:
        return tuple
    raise TypeError(f"a prepared query gives no {kind.__name__}")


def _models(queryset: Any, compiler: Any) -> Maker:
    if queryset._known_related_objects:  # noqa: SLF001
        raise TypeError("a prepared query begins at a model, not at an object's relation")
    make = _model(compiler.klass_info, compiler.select)
    annotations = tuple(compiler.annotation_col_map.items())
    if not annotations:
        return make

    def annotated(row: Row) -> Any:
        made = make(row)
        made.__dict__.update((name, row[place]) for name, place in annotations)
        return made

    return annotated


def _model(info: Mapping[str, Any], select: Sequence[Any]) -> Maker:
    """A model and what was selected beside it; None where its key is NULL."""
    model: type[models.Model] = info["model"]
    if info.get("from_parent") or model.from_db.__func__ is not models.Model.from_db.__func__:  # type: ignore[attr-defined]
        raise TypeError(f"a prepared query cannot make {model.__name__}")
    places = info["select_fields"]
    first, last = places[0], places[-1] + 1
    names = [column[0].target.attname for column in select[first:last]]
    key = places[names.index(model._meta.pk.attname)]
    beside = [
        (_model(one, select), one["local_setter"], one["remote_setter"])
        for one in info.get("related_klass_infos", ())
    ]
    new = model.__new__

    def make(row: Row) -> Any:
        if row[key] is None:
            return None
        made = new(model)
        state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        values = made.__dict__
        values["_state"] = state
        values.update(zip(names, row[first:last], strict=True))
        for make_other, keep_here, keep_there in beside:
            other = make_other(row)
            keep_here(made, other)
            if other is not None:
                keep_there(other, made)
        return made

    return make


def partly(model: type[M], **values: Any) -> M:
    """A stored row of which these columns were read; the others are read when asked for."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname in values]
    return model.from_db(DEFAULT_DB_ALIAS, names, [values[name] for name in names])
