"""A zip whose manifest has the SHA-256 of every part; written whole or not at all, and read without trusting it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from relais.cli.errors import Negative, WrongUse
from relais.cli.words import gettext_now as _

MANIFEST: Final = "manifest.json"
CHUNK: Final = 1 << 20

# What a reader accepts. A part of ours never comes near: text packs ten to one, a bomb a thousand to one.
MEMBERS_LIMIT: Final = 500_000
DIRECTORY_LIMIT: Final = 96 << 20
MANIFEST_LIMIT: Final = 96 << 20
RATIO_LIMIT: Final = 150
RATIO_FROM: Final = 1 << 20
TOTAL_LIMIT: Final = 1 << 40


# --- writing ----------------------------------------------------------------------------------------------------------


class Writer:
    """Adds parts one after the other, with their digests; nothing is held in memory."""

    def __init__(self, archive: zipfile.ZipFile, moment: tuple[int, int, int, int, int, int]) -> None:
        self._archive = archive
        self._moment = moment
        self.members: dict[str, dict[str, Any]] = {}

    @contextmanager
    def part(self, name: str, *, packed: bool = True) -> Iterator[Callable[[bytes], None]]:
        """Write one part, in pieces."""
        info = zipfile.ZipInfo(name, self._moment)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = (stat.S_IFREG | 0o600) << 16
        digest, size = hashlib.sha256(), 0
        with self._archive.open(info, "w", force_zip64=True) as out:

            def write(piece: bytes) -> None:
                nonlocal size
                digest.update(piece)
                size += len(piece)
                out.write(piece)

            yield write
        self.members[name] = {"sha256": digest.hexdigest(), "size": size}

    def file(self, name: str, source: IO[bytes], *, packed: bool = False) -> None:
        with self.part(name, packed=packed) as write:
            while piece := source.read(CHUNK):
                write(piece)


@contextmanager
def writing(
    file: Path, moment: tuple[int, int, int, int, int, int], manifest: dict[str, Any]
) -> Iterator[Writer]:
    """Write `file`, ended by `manifest` (which may be filled meanwhile): renamed into place once it is on the disk."""
    part = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise WrongUse(
            _("%(file)s cannot be written: %(reason)s.") % {"file": file, "reason": error.strerror}
        ) from error
    try:
        with os.fdopen(descriptor, "w+b") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                writer = Writer(archive, moment)
                yield writer
                manifest["members"] = writer.members
                with writer.part(MANIFEST) as write:
                    write(json.dumps(manifest, ensure_ascii=False, indent=1).encode())
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(file.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


# --- reading ----------------------------------------------------------------------------------------------------------


class Reader:
    """The parts of a sealed zip, each checked against the manifest as it is read."""

    def __init__(self, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
        self._archive = archive
        self.manifest = manifest
        self.members: dict[str, dict[str, Any]] = manifest["members"]

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a part. Raises Negative at its end when they are not what the manifest says."""
        promised = self.members.get(name)
        if promised is None:
            raise damaged(name)
        digest, size = hashlib.sha256(), 0
        try:
            with self._archive.open(name) as source:
                while piece := source.read(CHUNK):
                    digest.update(piece)
                    size += len(piece)
                    if size > promised["size"]:
                        raise damaged(name)
                    yield piece
        except (zipfile.BadZipFile, EOFError, OSError, ValueError) as error:
            raise damaged(name) from error
        if (digest.hexdigest(), size) != (promised["sha256"], promised["size"]):
            raise damaged(name)

    def lines(self, name: str, *, longest: int = 8 << 20) -> Iterator[bytes]:
        """The lines of a part, without their ends."""
        rest = b""
        for piece in self.pieces(name):
            *whole, rest = (rest + piece).split(b"\n")
            if len(rest) > longest:
                raise damaged(name)
            yield from whole
        if rest:
            yield rest


