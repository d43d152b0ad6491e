"""Problems and plans as tables that a person can read.

now Mon 08:30
window Mon 09:00-12:00 1.0            working time and its energy
fixed Mon 10:00-10:30                 mail, a call, a break
dated vat 45 by Mon 16:00 costs 180   [from Mon 10:00]
important course 300 worth 900        [whole] [least 25] [most]
hand course Mon 09:00-10:00           placed by hand
safety 60
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from relais.engine.plan.problem import Dated, Fixed, Important, Problem, Window

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, tzinfo=PARIS)


def moment(day, clock, monday=MONDAY):
    hour, minute = clock.split(":")
    return (monday + timedelta(days=DAYS.index(day))).replace(hour=int(hour), minute=int(minute))


def problem(text, monday=MONDAY):
    """The problem that a table tells."""
    now, safety = moment("Mon", "08:00", monday), 0
    parts = {"window": [], "fixed": [], "dated": [], "important": []}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        kind, *words = line.split()
        if kind == "now":
            now = moment(*words, monday)
        elif kind == "safety":
            safety = int(words[0])
        elif kind in ("window", "fixed"):
            start, end = (moment(words[0], clock, monday) for clock in words[1].split("-"))
            parts[kind].append(
                Window(start, end, float(words[2])) if kind == "window" else Fixed("fixed", start, end)
            )
        elif kind == "hand":
            start, end = (moment(words[1], clock, monday) for clock in words[2].split("-"))
            parts["fixed"].append(Fixed("hand", start, end, task=words[0]))
        elif kind == "dated":
            name, minutes, _, day, clock, _, cost, *rest = words
            earliest = moment(rest[1], rest[2], monday) if rest else None
            parts[kind].append(Dated(name, int(minutes), moment(day, clock, monday), float(cost), earliest))
        elif kind == "important":
            name, minutes, _, value, *rest = words
            least = int(rest[rest.index("least") + 1]) if "least" in rest else 1
            parts[kind].append(
                Important(name, int(minutes), float(value), "whole" in rest, least, "most" in rest)
            )
        else:
            raise ValueError(line)
    return Problem(
        monday.tzinfo, now, tuple(parts["window"]), tuple(parts["fixed"]), tuple(parts["dated"]),
        tuple(parts["important"]), safety,
    )  # fmt: skip


def told(found, zone=PARIS):
    """The pieces of a plan, one line each."""
    lines = []
    for piece in found.pieces:
        start, end = piece.start.astimezone(zone), piece.end.astimezone(zone)
        lines.append(f"{DAYS[start.weekday()]} {start:%H:%M}-{end:%H:%M} {piece.id}")
    return lines


def rows(text):
    """The lines of a table, spaces aside."""
    return [re.sub(r"\s+", " ", line.strip()) for line in text.strip().splitlines()]
