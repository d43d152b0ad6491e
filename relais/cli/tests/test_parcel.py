"""A business leaves one instance and comes into another, whole and with the same chain; or the file is refused."""

from __future__ import annotations

import hashlib
import json
import re
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from relais.acts import search
from relais.acts.models import Chain, Due, Entry
from relais.cli.errors import Negative
from relais.cli.parcel.bring import bring_in
from relais.cli.parcel.export import export
from relais.cli.parcel.rows import CARRIED, LEFT_OUT
from relais.delegations.models import Delegation
from relais.funds.models import Account, PayeeMovement, Transaction
from relais.people.models import Business, Invitation, Membership, Person
from tests.cast import make_cast
from tests.durability.instance import ROOT
from tests.planned import make_plan

Parts = dict[str, bytes]


def parts_of(file: Path) -> Parts:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(parts: Parts, model: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in parts[f"data/{model}.jsonl"].splitlines()]


def rows_sorted(part: bytes) -> list[str]:
    return sorted(json.dumps(json.loads(line), sort_keys=True) for line in part.splitlines())


def put(parts: Parts, model: str, rows: list[dict[str, Any]]) -> None:
    parts[f"data/{model}.jsonl"] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def packed(parts: Parts, file: Path, *, honest: bool = True, **about: Any) -> Path:
    """Pack parts again; with `honest`, the manifest is made true, as someone who forges a file would."""
    manifest = json.loads(parts["manifest.json"]) | about
    if honest:
        manifest["members"] = {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            for name, content in parts.items()
            if name != "manifest.json"
        }
        for name in manifest["counts"]:
            manifest["counts"][name] = parts.get(f"data/{name}.jsonl", b"").count(b"\n")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name != "manifest.json":
                archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(manifest))
    return file


def bring(file: Path, slug: str | None = None) -> Business:
    return bring_in(file, slug=slug, now=timezone.now())


def refusal_of(file: Path) -> str:
    """Why the file is refused; nothing where it is not."""
    try:
        bring(file)
    except Negative as refusal:
        return str(refusal)
    return ""


def nothing_came_in() -> bool:
    files = [file for file in Path(default_storage.path("")).rglob("*") if file.is_file()]
    return not (Business.objects.exists() or Person.objects.exists() or Entry.objects.exists() or files)


