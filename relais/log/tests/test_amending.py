"""Corrections and lawful erasure: nothing silent, nothing that breaks the chain."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from relais.acts.actions import record
from relais.acts.chain import verify
from relais.acts.models import Entry, EntryText
from relais.acts.refusal import Refused
from relais.acts.search import find
from relais.log import actions, display
from relais.log.entries import NoticeRetried
from relais.log.files import verify_files
from relais.log.loading import for_display
from relais.log.models import Attachment
from relais.log.querysets import entries_visible_to
from relais.log.uploads import keep, path_of
from relais.people.models import Membership
from tests.cast import NOW, Cast, by

SignIn = Callable[[Membership], Client]


def ask(cast: Cast, text: str = "Resize the imagse", **options: object) -> Entry:
    return actions.write(text=text, to=cast.executor.id, by=by(cast.owner), now=NOW, **options)  # type: ignore[arg-type]


def line_of(entry: Entry, reader: Membership, **options: object) -> display.Line:
    shown = for_display(entries_visible_to(reader)).get(pk=entry.pk)
    return display.lines([shown], reader, **options)[0]  # type: ignore[arg-type]


def test_the_latest_text_shows_and_the_earlier_ones_stay_readable(cast: Cast) -> None:
    entry = ask(cast)
    first = actions.correct(entry.pk, text="Resize the images", by=by(cast.owner), now=NOW)
    actions.correct(first.pk, text="Resize the three images", by=by(cast.owner), now=NOW)
    line = line_of(entry, cast.executor)
    assert line.html == "<p>Resize the three images</p>"
    assert [version.html for version in line.before] == [
        "<p>Resize the imagse</p>",
        "<p>Resize the images</p>",
    ]
    assert line.corrected
    assert list(verify(cast.business.id)) == []


def test_only_the_author_corrects(cast: Cast) -> None:
    entry = ask(cast)
    for member in (cast.manager, cast.executor):
        with pytest.raises(Refused) as refused:
            actions.correct(entry.pk, text="Other words", by=by(member), now=NOW)
        assert refused.value.code == "not_yours_to_correct"
    with pytest.raises(Refused) as refused:
        actions.correct(entry.pk, text="Other words", by=by(cast.other_executor), now=NOW)
    assert refused.value.code == "not_found"


def test_a_text_is_corrected_once_and_then_its_correction(cast: Cast) -> None:
    entry = ask(cast)
    actions.correct(entry.pk, text="Resize the images", by=by(cast.owner), now=NOW)
    with pytest.raises(Refused) as refused:
        actions.correct(entry.pk, text="Something else", by=by(cast.owner), now=NOW)
    assert refused.value.code == "already_corrected"


def test_a_correction_that_changes_nothing_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.correct(ask(cast).pk, text="Resize the imagse ", by=by(cast.owner), now=NOW)
    assert refused.value.code == "text_unchanged"


def test_what_no_person_wrote_is_neither_corrected_nor_erased(cast: Cast) -> None:
    with transaction.atomic():
        entry = record(
            cast.business, NoticeRetried(kind="invitation"), by=by(cast.owner), now=NOW, subject=cast.business
        )
    for act in (
        lambda: actions.correct(entry.pk, text="Words", by=by(cast.owner), now=NOW),
        lambda: actions.erase(entry.pk, by=by(cast.owner), now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "nothing_to_correct"


def test_a_correction_is_found_and_shown_where_the_text_was_first_written(
    cast: Cast, signed_in: SignIn
) -> None:
    entry = ask(cast)
    actions.correct(entry.pk, text="Convert the photographs", by=by(cast.owner), now=NOW)
    page = (
        signed_in(cast.executor).get(reverse("log:index", args=["alizes"]) + "?q=photograph").content.decode()
    )
    assert "Convert the <mark>photographs</mark>" in page
    assert page.count(f'id="e{entry.seq}"') == 1


def test_erasing_destroys_the_text_its_versions_and_its_files_and_the_chain_still_verifies(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    files = [keep(SimpleUploadedFile("me.txt", b"my address"))]
    entry = ask(cast, "My address is 1 rue des Lilas", files=files)
    actions.correct(entry.pk, text="My address is 2 rue des Lilas", by=by(cast.owner), now=NOW)
    assert default_storage.exists(path_of(files[0].sha256))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        actions.erase(entry.pk, by=by(cast.owner), now=NOW)
    assert not EntryText.objects.exclude(body="").exists()
    assert not default_storage.exists(path_of(files[0].sha256))
    assert (Attachment.objects.get().name, Attachment.objects.get().sha256) == ("", "")
    assert find("lilas", business_id=cast.business.id) == []
    assert list(verify(cast.business.id)) == []
    assert list(verify_files(cast.business.id)) == []
    line = line_of(entry, cast.executor)
    assert line.html == ""
    assert (
        line.erased == "The text was erased on 23\u00a0Nov 2026 at\u00a008:52." or "erased on" in line.erased
    )
    assert line.files[0].erased
    with pytest.raises(Refused) as refused:
        actions.erase(entry.pk, by=by(cast.owner), now=NOW)
    assert refused.value.code == "already_erased"
    with pytest.raises(Refused) as refused:
        actions.correct(entry.pk, text="Again", by=by(cast.owner), now=NOW)
    assert refused.value.code in ("already_erased", "already_corrected")


def test_bytes_that_another_line_shares_survive_an_erasure(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    first = ask(cast, files=[keep(SimpleUploadedFile("a.txt", b"shared"))])
    ask(cast, files=[keep(SimpleUploadedFile("b.txt", b"shared"))])
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        actions.erase(first.pk, by=by(cast.owner), now=NOW)
    assert list(verify_files(cast.business.id)) == []
    assert default_storage.exists(path_of(Attachment.objects.get(name="b.txt").sha256))


def test_the_author_and_the_owner_erase_and_nobody_else(cast: Cast) -> None:
    entry = ask(cast)
    reply = actions.reply(entry.pk, text="My phone number", by=by(cast.executor), now=NOW)
    with pytest.raises(Refused) as refused:
        actions.erase(reply.pk, by=by(cast.manager), now=NOW)
    assert refused.value.code == "not_yours_to_erase"
    actions.erase(reply.pk, by=by(cast.executor), now=NOW)
    other = actions.reply(entry.pk, text="My phone number again", by=by(cast.executor), now=NOW)
    assert actions.erase(other.pk, by=by(cast.owner), now=NOW).data["seq"] == other.seq


def test_erasing_asks_first_and_says_what_it_means(cast: Cast, signed_in: SignIn) -> None:
    entry = ask(cast)
    client, url = signed_in(cast.owner), reverse("log:erasure", args=["alizes", entry.pk])
    page = client.get(url).content.decode()
    assert "nobody can bring them back" in page
    assert EntryText.objects.get().body
    assert client.post(url).status_code == 303
    shown = client.get(reverse("log:entry", args=["alizes", entry.pk])).content.decode()
    assert "The text was erased on" in shown
    assert "Olive Owner erased the text of line 1." in shown
    assert client.post(url).status_code == 409


def test_correcting_on_the_page_keeps_what_was_typed_when_refused(cast: Cast, signed_in: SignIn) -> None:
    entry = ask(cast)
    client = signed_in(cast.owner)
    url = reverse("log:corrections", args=["alizes", entry.pk])
    page = client.post(url, {"text": "y" * 100_001})
    assert page.status_code == 422
    assert "y" * 100_001 in page.content.decode()
    assert client.post(url, {"text": "Resize the images"}).status_code == 303
    shown = client.get(reverse("log:entry", args=["alizes", entry.pk])).content.decode()
    assert "corrected on" in shown
    assert "Resize the imagse" in shown
    assert "Olive Owner corrected line 1." not in shown, (
        "the line itself says so, with its date and what it said before"
    )


def test_a_text_altered_behind_our_back_is_found(cast: Cast) -> None:
    files = [keep(SimpleUploadedFile("plan.txt", b"the plan"))]
    ask(cast, files=files)
    with default_storage.open(path_of(files[0].sha256), "wb") as file:
        file.write(b"another plan")
    assert [(one.code, one.seq) for one in verify_files(cast.business.id)] == [("file_altered", 1)]
    default_storage.delete(path_of(files[0].sha256))
    assert [(one.code, one.seq) for one in verify_files(cast.business.id)] == [("file_missing", 1)]
