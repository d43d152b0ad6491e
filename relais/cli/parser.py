"""The commands and their help. Every help says what the command is for, shows examples, and gives the exit codes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from relais.cli.arguments import Parser
from relais.cli.commands import command as _command
from relais.cli.commands import epilog as _epilog
from relais.cli.commands import language_option as _language_option
from relais.cli.parser_files import add_breakeven, add_plan, add_recurring, add_scenarios
from relais.cli.words import gettext_now as _


def make_parser() -> Parser:
    parser = Parser(
        prog="relais",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=_(
            "Relais: delegate work you can let go of. The brief, the running log, the verdict and the money held,\n"
            "in one place and on your own machine."
        ),
        epilog=_(
            "environment:\n"
            "  RELAIS_DATA   folder of the database and the files (default ./data)\n"
            "  HOST, PORT    where `serve` listens (default 127.0.0.1 and 8000)\n"
            "  RELAIS_URL    the public address, https://relais.example.org\n"
            "  DATABASE_URL  postgresql://user:password@host/name instead of the SQLite file\n"
            "  RELAIS_MAIL   smtp://user:password@host:587?tls=1&from=relais@example.org\n\n"
            "`relais COMMAND --help` says what a command is for, with examples."
        ),
    )
    parser.add_argument("--version", action="version", version=f"relais {_version()}")
    _language_option(parser, None)
    commands = parser.add_subparsers(
        title=_("commands"), metavar=_("COMMAND"), required=True, dest="command", parser_class=Parser
    )
    for add in (
        _serve,
        _worker,
        _migrate,
        _verify,
        _export,
        _import,
        _backup,
        _restore,
        _demo,
        _user,
        add_plan,
        add_breakeven,
        add_scenarios,
        add_recurring,
        _capture,
    ):
        add(commands)
    return parser


def _version() -> str:
    from relais import __version__

    return __version__


def _serve(commands: Any) -> None:
    parser = _command(
        commands,
        "serve",
        "serve",
        summary=_("Start Relais: pages, API and the worker that sends notices."),
        purpose=_(
            "Makes the database on the first start and brings it up to date after an upgrade, then prints one line with the\n"
            "address and a link that signs you in once. Ctrl-C stops everything cleanly."
        ),
        epilog=_epilog(
            """
            relais serve
            PORT=8080 RELAIS_DATA=/srv/relais relais serve
            DATABASE_URL=postgresql://relais@db/relais relais serve --workers 4 --no-worker
            """,
            _("1: the server stopped by itself"),
        ),
    )
    parser.add_argument(
        "--host", help=_("address to listen on (default: HOST, else 127.0.0.1: this machine only)")
    )
    parser.add_argument("--port", help=_("port to listen on (default: PORT, else 8000; 0 takes a free one)"))
    processes = _("processes that answer (default: 1; on PostgreSQL one a core, up to 4)")
    parser.add_argument("--workers", type=int, metavar="N", help=processes)
    parser.add_argument(
        "--threads", type=int, default=4, metavar="N", help=_("threads in each of them (default: 4)")
    )
    parser.add_argument(
        "--no-worker", action="store_true", help=_("leave notices and due moments to `relais worker`")
    )
    parser.add_argument(
        "--no-link",
        action="store_true",
        help=_("print the address alone: for a service, whose output is kept in a journal"),
    )
    parser.add_argument("--access-log", action="store_true", help=_("write one line for every request"))


def _worker(commands: Any) -> None:
    _command(
        commands,
        "worker",
        "worker",
        summary=_("Send notices and do what has come due, without serving pages."),
        purpose=_(
            "`relais serve` already runs one. Use this with `relais serve --no-worker`, on PostgreSQL, where several may run\n"
            "at once: each notice is claimed by one of them."
        ),
        epilog=_epilog("DATABASE_URL=postgresql://relais@db/relais relais worker"),
    )


def _migrate(commands: Any) -> None:
    _command(
        commands,
        "migrate",
        "migrate",
        summary=_("Make the database, or bring it up to date after an upgrade."),
        purpose=_("`relais serve` does it by itself; with several servers, do it once before starting them."),
        epilog=_epilog("relais migrate"),
    )


def _verify(commands: Any) -> None:
    parser = _command(
        commands,
        "verify",
        "verify",
        summary=_("Prove that nothing recorded was altered, removed or left half done."),
        purpose=_(
            "Walks the chain of digests of every business, recomputes the ledger of held funds with a checker of its own, and\n"
            "reads every file again. May run while the server serves."
        ),
        epilog=_epilog(
            """
            relais verify
            relais verify --business boutique-des-alizes --json
            """,
            _("1: something is wrong; each finding is a sentence"),
        ),
    )
    parser.add_argument("--business", metavar="SLUG", help=_("one business only, by its name in addresses"))
    parser.add_argument("--json", action="store_true", help=_("the same, for programs"))


def _export(commands: Any) -> None:
    parser = _command(
        commands,
        "export",
        "exporting",
        summary=_("Write everything of a business into one file: JSON lines and the files beside them."),
        purpose=_(
            "The file is a plain zip that any program can read (docs/export.md), sealed with the SHA-256 of each part and the\n"
            "head of the chain. It holds no password, no token and no unused link. May run while the server serves."
        ),
        epilog=_epilog("relais export boutique-des-alizes alizes.zip", _("1: there is no such business")),
    )
    parser.add_argument("slug", metavar="SLUG", help=_("the business, by its name in addresses"))
    parser.add_argument("file", metavar="FILE", type=Path, help=_("the zip to write; it must not exist"))


def _import(commands: Any) -> None:
    parser = _command(
        commands,
        "import",
        "importing",
        summary=_("Bring an exported business into this instance, with the same chain."),
        purpose=_(
            "SQLite or PostgreSQL, whatever it came from. Digests, chain and ledger are proved before anything is kept: all of\n"
            "it comes in, or nothing. Persons are recognised by their e-mail address; they sign in by a link."
        ),
        epilog=_epilog(
            """
            relais import alizes.zip
            relais import alizes.zip --slug alizes-2
            """,
            _("1: the file was refused, and nothing was changed"),
        ),
    )
    parser.add_argument("file", metavar="FILE", type=Path, help=_("what `relais export` wrote"))
    parser.add_argument("--slug", metavar="SLUG", help=_("another name in addresses, where its own is taken"))


def _backup(commands: Any) -> None:
    parser = _command(
        commands,
        "backup",
        "backup",
        summary=_("Copy the whole instance, database and files, into one file, while it serves."),
        purpose=_(
            "Into a folder, the file is named after the moment; `--keep 14` then removes the older ones. The copy holds\n"
            "everything, the secret key too: keep it as you keep the data, and on another machine."
        ),
        epilog=_epilog(
            """
            relais backup /var/backups/relais --keep 14
            relais backup before-upgrade.zip
            relais restore --check before-upgrade.zip
            """
        ),
    )
    parser.add_argument(
        "where", metavar="DIR|FILE", type=Path, help=_("a folder that exists, or the file to write")
    )
    parser.add_argument("--keep", type=int, metavar="N", help=_("in a folder: keep the N latest copies"))


def _restore(commands: Any) -> None:
    parser = _command(
        commands,
        "restore",
        "restore",
        summary=_("Put a backup back into an empty data folder, and prove it."),
        purpose=_(
            "The folder is RELAIS_DATA; it must be empty. With `--check`, the backup is restored into a temporary folder,\n"
            "proved with `relais verify`, and thrown away: a backup that was never restored is a hope."
        ),
        epilog=_epilog(
            """
            RELAIS_DATA=/srv/relais-new relais restore /var/backups/relais/relais-20261123-060000.zip
            relais restore --check /var/backups/relais/relais-20261123-060000.zip
            """,
            _("1: the backup is damaged, or what it holds does not verify"),
        ),
    )
    parser.add_argument("file", metavar="FILE", type=Path, help=_("what `relais backup` wrote"))
    parser.add_argument("--check", action="store_true", help=_("prove the backup and change nothing"))


def _demo(commands: Any) -> None:
    parser = _command(
        commands,
        "demo",
        "demo",
        summary=_("Build the example business, and print a link that signs you in."),
        purpose=_(
            "Three months of a small shop and blog, made by the same acts as everything else: open it to look around before\n"
            "naming a business of your own."
        ),
        epilog=_epilog("relais demo\nrelais demo --lang fr"),
    )
    parser.add_argument(
        "--email", default="owner@relais.example", help=_("your address, where nobody is here yet")
    )
    parser.add_argument("--name", help=_("your name, where nobody is here yet"))


def _user(commands: Any) -> None:
    parser = _command(
        commands,
        "user",
        "user",
        summary=_("List persons, make a sign-in link, or add a person to a business."),
        purpose=_("For the one who runs the machine: everyone else invites from the Team page."),
        epilog=_epilog(
            """
            relais user list
            relais user link you@example.org
            relais user link
            relais user add you@example.org --name "Ada" --business alizes --role owner
            """,
            _("1: there is no such person or business, or it was refused"),
        ),
    )
    acts = parser.add_subparsers(
        title=_("acts"), metavar=_("ACT"), required=True, dest="act", parser_class=Parser
    )
    acts.add_parser("list", help=_("everyone, with their businesses and roles"))
    link = acts.add_parser("link", help=_("a link that signs a person in, once"))
    link.add_argument(
        "email",
        metavar="EMAIL",
        nargs="?",
        help=_("without it: the owner, or the first person where nobody is here"),
    )
    add = acts.add_parser("add", help=_("a person with a role in a business"))
    add.add_argument("email", metavar="EMAIL")
    add.add_argument("--name", required=True, help=_("as others read it"))
    add.add_argument(
        "--business", metavar="SLUG", required=True, help=_("the business, by its name in addresses")
    )
    add.add_argument(
        "--role", default="executor", choices=("owner", "manager", "executor", "reviewer", "mediator"),
        help=_("default: executor"),
    )  # fmt: skip
    for one in (*acts.choices.values(),):
        _language_option(one, argparse.SUPPRESS)


def _capture(commands: Any) -> None:
    parser = _command(
        commands,
        "capture",
        "capture",
        summary=_("Keep one line at once, to be sorted later."),
        purpose=_(
            "Its date, time, duration and consequence are recognised, in French and English, and said; where unsure, it stays\n"
            "plain text. It waits on the page of captured lines, where one tap makes a task of it."
        ),
        epilog=_epilog(
            """
            relais capture 'VAT Wednesday 12h !180€ 45min'
            relais capture call the printer tomorrow 20min
            relais capture - --business alizes --as ada@example.org < lines.txt
            """,
            _("1: it was refused, or it is not clear for whom it is kept"),
        ),
    )
    parser.add_argument(
        "line", metavar="LINE", nargs="+", help=_("the line; `-`: each line of standard input, all or none")
    )
    parser.add_argument("--business", metavar="SLUG", help=_("default: the only one of your own"))
    parser.add_argument("--as", dest="email", metavar="EMAIL", help=_("who captures (default: the owner)"))
