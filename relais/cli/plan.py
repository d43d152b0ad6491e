"""`relais plan FILE`: a plan for a problem that a file describes. Needs no database, and Django is not loaded."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import groupby

from relais.cli.jsonfile import FileRefused, bytes_of, refuse
from relais.cli.problemfile import read_problem, written
from relais.cli.words import gettext_now as _
from relais.cli.words import language
from relais.cli.words import ngettext_now as ngettext
from relais.engine.plan.check import check
from relais.engine.plan.day import plan
from relais.engine.plan.outcome import Finding, Plan
from relais.engine.plan.problem import Problem

DATES_GIVEN_UP = 3


def run(asked: argparse.Namespace) -> int:
    """Exit codes: 0 every date is met, 3 some had to be given up, 2 the input is refused."""
    try:
        problem = read_problem(bytes_of(asked.file))
    except FileRefused as refused:
        return refuse(refused.faults, _faults())
    found = plan(problem)
    if wrong := check(problem, found):
        # A defect of ours: better no plan than one that cannot be trusted.
        raise RuntimeError(f"the plan breaks its own promises: {wrong[:5]}")
    sys.stdout.write(written(problem, found) if asked.format == "json" else told(problem, found))
    return DATES_GIVEN_UP if found.given_up else 0


def _faults() -> dict[str, str]:
    return {
        "not_moment": _("must be a date and time as ISO 8601 writes it, such as 2026-11-23T08:30:00+01:00"),
        "zone_unknown": _("must be a time zone, such as Europe/Paris"),
        "moment_naive": _("must say its offset, such as +01:00 or Z"),
        "moment_out_of_range": _("must be between the years 1900 and 2199"),
        "end_not_after_start": _("must be after the start"),
        "energy_out_of_range": _("must be between 0 and 1"),
        "minutes_out_of_range": _("is too small, or above ten million minutes"),
        "penalty_out_of_range": _("must be above 0, and at most 10^12"),
        "value_out_of_range": _("must be 0 or more, and at most 10^12"),
        "least_piece_out_of_range": _("must be at least 1 minute, and at most ten million"),
        "id_repeated": _("another task has this id"),
        "windows_overlap": _("overlaps another window"),
        "too_many": _("there are too many: at most 100,000 tasks of a kind, 50,000 windows and fixed slots"),
        "task_unknown": _("there is no such task"),
    }


def told(problem: Problem, plan: Plan) -> str:
    """A plan for a person to read: by day, then what should be known."""
    titles = {task.id: task.title or task.id for task in problem.dated}
    titles |= {task.id: task.title or task.id for task in problem.important}
    lines = list(_days(problem, plan, titles))
    if not plan.pieces:
        lines.append(_("Nothing to plan: there is no work, or no time for it."))
    lines.append("")
    count = len(plan.given_up)
    if count:
        said = ngettext(
            "%(count)s date cannot be met (penalty %(penalty)s).",
            "%(count)s dates cannot be met (penalty %(penalty)s).",
            count,
        )
        lines.append(said % {"count": count, "penalty": f"{plan.penalty:g}"})
        if plan.proof == "bound":
            lines.append(
                _("No plan has a penalty below %(bound)s.") % {"bound": f"{plan.penalty_lower_bound:g}"}
            )
    else:
        lines.append(_("Every date is met."))
    lines += [_sentence(one, titles) for one in plan.findings]
    return "\n".join(lines).lstrip("\n") + "\n"


def _days(problem: Problem, plan: Plan, titles: dict[str, str]) -> Iterator[str]:
    from babel.dates import format_date

    dated = {task.id for task in problem.dated}
    local = [
        (piece.start.astimezone(problem.zone), piece.end.astimezone(problem.zone), piece.id)
        for piece in plan.pieces
    ]
    for day, pieces in groupby(local, key=lambda piece: piece[0].date()):
        yield ""
        yield format_date(day, "full", locale=language())
        for start, end, task in pieces:
            kind = _("dated") if task in dated else _("important")
            yield f"  {start:%H:%M}–{end:%H:%M}  {titles[task]} ({kind})"


def _sentence(finding: Finding, titles: dict[str, str]) -> str:
    said = {
        "plan.date_given_up": _("%(title)s: %(minutes)s min are missing to meet its date."),
        "plan.date_past": _("%(title)s: its date has passed; %(minutes)s min were left to do."),
        "plan.longer_than_time": _(
            "%(title)s: longer than all working time before its date, by %(minutes)s min."
        ),
        "plan.date_at_risk": _("%(title)s: its safety margin is %(minutes)s min too short."),
        "plan.important_left": _("%(title)s: %(minutes)s min found no time."),
    }[finding.code]
    return said % {"title": titles[finding.id], "minutes": finding.minutes}