@pytest.mark.django_db(transaction=True)
class TestRoundTrip:
    def test_the_chain_is_the_same_and_all_is_there(self, parcel: Path, tmp_path: Path) -> None:
        business = bring(parcel, slug="elsewhere")
        manifest = json.loads(parts_of(parcel)["manifest.json"])
        head = Chain.objects.get(business=business)
        assert (head.seq, head.digest) == (manifest["chain"]["seq"], manifest["chain"]["digest"])
        again = tmp_path / "again.zip"
        export(business, again, now=timezone.now())
        before, after = parts_of(parcel), parts_of(again)
        assert before.keys() == after.keys()
        for name in sorted(before.keys() - {"manifest.json", "data/people.business.jsonl"}):
            if name.startswith("data/"):
                assert rows_sorted(before[name]) == rows_sorted(after[name]), name
            else:
                assert before[name] == after[name], name

    def test_words_are_found_and_balances_are_back(self, parcel: Path) -> None:
        business = bring(parcel)
        assert search.find("gouvernail mouillages", business_id=business.id) == []
        assert len(search.find("mouillage", business_id=business.id)) >= 1
        assert Account.objects.filter(business=business, kind="held", balance__gt=0).exists()
        of_payees = Transaction.objects.filter(business=business, milestone__payee__isnull=False)
        assert 0 < of_payees.count() == PayeeMovement.objects.filter(transaction__business=business).count()
        assert Delegation.objects.filter(business=business).exclude(procedure=None).first()
        assert business.procedures.filter(archived_at=None).exclude(current=None).count() == 9

    def test_a_person_who_is_here_is_recognised_by_the_address(self, parcel: Path) -> None:
        here = Person.objects.create_user("Owner@Relais.example", password=None, name="Already here")
        business = bring(parcel)
        owner = Membership.objects.get(business=business, role="owner")
        assert owner.person_id == here.id
        assert Person.objects.get(id=here.id).name == "Already here"

    def test_who_comes_in_has_no_password_and_no_open_invitation(self, parcel: Path, tmp_path: Path) -> None:
        parts = parts_of(parcel)
        invitations = rows_of(parts, "people.invitation")
        invitations[0] |= {"accepted_at": None, "membership_id": None}
        put(parts, "people.invitation", invitations)
        business = bring(packed(parts, tmp_path / "open.zip"))
        assert not any(person.has_usable_password() for person in Person.objects.all())
        assert not Invitation.objects.filter(business=business).open(timezone.now()).exists()

    def test_no_secret_leaves(self, parcel: Path) -> None:
        parts = parts_of(parcel)
        assert "password" not in rows_of(parts, "people.person")[0]
        assert "token_digest" not in rows_of(parts, "people.invitation")[0]
        assert all("secret" not in row for row in rows_of(parts, "acts.notice"))

    def test_it_comes_in_once(self, parcel: Path) -> None:
        bring(parcel)
        with pytest.raises(Negative, match="here already"):
            bring(parcel, slug="twice")
        assert Business.objects.count() == 1

    def test_a_slug_that_is_taken_asks_for_another(self, parcel: Path) -> None:
        slug = json.loads(parts_of(parcel)["manifest.json"])["business"]["slug"]
        Business.objects.create(
            slug=slug, name="X", currency="EUR", timezone="UTC", language="en", made_at=timezone.now()
        )
        with pytest.raises(Negative, match="--slug"):
            bring(parcel)
        assert bring(parcel, slug="another").slug == "another"


@pytest.mark.django_db(transaction=True)
class TestPlans:
    """A plan leaves with its business: exported, wiped away, brought in and exported again, it is the same."""

    def test_a_plan_comes_back_as_it_was(self, tmp_path: Path) -> None:
        cast = make_cast()
        make_plan(cast.owner, timezone.now())
        file = _leave(cast.business, tmp_path / "plan.zip")
        before = parts_of(file)
        for model in (
            "goal",
            "goalreading",
            "pattern",
            "task",
            "piece",
            "week",
            "day",
            "highlight",
            "busytime",
        ):
            assert rows_of(before, f"planning.{model}"), model
        assert "planning.feed" not in "".join(before)
        business = bring(file)
        export(business, tmp_path / "again.zip", now=timezone.now())
        after = parts_of(tmp_path / "again.zip")
        for name in before.keys() - {"manifest.json", "data/people.business.jsonl"}:
            assert rows_sorted(before[name]) == rows_sorted(after[name]), name
        assert Due.objects.filter(kind="plan.morning", done_at=None).exists()

    def test_a_week_that_cannot_be_read_does_not_come_in(self, tmp_path: Path) -> None:
        cast = make_cast()
        make_plan(cast.owner, timezone.now())
        parts = parts_of(_leave(cast.business, tmp_path / "plan.zip"))
        for week in (
            [],
            {},
            None,
            [{}] * 7,
            [{"wall": "25:00", "slots": []}] * 7,
            [{"wall": "17:00", "slots": [1]}] * 7,
        ):
            forged = dict(parts)
            put(
                forged,
                "planning.pattern",
                [row | {"week": week} for row in rows_of(parts, "planning.pattern")],
            )
            assert refusal_of(packed(forged, tmp_path / "forged.zip")), week
            assert nothing_came_in(), week


def _leave(business: Business, file: Path) -> Path:
    """Export a business and empty the database, as another instance's is."""
    export(business, file, now=timezone.now())
    call_command("flush", interactive=False, verbosity=0)
    return file


