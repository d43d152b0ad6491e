"""Translations, without any tool outside Python: update, check and compile each room's catalogue.

    python -m relais.config.messages update    add what the sources say and the catalogues lack, drop what is no longer said
    python -m relais.config.messages check     fail when something has no French, is obsolete, or breaks French typography
    python -m relais.config.messages compile   write the .mo files that Django reads (not kept in git)

The texts in the sources are English; French stands in `relais/<room>/locale/fr/LC_MESSAGES/django.po`.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "fr"
FUNCTIONS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip
TEMPLATE_CALL = re.compile(r"\b(gettext|ngettext|pgettext|npgettext)\(")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{\w*\}")


@dataclass(frozen=True, slots=True)
class Said:
    """One text of the sources. `plural` is empty where there is none; `where` is file:line."""

    context: str
    text: str
    plural: str
    where: str

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.text


def rooms() -> list[Path]:
    """The packages that say something to people."""
    return sorted(p for p in ROOT.iterdir() if p.is_dir() and any(said_in(p)))


def catalogue_path(room: Path) -> Path:
    return room / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def said_in(room: Path) -> Iterator[Said]:
    """Every translatable text of a room's Python and templates, tests left out."""
    for file in sorted(room.rglob("*.py")):
        if "tests" not in file.parts and "migrations" not in file.parts:
            yield from _said_in_python(file)
    for file in sorted((room / "templates").rglob("*.*")) if (room / "templates").is_dir() else ():
        if file.suffix in {".html", ".txt", ".xml", ".svg", ".webmanifest"}:
            yield from _said_in_template(file)


def _said_in_python(file: Path) -> Iterator[Said]:
    with file.open("rb") as source:
        for line, function, texts, _comments in extract_python(source, FUNCTIONS, [], {}):
            said: object = texts  # Babel's types do not say that a call with one text gives it alone, or none
            given = [said] if isinstance(said, str) else [t for t in texts or () if isinstance(t, str)]
            if not given or not isinstance(function, str):
                continue
            context = given.pop(0) if "pgettext" in function and len(given) > 1 else ""
            if given:
                plural = given[1] if function.startswith("n") and len(given) > 1 else ""
                yield Said(context, given[0], plural, f"{file.relative_to(ROOT)}:{line}")


def _said_in_template(file: Path) -> Iterator[Said]:
    from django.utils.translation.template import templatize

    flat = templatize(file.read_text(encoding="utf-8"), origin=str(file))
    for found in TEMPLATE_CALL.finditer(flat):
        arguments = _arguments(flat, found.start(), found.group(1))
        where = f"{file.relative_to(ROOT)}:{flat.count(chr(10), 0, found.start()) + 1}"
        if found.group(1) == "gettext":
            yield Said("", arguments[0], "", where)
        elif found.group(1) == "ngettext":
            yield Said("", arguments[0], arguments[1], where)
        elif found.group(1) == "pgettext":
            yield Said(arguments[0], arguments[1], "", where)
        else:
            yield Said(arguments[0], arguments[1], arguments[2], where)


