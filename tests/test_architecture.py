"""House rules as code: each failure says what to do instead."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from relais.acts.refusal import known_reasons
from relais.acts.types import known_types

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "relais"
SOURCES = sorted(p for p in PACKAGE.rglob("*.py") if not {"migrations", "tests"} & set(p.parts))
ROOMS = ("people", "log", "activities", "procedures", "funds", "delegations", "planning", "deciding", "api")
MODULE_LINES = 400
TEMPLATE_LINES = 150


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def verbs() -> Iterator[tuple[str, object]]:
    for room in ROOMS:
        for file in [PACKAGE / room / "actions.py", *sorted((PACKAGE / room / "actions").glob("*.py"))]:
            if not file.exists():
                continue
            module = import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
            for name, function in vars(module).items():
                if getattr(function, "is_verb", False) and function.__module__ == module.__name__:
                    yield f"{room}.{name}", function


@pytest.mark.parametrize(
    ("name", "function"), sorted(verbs(), key=lambda v: v[0]), ids=lambda v: v if isinstance(v, str) else ""
)
def test_a_verb_takes_its_actor_and_its_moment_by_name(name: str, function: object) -> None:
    parameters = inspect.signature(function).parameters  # type: ignore[arg-type]
    for argument in ("by", "now"):
        assert argument in parameters, f"{name}: a verb takes `{argument}` (no ambient actor or clock)"
        assert parameters[argument].kind is inspect.Parameter.KEYWORD_ONLY, (
            f"{name}: `{argument}` is keyword-only"
        )


def test_every_refusal_has_a_registered_text() -> None:
    said = set()
    for path in SOURCES:
        for code in re.findall(r'\bRefused\(\s*"([a-z_]+)"', path.read_text()):
            if path.is_relative_to(PACKAGE / "engine"):
                continue
            said.add(code)
    missing = said - set(known_reasons())
    assert not missing, f"register these codes with reasons() in the room's reasons.py: {sorted(missing)}"


def test_every_entry_type_is_named_subject_dot_participle_and_has_a_sentence() -> None:
    for name, cls in known_types().items():
        if name == "unknown":
            continue
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", name), name
        assert cls.sentence is not None
        assert cls.__doc__ is not None


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_no_module_grows_past_its_size_without_saying_why(path: Path) -> None:
    text = path.read_text()
    lines = text.count("\n")
    assert lines <= MODULE_LINES or "longer than" in text[:1500], (
        f"{named(path)} has {lines} lines: split it, or say in its docstring why it is “longer than” {MODULE_LINES}"
    )


def test_no_template_grows_past_its_size() -> None:
    grown = {
        named(p): n for p in PACKAGE.rglob("*.html") if (n := p.read_text().count("\n")) > TEMPLATE_LINES
    }
    # The help pages are prose.
    assert not {name: n for name, n in grown.items() if "/help/" not in name}


def test_nothing_here_is_called_utils() -> None:
    assert not [named(p) for p in SOURCES if p.stem in {"utils", "helpers", "misc", "services"}]


CLOCK = {"now", "today", "utcnow", "localdate", "localtime"}


def _is_clock(node: ast.expr) -> bool:
    """`datetime` in `datetime.now()` and `datetime.datetime.now()`; `problem` in `problem.now` is a value that was given."""
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    return name in {"datetime", "date", "timezone", "dt"}


def test_domain_code_reads_no_clock() -> None:
    """Doors (views, API, command line, worker) read the clock and hand it on."""
    guilty = []
    for path in SOURCES:
        if (
            "actions" in path.parts
            or path.stem in {"actions", "rules", "states", "ledger"}
            or "engine" in path.parts
        ):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Attribute) and node.attr in CLOCK and _is_clock(node.value):
                    guilty += [f"{named(path)}:{node.lineno}"]
    assert not guilty, f"take `now` as an argument: {guilty}"


def test_no_signal_no_save_with_rules() -> None:
    for path in SOURCES:
        text = path.read_text()
        assert "post_save" not in text, named(path)
        assert "pre_save" not in text, named(path)
        if path.name == "models.py":
            assert not re.search(r"def save\(", text), f"{named(path)}: rules belong to verbs"


def test_the_legal_word_is_never_used() -> None:
    for path in [
        *PACKAGE.rglob("*.py"),
        *PACKAGE.rglob("*.html"),
        *PACKAGE.rglob("*.po"),
        ROOT / "README.md",
    ]:
        if path.exists():
            assert "escrow" not in path.read_text().lower(), f"{named(path)}: say held funds / fonds bloqués"


def test_no_template_has_inline_script_or_style() -> None:
    for path in PACKAGE.rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"\sstyle=", text), f"{named(path)}: the content security policy refuses style="
        assert not re.search(r"\son[a-z]+=\"", text), f"{named(path)}: no inline handler"
        for script in re.findall(r"<script\b[^>]*>", text):
            assert "src=" in script or "application/json" in script, f"{named(path)}: {script}"
        assert "<style" not in text, named(path)


def test_docs_name_no_machine() -> None:
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bin").glob("*")]:
        if path.is_file():
            text = path.read_text(errors="replace")
            assert not re.search(r"(?<![\w.])/(?:work|root)/", text), named(path)