def _alter(model: str, change: Callable[[list[dict[str, Any]]], None]) -> Callable[[Parts], None]:
    def alter(parts: Parts) -> None:
        rows = rows_of(parts, model)
        change(rows)
        put(parts, model, rows)

    return alter


def _shorten_the_log(parts: Parts) -> None:
    put(parts, "acts.entry", rows_of(parts, "acts.entry")[:-1])


FORGERIES: dict[str, Callable[[Parts], None]] = {
    "an entry altered": _alter("acts.entry", lambda rows: rows[20].update(type="business.opened")),
    "an entry removed": _shorten_the_log,
    "a text altered": _alter("acts.entrytext", lambda rows: rows[3].update(body="I never said that")),
    "a text removed": _alter("acts.entrytext", lambda rows: rows.pop()),
    "an amount altered": _alter("funds.line", lambda rows: rows[0].update(amount=rows[0]["amount"] * 2)),
    "a balance altered": _alter("funds.account", lambda rows: rows[0].update(balance=10**9)),
    "a seal removed": _alter("funds.seal", lambda rows: rows.pop()),
    "an attachment renamed": _alter("log.attachment", lambda rows: rows[0].update(name="other.exe")),
    "a delivery removed": _alter("delegations.delivery", lambda rows: rows.pop()),
    "a row of another business": _alter(
        "delegations.delegation", lambda rows: rows[0].update(business_id="01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f")
    ),
    "a person nobody employs": _alter(
        "people.person",
        lambda rows: rows.append(rows[0] | {"id": "01935a3c-7b1e-7c3a-9d2f-0a1b2c3d4e5f", "email": "x@y.example"}),
    ),
    "a member with no person": _alter("people.person", lambda rows: rows.pop()),
    "a role that does not exist": _alter("people.membership", lambda rows: rows[0].update(role="emperor")),
    "a currency too long": _alter("funds.holding", lambda rows: rows[0].update(currency="EURO")),
    "an unknown column": _alter("people.person", lambda rows: rows[0].update(is_superuser=True)),
    "a naive moment": _alter("people.business", lambda rows: rows[0].update(made_at="2026-01-01T00:00:00")),
    "a number as text": _alter("funds.line", lambda rows: rows[0].update(amount="100")),
    "a number without end": _alter("acts.entry", lambda rows: rows[0].update(seq=10**30)),
    "a null where none may be": _alter("people.business", lambda rows: rows[0].update(name=None)),
    "a control character": _alter("delegations.brief", lambda rows: rows[0].update(results="a\x00b")),
    "half a character": _alter("delegations.brief", lambda rows: rows[0].update(results="\ud800")),
    "the same row twice": _alter("people.membership", lambda rows: rows.append(rows[0])),
    "not JSON": lambda parts: parts.update({"data/people.business.jsonl": b"{\n"}),
    "deep JSON": lambda parts: parts.update({"data/people.business.jsonl": b"[" * 100_000 + b"\n"}),
    "a slug that leads elsewhere": _alter("people.business", lambda rows: rows[0].update(slug="../x")),
    "a part missing": lambda parts: parts.pop("data/funds.seal.jsonl") and None,
    "a part too many": lambda parts: parts.update({"data/auth.group.jsonl": b""}),
    "a path that climbs": lambda parts: parts.update({"../../etc/cron.d/x": b"* * * * * root x"}),
    "an absolute path": lambda parts: parts.update({"/etc/passwd": b"x"}),
    "a zip within": lambda parts: parts.update({"files/inner.zip": b"PK"}),
    "a file under another digest": lambda parts: parts.update({f"files/ab/ab{'0' * 62}": b"x"}),
    "a file missing": lambda parts: parts.pop(next(name for name in parts if name.startswith("files/"))) and None,
}  # fmt: skip


