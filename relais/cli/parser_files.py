"""The commands that compute what a file describes, with the engine alone: no database."""

from __future__ import annotations

import argparse
from typing import Any

from relais.cli.commands import command, epilog
from relais.cli.words import gettext_now as _


def add_plan(commands: Any) -> None:
    parser = command(
        commands,
        "plan",
        "plan",
        summary=_(
            "Plan the days that a file describes: important work first, dated work as late as is safe."
        ),
        purpose=_(
            "Reads a problem (working windows, fixed slots, work with a date, important work) as JSON and prints a plan that an\n"
            "independent check has verified. Needs no database. docs/algorithms/day-plan.md describes the file."
        ),
        epilog=epilog(
            """
            relais plan week.json
            relais plan - --format json < week.json
            """,
            _("3: done, but some dates had to be given up"),
        ),
    )
    parser.add_argument("file", metavar="FILE", help=_("the problem as JSON; `-`: standard input"))
    parser.add_argument(
        "--format", choices=("json", "text"), default="json", help=_("how to print the plan (default: json)")
    )


def add_breakeven(commands: Any) -> None:
    parser = command(
        commands,
        "breakeven",
        "breakeven",
        summary=_("Say when delegating a recurring task has paid back what teaching it costs."),
        purpose=_(
            "Reads one task (hours, rates, how quickly it is learnt, how much is redone) as JSON and prints when money and the\n"
            "owner's hours are back. An input may be a range: then the payback is a distribution, with what it depends on most.\n"
            "Needs no database. docs/algorithms/decide.md describes the file."
        ),
        epilog=epilog(
            """
            relais breakeven image-search.json
            relais breakeven - --draws 20000 --seed 7 < image-search.json
            """
        ),
    )
    parser.add_argument("file", metavar="FILE", help=_("the task as JSON; `-`: standard input"))
    _add_draws(parser, 10_000)


def add_scenarios(commands: Any) -> None:
    parser = command(
        commands,
        "scenarios",
        "scenarios",
        summary=_("Draw what a decision may cost, with and without safeguards."),
        purpose=_(
            "Reads a scenario sheet (outcomes with probability and effect, safeguards, what can be borne) as JSON and prints\n"
            "the distribution of the loss, what to watch, and which safeguards to buy in which order. Needs no database.\n"
            "docs/algorithms/decide.md describes the file."
        ),
        epilog=epilog(
            """
            relais scenarios shop-access.json
            relais scenarios - --draws 20000 --seed 7 < shop-access.json
            """
        ),
    )
    parser.add_argument("file", metavar="FILE", help=_("the sheet as JSON; `-`: standard input"))
    _add_draws(parser, 100_000)


def add_recurring(commands: Any) -> None:
    parser = command(
        commands,
        "recurring",
        "recurring",
        summary=_("Group short notes by what keeps coming back, even when it is worded differently."),
        purpose=_(
            "Reads one note a line, in French or English, a date and a tab before it if you like, and prints the groups as\n"
            "JSON: how many notes each has, on which days, and on which lines. Needs no database and no network.\n"
            "docs/algorithms/recurring.md says how notes are compared."
        ),
        epilog=epilog(
            """
            relais recurring flops.txt
            relais recurring flops.txt --together 3,17 --together 4,5,9 --apart 3,8
            relais recurring - < flops.txt
            """
        ),
    )
    parser.add_argument("file", metavar="FILE", help=_("the notes, one a line; `-`: standard input"))
    parser.add_argument(
        "--together",
        action="append",
        default=[],
        metavar="LINES",
        help=_("lines that belong to one group; may be repeated"),
    )
    parser.add_argument(
        "--apart",
        action="append",
        default=[],
        metavar="LINES",
        help=_("lines of which no two belong to one group; may be repeated"),
    )


def _add_draws(parser: argparse.ArgumentParser, draws: int) -> None:
    parser.add_argument(
        "--draws", type=int, default=draws, metavar="N", help=_("how many draws (default: %(default)s)")
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=1,
        metavar="S",
        help=_("the same seed draws the same again (default: %(default)s)"),
    )
