"""The style sheet, the script, the icon: each served as one file whose address changes with its content.

No front-end build: the sources are joined here once, when the process first needs them, trimmed lightly, and kept in memory
already packed. Their order is part of the design (layers first, rooms last), so it is written down.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import brotli

HERE: Final = Path(__file__).resolve().parent / "static" / "web"
PREFIX: Final = "/static/web/relais."
FOREVER: Final = "public, max-age=31536000, immutable"

_TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Asset:
    """A file as it is served."""

    kind: str
    body: bytes

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()[:12]

    @property
    def address(self) -> str:
        return f"{PREFIX}{self.digest}.{self.kind}"

    @property
    def content_type(self) -> str:
        return _TYPES[self.kind]

    @cached_property
    def packed(self) -> Mapping[str, bytes]:
        """The body by content coding, smallest first."""
        mode = brotli.MODE_TEXT
        return {
            "br": brotli.compress(self.body, mode=mode, quality=11),
            "gzip": gzip.compress(self.body, 9, mtime=0),
        }

    def for_client(self, accepts: str) -> tuple[str, bytes]:
        """The coding and the bytes for a client that sends this Accept-Encoding; the plain body under ''."""
        codings = {
            part.split(";")[0].strip() for part in accepts.split(",") if "q=0" not in part.split(";")[1:]
        }
        for coding, body in self.packed.items():
            if coding in codings:
                return coding, body
        return "", self.body


def stylesheet_sources() -> Iterator[Path]:
    """Every style sheet in the order of its layer; each room adds a file of its own under css/rooms/."""
    css = HERE / "css"
    for name in ("layers", "reset", "raw", "tokens", "base"):
        yield css / f"{name}.css"
    components = sorted((css / "components").glob("*.css"))
    # Paper has the last word over every component.
    yield from (file for file in components if file.stem != "print")
    yield from sorted((css / "rooms").glob("*.css"))
    yield css / "components" / "print.css"


def script_sources() -> Iterator[Path]:
    yield from sorted((HERE / "vendor").glob("htmx@*/htmx.min.js"))
    yield from sorted((HERE / "js").glob("*.js"))


def trimmed_css(text: str) -> str:
    """A style sheet without comments and needless space. Strings are left as they are."""
    strings: list[str] = []

    def keep(found: re.Match[str]) -> str:
        strings.append(found.group())
        return f"\x00{len(strings) - 1}\x00"

    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\"[^\"\n]*\"|'[^'\n]*'", keep, text)
    text = re.sub(r"\s+", " ", text)
    # Not around + and -: calc() needs its spaces; not before ":" or "(": `a :hover`, `@media (…)` mean something else.
    text = re.sub(r"\s*([{};,>])\s*", r"\1", text)
    text = re.sub(r":\s+", ":", text).replace(";}", "}").strip()
    return re.sub(r"\x00(\d+)\x00", lambda found: strings[int(found.group(1))], text)


def trimmed_js(text: str) -> str:
    """A script without the lines that are only a comment, and without indentation. (Template literals stay on one line.)"""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _style() -> Asset:
    return Asset("css", trimmed_css("\n".join(map(_read, stylesheet_sources()))).encode())


def _script() -> Asset:
    parts = [_read(file) if "vendor" in file.parts else trimmed_js(_read(file)) for file in script_sources()]
    return Asset("js", ";\n".join(parts).encode())


def _icon() -> Asset:
    return Asset("svg", _read(HERE / "icon.svg").strip().encode())


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


class Shelf:
    """The assets of this process, made once; or anew when a source changed, while developing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: dict[str, Asset] = {}
        self._stamp: object = None

    def of(self, kind: str) -> Asset:
        from django.conf import settings

        if settings.DEBUG:
            stamp = tuple((f, f.stat().st_mtime_ns) for f in (*stylesheet_sources(), *script_sources()))
            if stamp != self._stamp:
                self._made, self._stamp = {}, stamp
        if kind not in self._made:
            with self._lock:
                self._made[kind] = {"css": _style, "js": _script, "svg": _icon}[kind]()
        return self._made[kind]

    def at(self, path: str) -> Asset | None:
        """The asset at this address. An address of an older version has nothing: its page will ask for the new one."""
        kind = path.rpartition(".")[2]
        if not path.startswith(PREFIX) or kind not in _TYPES:
            return None
        asset = self.of(kind)
        return asset if asset.address == path else None


shelf: Final = Shelf()


def manifest(name: str, language: str) -> bytes:
    """What a phone needs to put Relais on its home screen."""
    icon = shelf.of("svg").address
    return json.dumps(
        {
            "name": name,
            "short_name": name,
            "lang": language,
            "start_url": "/",
            "display": "standalone",
            "background_color": "#fbfaf6",
            "theme_color": "#fbfaf6",
            "icons": [{"src": icon, "sizes": "any", "type": "image/svg+xml", "purpose": "any maskable"}],
        },
        ensure_ascii=False,
    ).encode()
