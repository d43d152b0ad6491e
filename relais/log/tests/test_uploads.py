"""Files: what is refused, what is kept, and how it is sent so that nothing in it can run."""

from __future__ import annotations

import io
import os
import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from relais.acts.models import Entry
from relais.acts.refusal import Refused
from relais.log import actions
from relais.log.files import collect
from relais.log.models import Attachment
from relais.log.uploads import TooLargeFile, clean_name, keep, media_type_of, path_of
from relais.people.models import Membership
from tests.cast import NOW, Cast, by

SignIn = Callable[[Membership], Client]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
GIGABYTE = 10**9


class Endless(io.RawIOBase):
    """A request body of a gigabyte that exists only while it is read."""

    def __init__(self, before: bytes, size: int, after: bytes) -> None:
        self.parts = iter(self._parts(before, size, after))
        self.left = b""
        self.length = len(before) + size + len(after)

    def _parts(self, before: bytes, size: int, after: bytes) -> Iterator[bytes]:
        yield before
        block = b"z" * 65536
        while size:
            yield block[: min(size, len(block))]
            size -= min(size, len(block))
        yield after

    def read(self, size: int = -1) -> bytes:
        while not self.left:
            try:
                self.left = next(self.parts)
            except StopIteration:
                return b""
        taken, self.left = self.left[:size], self.left[size:]
        return taken


def gigabyte(field: str = "files") -> Endless:
    edge = b"--edge\r\n"
    before = (
        edge + b'Content-Disposition: form-data; name="text"\r\n\r\nKeep this text\r\n' + edge
        + f'Content-Disposition: form-data; name="{field}"; filename="film.bin"\r\n\r\n'.encode()
    )  # fmt: skip
    after = b"\r\n" + edge + b'Content-Disposition: form-data; name="to"\r\n\r\n\r\n--edge--\r\n'
    return Endless(before, GIGABYTE, after)


def test_a_gigabyte_is_refused_while_it_streams_by_and_the_fields_beside_it_arrive(tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    body = gigabyte()
    environ = RequestFactory()._base_environ(
        REQUEST_METHOD="POST",
        CONTENT_TYPE="multipart/form-data; boundary=edge",
        CONTENT_LENGTH=str(body.length),
    )
    request = WSGIRequest({**environ, "wsgi.input": body})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    file = request.FILES["files"]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    settings.FILE_UPLOAD_TEMP_DIR = None
    assert isinstance(file, TooLargeFile)
    assert file.size == GIGABYTE
    assert file.read() == b""
    assert request.POST["text"] == "Keep this text"
    assert "to" in request.POST
    assert grown < 40_000, f"{grown} kB more"
    assert sum(path.stat().st_size for path in tmp_path.rglob("*")) == 0
    with pytest.raises(Refused) as refused:
        keep(file)
    assert (refused.value.code, refused.value.status) == ("file_too_large", 413)


def test_a_file_too_large_is_refused_on_the_page_with_everything_typed(
    cast: Cast, signed_in: SignIn, settings: object
) -> None:
    settings.FILE_LIMIT = 2**20  # type: ignore[attr-defined]
    small, large = SimpleUploadedFile("small.txt", b"ok"), SimpleUploadedFile("large.bin", b"x" * (2**20 + 1))
    url = reverse("log:entries", args=["alizes"])
    page = signed_in(cast.owner).post(url, {"text": "Both files", "files": [small, large]})
    assert page.status_code == 413
    content = page.content.decode()
    assert "The file “large.bin” is too large: 1 MB at most." in content
    assert "Both files" in content
    assert [file["name"] for file in page.context["form"].received] == ["small.txt"]
    assert not Entry.objects.filter(business=cast.business).exists()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("/absolute/path.txt", "path.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b\r\nc.txt", "abc.txt"),
        ("  spaced   out .txt", "spaced out .txt"),
        ("...", "file"),
        ("", "file"),
        ('quote".html', "quote_.html"),
        ("été.pdf", "été.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_is_made_harmless(said: str, kept: str) -> None:
    assert clean_name(said) == kept


@pytest.mark.parametrize(
    ("start", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
        ("déjà vu\n".encode(), "text/plain"),
        (b"<!doctype html><script>alert(1)</script>", "text/plain"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "text/plain"),
        (b"<?xml version='1.0'?>", "text/plain"),
        (b"\x7fELF\x02\x01", "application/octet-stream"),
        ("tronqué".encode()[:-1], "text/plain"),
        ("é".encode("latin-1") + b" text", "application/octet-stream"),
    ],
)
def test_the_media_type_is_found_in_the_bytes(start: bytes, media_type: str) -> None:
    assert media_type_of(start) == media_type


def attach(member: Membership, name: str, content: bytes, **options: object) -> Attachment:
    files = [keep(SimpleUploadedFile(name, content, content_type="text/html"))]
    entry = actions.write(text="With a file", files=files, by=by(member), now=NOW, **options)  # type: ignore[arg-type]
    return Attachment.objects.get(entry=entry)


def get(client: Client, file: Attachment, query: str = "") -> object:
    return client.get(reverse("log:file", args=["alizes", file.pk]) + query)


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "feed.xml", "page.xhtml", "paper.pdf"])
def test_what_could_run_is_only_ever_downloaded(cast: Cast, signed_in: SignIn, name: str) -> None:
    content = b"%PDF-1.7" if name.endswith("pdf") else b"<html><script>alert(1)</script>"
    answer = get(signed_in(cast.owner), attach(cast.owner, name, content))
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'  # type: ignore[index]
    assert answer["Content-Type"] in ("text/plain; charset=utf-8", "application/pdf")  # type: ignore[index]
    assert answer["X-Content-Type-Options"] == "nosniff"  # type: ignore[index]
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"  # type: ignore[index]
    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]


