"""The period that a page rereads: a preset that ends today, or from one day to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from relais.config.dates import day_text
from relais.log.wording import language
from relais.planning.views.common import date_in

PRESETS: Final[dict[str, tuple[Promise | str, int]]] = {
    "two-weeks": (gettext_lazy("Two weeks"), 14),
    "month": (gettext_lazy("Month"), 31),
    "quarter": (gettext_lazy("Quarter"), 92),
    "year": (gettext_lazy("Year"), 366),
}
DEFAULT: Final = "quarter"


@dataclass(frozen=True, slots=True)
class Shown:
    """`preset`: its name, empty for days of one’s own; `query`: the same period in an address."""

    first: date
    last: date
    preset: str

    @property
    def query(self) -> str:
        if self.preset:
            return urlencode({"period": self.preset})
        return urlencode({"from": self.first.isoformat(), "to": self.last.isoformat()})

    @property
    def words(self) -> str:
        days = {"first": day_text(self.first, language()), "last": day_text(self.last, language())}
        return _("From %(first)s to %(last)s") % days

    @property
    def tabs(self) -> list[dict[str, object]]:
        return [
            {"url": f"?{urlencode({'period': name})}", "label": label, "current": name == self.preset}
            for name, (label, _days) in PRESETS.items()
        ]

    @property
    def weeks(self) -> float:
        return ((self.last - self.first).days + 1) / 7


def period_in(given: QueryDict, today: date) -> Shown:
    """The period of an address; what is not understood is the preset by default. Days the wrong way round are turned."""
    first, last = date_in(given.get("from", "")), date_in(given.get("to", ""))
    if first is not None or last is not None:
        last = last or today
        first = first or last - timedelta(days=91)
        return Shown(min(first, last), max(first, last), "")
    preset = given.get("period", "")
    preset = preset if preset in PRESETS else DEFAULT
    return Shown(today - timedelta(days=PRESETS[preset][1] - 1), today, preset)
