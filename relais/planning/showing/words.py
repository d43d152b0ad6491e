"""Numbers, shares and working time in words, in the reader's language."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from relais.config.dates import NB, NNB, clock_text, duration_text, number_text, weekday_text
from relais.config.money import format_money
from relais.planning.shown import TaskRow


def measure_text(value: Decimal, language: str) -> str:
    """1 234,5 and 1,234.5: as many decimals as there are."""
    exponent = value.normalize().as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return number_text(cast(Any, value), language, decimals=decimals)


def measured(value: Decimal, unit: str, language: str) -> str:
    """A number with what it counts: 4 lessons."""
    number = measure_text(value, language)
    return f"{number}{NB}{unit}" if unit else number


def percent_text(percent: int, language: str) -> str:
    """40 % and 40%."""
    return f"{percent}{NNB}%" if language == "fr" else f"{percent}%"


def typed_measure(value: Decimal, language: str) -> str:
    """A number as it is typed again: without spaces, with the reader's decimal sign."""
    text = f"{value.normalize():f}"
    return text.replace(".", ",") if language == "fr" else text


# --- tasks --------------------------------------------------------------------------------------------------------------


def due_text(row: TaskRow, language: str) -> str:
    """Wed 25 Nov; with an hour where one was named: Wed 25 Nov, 12:00. Nothing without a date."""
    if row.due_on is not None:
        return weekday_text(row.due_on, language, short=True)
    if row.due_at is None:
        return ""
    return f"{weekday_text(row.due_at, language, short=True)}, {clock_text(row.due_at)}"


def consequence_text(row: TaskRow, language: str) -> str:
    """What a missed date brings: the words and the amount."""
    amount = format_money(row.amount, language) if row.amount else ""
    return " · ".join(part for part in (row.consequence, amount) if part)


def time_text(row: TaskRow, language: str) -> str:
    """What a task takes, what of it is done, and whether anyone said so."""
    said = {"all": duration_text(row.minutes, language), "spent": duration_text(row.spent, language)}
    if row.outcome:
        return str(said["spent"]) if row.spent else ""
    if row.spent:
        return _("%(spent)s of %(all)s") % said
    return said["all"] if row.is_estimated else _("%(all)s, assumed") % said


def working_time_text(minutes: int, day: int, language: str) -> str:
    """Working time in days of `day` working minutes, and hours: 1 day 4 h; under a day: 4 h 10."""
    if not day or minutes < day:
        return duration_text(minutes, language)
    days, rest = divmod(minutes, day)
    said = ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
    hours = rest // 60
    return (
        f"{said} {duration_text(60 * hours, language)}".replace(" ", NB) if hours else said.replace(" ", NB)
    )


def margin_text(row: TaskRow, day: int, language: str) -> str:
    """How a date stands: what it lacks, or the margin that it has; nothing where that is not known."""
    if row.is_passed:
        return _("the date is over")
    if row.short:
        return _("cannot be met: %(time)s missing") % {"time": duration_text(row.short, language)}
    if row.margin is None or row.margin < 0:
        return ""
    return _("margin %(time)s") % {"time": working_time_text(row.margin, day, language)}