def test_a_picture_may_show_in_the_browser(cast: Cast, signed_in: SignIn) -> None:
    file = attach(cast.owner, "page.html", PNG)
    answer = get(signed_in(cast.owner), file)
    assert answer["Content-Type"] == "image/png"  # type: ignore[index]
    assert answer["Content-Disposition"].startswith("inline")  # type: ignore[index]
    assert get(signed_in(cast.owner), file, "?download=1")["Content-Disposition"].startswith("attachment")  # type: ignore[index]


def test_a_file_is_read_by_whoever_reads_its_line(cast: Cast, signed_in: SignIn) -> None:
    file = attach(cast.owner, "plan.txt", b"the plan", to=cast.executor.id)
    seen = {
        name: get(signed_in(member), file).status_code  # type: ignore[attr-defined]
        for name, member in cast.everyone().items()
    }
    assert seen == {
        "owner": 200, "manager": 200, "executor": 200, "other_executor": 404, "reviewer": 404, "mediator": 404,
        "stranger": 404,
    }  # fmt: skip


def test_an_empty_file_and_an_eleventh_are_refused(cast: Cast, signed_in: SignIn) -> None:
    url, client = reverse("log:entries", args=["alizes"]), signed_in(cast.owner)
    page = client.post(url, {"text": "x", "files": [SimpleUploadedFile("empty.txt", b"")]})
    assert page.status_code == 422
    assert "The file “empty.txt” is empty." in page.content.decode()
    eleven = [SimpleUploadedFile(f"{number}.txt", f"{number}".encode()) for number in range(11)]
    page = client.post(url, {"text": "x", "files": eleven})
    assert page.status_code in (413, 422)
    assert not Attachment.objects.exists()


def test_the_same_bytes_are_stored_once_and_a_half_written_file_is_never_taken_for_them(cast: Cast) -> None:
    first, again = keep(SimpleUploadedFile("a.txt", b"same")), keep(SimpleUploadedFile("b.txt", b"same"))
    assert first.sha256 == again.sha256
    assert first.digest != again.digest, "the name and a salt enter the chain too"
    stored = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert [path.name for path in stored] == [first.sha256]


def test_what_no_line_names_is_collected_a_day_later(cast: Cast) -> None:
    kept = attach(cast.owner, "kept.txt", b"kept")
    left = keep(SimpleUploadedFile("left.txt", b"left behind"))
    assert collect() == 0
    for sha256 in (kept.sha256, left.sha256):
        os.utime(Path(settings.MEDIA_ROOT) / path_of(sha256), (0, 0))
    assert collect(time.time()) == 1
    assert (Path(settings.MEDIA_ROOT) / path_of(kept.sha256)).exists()
    assert not (Path(settings.MEDIA_ROOT) / path_of(left.sha256)).exists()


def test_a_forged_receipt_of_a_file_is_refused(cast: Cast, signed_in: SignIn) -> None:
    page = signed_in(cast.owner).post(
        reverse("log:entries", args=["alizes"]), {"text": "x", "kept": "forged"}
    )
    assert page.status_code == 422
    assert not Attachment.objects.exists()