@contextmanager
def reading(file: Path, *, kind: str, version: int, names: re.Pattern[str]) -> Iterator[Reader]:
    """Open what `writing` wrote. `names` is what a part may be called; anything else is refused, and so is any other version.

    Raises Negative with one line.
    """
    if not file.is_file():
        raise WrongUse(_("There is no file %(file)s.") % {"file": file})
    with file.open("rb") as source:
        _guard_directory(source)
        try:
            archive = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as error:
            raise not_ours() from error
        with archive:
            _guard_members(archive, file.stat().st_size)
            manifest = _manifest(archive, kind, version)
            for name in manifest["members"]:
                if not names.fullmatch(name):
                    raise refused(
                        _("it has a part that does not belong there, “%(name)s”") % {"name": name[:80]}
                    )
            yield Reader(archive, manifest)


def damaged(name: str) -> Negative:
    return Negative(
        _("This file was altered or damaged: “%(part)s” is not what its manifest says.") % {"part": name}
    )


def not_ours() -> Negative:
    return Negative(_("This is not a file that Relais wrote."))


def refused(reason: str) -> Negative:
    return Negative(_("This file is refused: %(reason)s.") % {"reason": reason})


def _guard_directory(source: IO[bytes]) -> None:
    """Refuse a directory too large to be read, before it is: a zip lists its parts at its end."""
    source.seek(0, os.SEEK_END)
    length = source.tell()
    source.seek(max(0, length - 66_000))
    tail = source.read()
    found = tail.rfind(b"PK\x05\x06")
    if found < 0 or len(tail) < found + 22:
        raise not_ours()
    size = struct.unpack_from("<L", tail, found + 12)[0]
    if size == 0xFFFFFFFF and (big := tail.rfind(b"PK\x06\x06", 0, found)) >= 0 and len(tail) >= big + 48:
        size = struct.unpack_from("<Q", tail, big + 40)[0]
    source.seek(0)
    if size > DIRECTORY_LIMIT:
        raise refused(_("it has too many parts"))


def _guard_members(archive: zipfile.ZipFile, length: int) -> None:
    """Refuse by what the directory declares: links, bombs, parts that overlap or bear one name."""
    members = archive.infolist()
    if len(members) > MEMBERS_LIMIT:
        raise refused(_("it has too many parts"))
    if len({one.filename for one in members}) != len(members):
        raise refused(_("two parts have the same name"))
    for one in members:
        shown = one.filename[:80]
        mode = one.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            raise refused(_("“%(name)s” is not a plain file") % {"name": shown})
        if one.flag_bits & 0x1 or one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refused(_("“%(name)s” is packed in a way that is not ours") % {"name": shown})
        if one.file_size > RATIO_FROM and one.file_size > RATIO_LIMIT * max(1, one.compress_size):
            raise refused(_("“%(name)s” would unpack to a size that cannot be honest") % {"name": shown})
    if (
        sum(one.compress_size for one in members) > length
        or sum(one.file_size for one in members) > TOTAL_LIMIT
    ):
        raise refused(_("it would unpack to a size that cannot be honest"))


def _manifest(archive: zipfile.ZipFile, kind: str, version: int) -> dict[str, Any]:
    try:
        info = archive.getinfo(MANIFEST)
    except KeyError as error:
        raise not_ours() from error
    if info.file_size > MANIFEST_LIMIT:
        raise refused(_("it has too many parts"))
    try:
        with archive.open(info) as source:
            said = json.loads(source.read(MANIFEST_LIMIT + 1))
    except (ValueError, zipfile.BadZipFile, EOFError, RecursionError) as error:
        raise damaged(MANIFEST) from error
    if not isinstance(said, dict) or not str(said.get("format", "")).startswith("relais-"):
        raise not_ours()
    if said["format"] != kind:
        raise refused(
            _("it is a backup: use `relais restore`")
            if said["format"] == "relais-backup"
            else _("it is an exported business: use `relais import`")
        )
    if said.get("version") != version:
        raise refused(
            _("its format has version %(theirs)s, this Relais reads version %(ours)s")
            % {"theirs": said.get("version"), "ours": version}
        )
    members = said.get("members")
    if not isinstance(members, dict) or not all(_is_member(one) for one in members.values()):
        raise damaged(MANIFEST)
    if {*members, MANIFEST} != set(archive.namelist()):
        raise refused(_("its parts are not those that its manifest lists"))
    return said


def _is_member(said: object) -> bool:
    return isinstance(said, dict) and isinstance(said.get("sha256"), str) and type(said.get("size")) is int