@pytest.mark.django_db(transaction=True)
class TestRefusals:
    def test_a_forged_file_is_refused_and_leaves_nothing(self, parcel: Path, tmp_path: Path) -> None:
        """One test for all: each leaves nothing, so that the next begins where it did."""
        whole = parts_of(parcel)
        for name, forge in FORGERIES.items():
            parts = dict(whole)
            forge(parts)
            file = packed(parts, tmp_path / "forged.zip")
            said = refusal_of(file)
            assert said, f"{name} came in"
            assert "\n" not in said, name
            assert nothing_came_in(), name

    def test_a_damaged_file_is_refused(self, parcel: Path, tmp_path: Path) -> None:
        parts = parts_of(parcel)
        parts["data/acts.entry.jsonl"] += b"\n"
        with pytest.raises(Negative, match="altered or damaged"):
            bring(packed(parts, tmp_path / "damaged.zip", honest=False))
        half = tmp_path / "half.zip"
        half.write_bytes(parcel.read_bytes()[: parcel.stat().st_size // 2])
        with pytest.raises(Negative):
            bring(half)
        assert nothing_came_in()

    def test_another_version_or_another_thing_is_refused(self, parcel: Path, tmp_path: Path) -> None:
        for about, said in (
            ({"version": 2}, "version 2"),
            ({"format": "relais-backup"}, "relais restore"),
            ({"format": "other"}, "not a file that Relais wrote"),
        ):
            with pytest.raises(Negative, match=said):
                bring(packed(parts_of(parcel), tmp_path / "other.zip", **about))
        text = tmp_path / "text.zip"
        text.write_text("hello")
        with pytest.raises(Negative, match="not a file that Relais wrote"):
            bring(text)

    def test_a_bomb_is_refused_before_it_is_unpacked(self, parcel: Path, tmp_path: Path) -> None:
        parts = parts_of(parcel)
        parts["data/acts.notice.jsonl"] = b" " * (80 << 20)
        with pytest.raises(Negative, match="cannot be honest"):
            bring(packed(parts, tmp_path / "bomb.zip"))

    def test_a_file_larger_than_any_file_may_be_is_refused(
        self, parcel: Path, tmp_path: Path, settings: Any
    ) -> None:
        settings.FILE_LIMIT = 100
        with pytest.raises(Negative, match="larger than"):
            bring(parcel)
        assert nothing_came_in()

    def test_a_link_and_a_name_twice_are_refused(self, parcel: Path, tmp_path: Path) -> None:
        linked = tmp_path / "linked.zip"
        linked.write_bytes(parcel.read_bytes())
        with zipfile.ZipFile(linked, "a") as archive:
            info = zipfile.ZipInfo("files/ab/" + "ab" * 32)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, "/etc/passwd")
        with pytest.raises(Negative, match="not a plain file"):
            bring(linked)
        twice = tmp_path / "twice.zip"
        twice.write_bytes(parcel.read_bytes())
        with zipfile.ZipFile(twice, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("manifest.json", "{}")
        with pytest.raises(Negative, match="same name"):
            bring(twice)


def test_every_model_is_carried_or_left_out_for_a_reason() -> None:
    ours = {
        model
        for config in apps.get_app_configs()
        if config.name.startswith("relais.")
        for model in config.get_models()
    }
    carried = {one.model for one in CARRIED}
    assert carried | LEFT_OUT.keys() == ours
    assert not carried & LEFT_OUT.keys()
    names = [model._meta.model_name for model in ours]
    assert len(names) == len(set(names)), "an entry's subject is found by the name of its model"


def test_the_chain_can_be_checked_as_the_documentation_says(
    parcel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(parcel) as archive:
        archive.extractall(tmp_path)
    monkeypatch.chdir(tmp_path)
    code = re.search(
        r"```python\n(.*?)```", (ROOT / "docs" / "export.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert code
    exec(compile(code[1], "docs/export.md", "exec"), {})  # noqa: S102  (our own documentation)
    assert (
        capsys.readouterr().out.split()[1] == json.loads(parts_of(parcel)["manifest.json"])["chain"]["digest"]
    )