def _arguments(flat: str, start: int, function: str) -> list[str]:
    """The literal strings of the call that begins at `start`: the shortest stretch that parses is the call."""
    end = start
    while (end := flat.find(")", end) + 1) > 0:
        try:
            call = ast.parse(flat[start:end], mode="eval").body
        except SyntaxError:
            continue
        if isinstance(call, ast.Call):
            return [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    raise ValueError(f"{function} at {start} does not end")


def load(room: Path) -> Catalog:
    path = catalogue_path(room)
    if not path.exists():
        return Catalog(locale=LANGUAGE, domain="django", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, domain="django", charset="utf-8")


def _texts(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, (tuple, list)) else [str(message.string)]


def update(room: Path) -> int:
    """Bring the room's catalogue to what its sources say; returns how many texts still lack French."""
    old, said = load(room), {s.key: s for s in said_in(room)}
    new = Catalog(locale=LANGUAGE, domain="django", charset="utf-8", fuzzy=False, project="Relais")
    new.header_comment = f"# French of the room “{room.name}”."
    for (context, text), one in sorted(said.items(), key=lambda item: item[1].where):
        before = old.get(text, context or None)
        string = before.string if before else (("", "") if one.plural else "")
        if one.plural and isinstance(string, str):
            string = (string, string)
        new.add((text, one.plural) if one.plural else text, string, context=context or None)
    path = catalogue_path(room)
    path.parent.mkdir(parents=True, exist_ok=True)
    for moment in ("creation_date", "revision_date"):
        setattr(new, moment, None)
    with path.open("wb") as file:
        write_po(file, new, width=130, omit_header=False)
    _steady_header(path)
    return sum(1 for m in new if m.id and not all(_texts(m)))


def _steady_header(path: Path) -> None:
    """Drop the moments and tool names of the header: they change without anything having changed."""
    kept = [
        line
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True)
        if not re.match(
            r'"(POT-Creation|PO-Revision|Last-Translator|Report-Msgid|Generated-By|Language-Team)', line
        )
    ]
    path.write_text("".join(kept), encoding="utf-8")


def findings(room: Path) -> Iterator[str]:
    """What is wrong with the room's catalogue, a line each."""
    catalogue, said = load(room), {s.key: s for s in said_in(room)}
    for (context, text), one in said.items():
        message = catalogue.get(text, context or None)
        if message is None or not all(_texts(message)):
            yield f"{one.where}: no French for {text!r}"
            continue
        for french in _texts(message):
            yield from (f"{one.where}: {problem} in {french!r}" for problem in _problems(one, french))
    for message in catalogue:
        if message.id:
            text = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
            if (message.context or "", text) not in said:
                yield f"{room.name}: nothing says {text!r} any more"


def _problems(one: Said, french: str) -> Iterator[str]:
    wanted = {m.group(0) for m in PLACEHOLDER.finditer(one.text)} | {
        m.group(0) for m in PLACEHOLDER.finditer(one.plural)
    }
    given = {m.group(0) for m in PLACEHOLDER.finditer(french)}
    if given - wanted or (wanted - given and not one.plural):
        yield f"placeholders differ ({', '.join(sorted(wanted ^ given))})"
    # No-break spaces before the tall signs and inside the quotes; addresses, times and code are not prose.
    if re.search(r"[^\s\u00a0\u202f«/\w]? [;:!?»]|« ", french) or re.search(r"[a-zà-ÿ)][;!?](\s|$)", french):
        yield "ordinary or missing space before ; : ! ? or inside « »"
    if "'" in french and not re.search(r"%\(|<|=", french):
        yield "straight apostrophe"


def inconsistent() -> Iterator[str]:
    """The same text must read the same in every room, since the first catalogue that has it answers."""
    seen: dict[tuple[str, str], tuple[str, list[str]]] = {}
    for room in rooms():
        for message in load(room):
            if not message.id:
                continue
            text = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
            key, french = (message.context or "", text), _texts(message)
            first, before = seen.setdefault(key, (room.name, french))
            if before != french:
                yield f"{text!r} reads {before} in {first} and {french} in {room.name}: give one a context"


def compile_all() -> None:
    for path in ROOT.glob(f"*/locale/{LANGUAGE}/LC_MESSAGES/django.po"):
        with path.open("rb") as file, path.with_suffix(".mo").open("wb") as binary:
            write_mo(binary, read_po(file, locale=LANGUAGE))


def main(arguments: list[str]) -> int:
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    match arguments[:1]:
        case ["update"]:
            for room in rooms():
                print(f"{room.name}: {update(room)} without French")  # noqa: T201
            return 0
        case ["check"]:
            found = [line for room in rooms() for line in findings(room)] + list(inconsistent())
            print("\n".join(found) or "translations: complete")  # noqa: T201
            return 1 if found else 0
        case ["compile"]:
            compile_all()
            return 0
        case _:
            print(__doc__)  # noqa: T201
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
