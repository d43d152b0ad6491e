"""Time zones as people look for them: by part of the world, under the name of a city in their language, with its hour now."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relais.config.names import city_names, zones_in_use

PARTS: Final[dict[str, Promise]] = {
    "Europe": _("Europe"),
    "Africa": _("Africa"),
    "America": _("America"),
    "Asia": _("Asia"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific"),
    "Australia": _("Australia"),
    "Atlantic": _("Atlantic"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic"),
}


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(name for name in available_timezones() if name.split("/")[0] in PARTS or name == "UTC")


def zone_known(name: str) -> bool:
    """Whether this is a zone that the machine knows, under its own name or an older one ("Asia/Calcutta")."""
    return name in _known()


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    """The zone, kept: ZoneInfo itself remembers eight, and reads the others from disk every time."""
    return ZoneInfo(name)


def city_of(name: str, language: str) -> str:
    """The name of the city that a zone is called after: "Le Caire", "Cairo"."""
    # A zone that came after the names were written is called by its own name.
    return city_names(language).get(name) or name.rpartition("/")[2].replace("_", " ")


@lru_cache(maxsize=4)
def _by_part(language: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Per part of the world, its zones as (name, city), by city. One name for each zone, not its older ones."""
    groups: dict[str, list[tuple[str, str]]] = {part: [] for part in PARTS}
    for name in zones_in_use():
        part = name.split("/")[0]
        if part in groups and name in _known():
            groups[part].append((name, city_of(name, language)))
    return tuple(
        (part, tuple(sorted(zones, key=lambda zone: _unaccented(zone[1]))))
        for part, zones in groups.items()
        if zones
    )


def hour_in(name: str, now: datetime) -> str:
    there = now.astimezone(_zone(name))
    return f"{there.hour:02}:{there.minute:02}"


def zone_choices(
    language: str, now: datetime, *, chosen: str = ""
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices for a select: [(part of the world, [(zone, "Paris · 09:52"), …]), …], with the hour that it is there now.

    `chosen` is offered too where it goes under an older name.
    """
    groups = _at(language, now.replace(second=0, microsecond=0))
    others = [("UTC", f"UTC · {hour_in('UTC', now)}")]
    listed = {name for _part, zones in groups for name, _label in zones} | {"UTC"}
    if chosen and chosen not in listed and zone_known(chosen):
        others.append((chosen, f"{city_of(chosen, language)} · {hour_in(chosen, now)}"))
    return [*groups, ("UTC", others)]


@lru_cache(maxsize=4)
def _at(language: str, minute: datetime) -> list[tuple[str, list[tuple[str, str]]]]:
    """The zones with their hour, worked out once a minute."""
    return [
        (str(PARTS[part]), [(name, f"{city} · {hour_in(name, minute)}") for name, city in zones])
        for part, zones in _by_part(language)
    ]


def _unaccented(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
