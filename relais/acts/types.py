"""The types of entries: each is a small frozen dataclass of plain data with a sentence, registered by its dotted name.

    @entry_type("delivery.accepted")
    class DeliveryAccepted(EntryData):
        delegation: str
        number: int

        def sentence(self) -> Sentence:
            return _("%(who)s accepted delivery %(number)s of “%(delegation)s”.")

What is stored is the data, never the sentence. The fields fill the placeholders, with `who` and the moments added on reading.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar, dataclass_transform

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = Promise | str
Plain = str | int | bool | None | tuple[str, ...] | tuple[int, ...]


class EntryData:
    """Base of every entry type. Fields are plain: strings, integers, booleans, None, or tuples of them; no personal data
    beyond what the business itself wrote in titles; amounts as two fields `<name>` (minor units) and `<name>_currency`."""

    type: ClassVar[str]
    private: ClassVar[bool] = False  # read by its `reader` alone, not even by management
    removes: ClassVar[bool] = False  # the act took away the row that it speaks of
    passes: ClassVar[bool] = (
        False  # that row may go without an act of its own: a piece of a week that is planned anew
    )

    def sentence(self) -> Sentence:
        """The sentence, translated, with placeholders %(who)s and the names of the fields."""
        raise NotImplementedError

    def values(self) -> dict[str, object]:
        """Words that stand for stored codes in the sentence, in the language now active: {"role": Role(self.role).label}.

        The rest is done on reading (`log.display.sentence`): amounts, `…_on` and `…_at` (ISO texts), `minutes`, tuples.
        """
        return {}

    def together(self, count: int) -> Sentence | None:
        """One sentence, with %(who)s and %(count)s, for that many entries of this type in a row by one actor on one subject;
        None when each deserves a line of its own."""
        return None

    def stored(self) -> dict[str, Any]:
        """The JSON that is stored and digested."""
        return {
            field.name: list(value) if isinstance(value, tuple) else value
            for field in dataclasses.fields(self)  # type: ignore[arg-type]
            for value in [getattr(self, field.name)]
        }


_types: dict[str, type[EntryData]] = {}
T = TypeVar("T", bound=type[EntryData])


@dataclass_transform(frozen_default=True)
def entry_type(name: str) -> Callable[[T], T]:
    """Register a class as the entry type `name` and make it a frozen, slotted dataclass."""

    def register(cls: T) -> T:
        made = dataclasses.dataclass(frozen=True)(cls)
        if name in _types:
            raise ValueError(f"the entry type {name!r} is registered twice")
        made.type = name
        _types[name] = made
        return made  # type: ignore[return-value]  # the same class, seen through `dataclass`

    return register


def private_types() -> tuple[str, ...]:
    """The types that only their reader reads."""
    return tuple(name for name, cls in _types.items() if cls.private)


def removing_types() -> tuple[str, ...]:
    """The types of acts that took away what they speak of."""
    return tuple(name for name, cls in _types.items() if cls.removes)


def passing_types() -> tuple[str, ...]:
    """The types that speak of what may be gone when they are read."""
    return tuple(name for name, cls in _types.items() if cls.passes)


def known_types() -> Mapping[str, type[EntryData]]:
    return _types


@entry_type("unknown")
class Unknown(EntryData):
    """What an entry reads as when its type is not known to this version (an import from a newer one)."""

    def sentence(self) -> Sentence:
        return _("%(who)s did something that this version of Relais does not know.")


def data_of(type_name: str, stored: Mapping[str, Any]) -> EntryData:
    """The typed data of a stored entry; `Unknown` where the type or its fields are not known here."""
    cls = _types.get(type_name, Unknown)
    fields = {field.name for field in dataclasses.fields(cls)}  # type: ignore[arg-type]
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in stored.items() if k in fields}
    try:
        return cls(**values)
    except TypeError:
        return Unknown()
