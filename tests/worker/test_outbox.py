"""The outbox: each notice is sent, once, and its secret goes; what fails is tried again and kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from relais import worker
from relais.acts import notices, outbox
from relais.acts.actions import notify
from relais.acts.models import Notice
from tests.cast import NOW, Cast

KIND = "test.notice"


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    """A kind of notice with a link, whose mail is a template of two languages."""
    (tmp_path / "notice.txt").write_text(
        "{% load i18n %}{% translate 'Yes' %}, {{ name }}\n\n{{ link }}\n{{ business.name }}\n",
        encoding="utf-8",
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    settings.PUBLIC_URL = "https://relais.example.org"
    made = notices.NoticeKind(
        KIND, "notice.txt", "A test", lambda token: f"/take/{token}/", timedelta(days=7), shown_to_owner=True
    )
    monkeypatch.setitem(notices._kinds, KIND, made)


def put(cast: Cast, **options: Any) -> Notice:
    with transaction.atomic():
        return notify(
            KIND, email="eve@example.org", language="fr", now=NOW, business=cast.business,
            data={"name": "Ève & <Co>\r\nBcc: all@example.org"}, secret="s3cret", **options,
        )  # fmt: skip


def test_a_notice_is_sent_once_in_its_readers_language_and_its_secret_is_blanked(
    cast: Cast, kind: None, settings: Any
) -> None:
    settings.MAIL = {"host": "mail.example.org"}
    notice = put(cast)
    for _again in range(3):
        worker.run_once(NOW)
    [sent] = mail.outbox
    assert sent.subject == "Oui, Ève & <Co>", "one line, whatever the data says"
    assert "https://relais.example.org/take/s3cret/" in sent.body
    assert sent.extra_headers["Message-ID"] == f"<{notice.pk}@relais.example.org>"
    notice.refresh_from_db()
    assert (notice.sent_at, notice.secret, notice.data) == (NOW, "", {})


def test_without_a_mail_server_the_link_stays_for_the_owner_until_it_is_of_no_use(
    cast: Cast, kind: None, settings: Any
) -> None:
    settings.MAIL = {}
    notice = put(cast)
    worker.run_once(NOW)
    notice.refresh_from_db()
    assert (notice.sent_at, notice.secret) == (NOW, "s3cret")
    outbox.blank_secrets(NOW + timedelta(days=6))
    notice.refresh_from_db()
    assert notice.secret
    outbox.blank_secrets(NOW + timedelta(days=8))
    notice.refresh_from_db()
    assert not notice.secret


def test_a_notice_waits_for_its_moment(cast: Cast, kind: None) -> None:
    put(cast, send_after=NOW + timedelta(hours=1))
    worker.run_once(NOW)
    assert mail.outbox == []
    worker.run_once(NOW + timedelta(hours=1))
    assert len(mail.outbox) == 1


def test_a_failure_is_kept_and_the_notice_tried_again_later(cast: Cast, kind: None, monkeypatch: Any) -> None:
    def refuse(*arguments: object) -> None:
        raise ConnectionRefusedError("no mail server there")

    monkeypatch.setattr(outbox, "_deliver", refuse)
    notice = put(cast)
    worker.run_once(NOW)
    notice.refresh_from_db()
    assert (notice.sent_at, notice.attempts, notice.secret) == (None, 1, "s3cret")
    assert notice.failure == "ConnectionRefusedError: no mail server there"
    assert notice.send_after == NOW + timedelta(seconds=30)
    worker.run_once(NOW)
    notice.refresh_from_db()
    assert notice.attempts == 1
    monkeypatch.undo()


def test_after_many_failures_it_rests(cast: Cast, kind: None, monkeypatch: Any) -> None:
    tried = []

    def refuse(*arguments: object) -> None:
        tried.append(1)
        raise ConnectionRefusedError

    monkeypatch.setattr(outbox, "_deliver", refuse)
    put(cast)
    for hour in range(120):
        worker.run_once(NOW + timedelta(hours=hour))
    assert len(tried) == outbox.MAX_ATTEMPTS


def test_a_claim_of_a_worker_that_died_is_taken_over(cast: Cast, kind: None) -> None:
    notice = put(cast)
    Notice.objects.filter(pk=notice.pk).update(claimed_at=NOW)
    worker.run_once(NOW + timedelta(seconds=30))
    assert mail.outbox == []
    worker.run_once(NOW + outbox.LEASE + timedelta(seconds=1))
    assert len(mail.outbox) == 1


def test_two_workers_that_read_the_same_row_send_it_once(cast: Cast, kind: None) -> None:
    put(cast)
    first, second = Notice.objects.get(), Notice.objects.get()
    assert outbox._claim(first, NOW)
    assert not outbox._claim(second, NOW)


def test_what_expired_is_not_sent(cast: Cast, kind: None) -> None:
    notice = put(cast)
    worker.run_once(NOW + timedelta(days=8))
    notice.refresh_from_db()
    assert mail.outbox == []
    assert (notice.secret, notice.failure) == ("", "too late")


def test_on_the_console_it_is_plain(cast: Cast, kind: None, settings: Any, capsys: Any) -> None:
    settings.EMAIL_BACKEND = outbox.CONSOLE
    put(cast)
    worker.run_once(NOW)
    said = capsys.readouterr().out
    assert "eve@example.org: Oui, Ève" in said
    assert "https://relais.example.org/take/s3cret/" in said
