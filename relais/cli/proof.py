"""The proof of a business: its chain, what the entries speak of, its ledger, its files. Findings are collected, not raised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Count, Exists, Model, OuterRef, Sum

from relais.acts import chain
from relais.acts.models import Chain, Entry, EntryText
from relais.acts.types import passing_types, removing_types
from relais.cli.parcel.rows import LEFT_OUT
from relais.delegations.actions.proposals import brief_digest
from relais.delegations.entries import DelegationProposed
from relais.delegations.models import Brief
from relais.engine.funds import check
from relais.funds.models import Account, Holding, Line, Transaction
from relais.log.files import verify_files
from relais.log.models import Attachment
from relais.people.models import Business

FINDINGS_SHOWN = 1000
HOLDINGS_AT_ONCE = 1000
BRIEFS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, by its code and what it is about."""

    code: str
    params: tuple[tuple[str, str | int], ...] = ()


@dataclass(slots=True)
class Proof:
    """What was read of one business, and what was found wrong. `more` findings were not kept."""

    slug: str
    name: str
    entries: int = 0
    texts: int = 0
    erased: int = 0
    transactions: int = 0
    files: int = 0
    bytes: int = 0
    head: str = ""
    findings: list[Finding] = field(default_factory=list)
    more: int = 0

    def found(self, findings: Iterator[Finding]) -> None:
        self.findings += islice(findings, FINDINGS_SHOWN - len(self.findings))
        self.more += sum(1 for _ in findings)

    @property
    def is_whole(self) -> bool:
        return not self.findings


def prove(business: Business) -> Proof:
    """Prove one business. Call it inside a `snapshot`, so that acts which happen meanwhile are not taken for damage."""
    entries = Entry.objects.filter(business=business)
    texts = EntryText.objects.filter(entry__business=business)
    head = Chain.objects.filter(business=business).first()
    proof = Proof(
        slug=business.slug,
        name=business.name,
        entries=entries.count(),
        texts=texts.count(),
        erased=texts.exclude(erased_at=None).count(),
        transactions=Transaction.objects.filter(business=business).count(),
        head=head.digest if head else "",
    )
    proof.found(Finding(one.code, (("seq", one.seq),)) for one in chain.verify(business.id))
    proof.found(missing_subjects(business))
    proof.found(_agreed(business))
    proof.found(_ledger(business))
    proof.found(_files(business, proof))
    return proof


# --- entries and what they speak of -----------------------------------------------------------------------------------


def missing_subjects(business: Business) -> Iterator[Finding]:
    """Every entry speaks of a row that is there, or that a later act took away: an act is recorded with what it did, or not
    at all."""
    known = subject_models()
    said = Entry.objects.filter(business=business)
    removals = said.filter(
        type__in=removing_types(), subject_id=OuterRef("subject_id"), seq__gte=OuterRef("seq")
    )
    for kind in said.order_by().values_list("subject_type", flat=True).distinct():
        model = known.get(kind)
        if model is None:
            continue
        there = model._default_manager.filter(pk=OuterRef("subject_id"))
        alone = said.filter(subject_type=kind).exclude(type__in=passing_types()).exclude(Exists(there))
        alone = alone.exclude(Exists(removals)).order_by("seq")
        for seq in alone.values_list("seq", flat=True).iterator():
            yield Finding("subject_missing", (("seq", seq), ("kind", kind)))


def subject_models() -> dict[str, type[Model]]:
    """What an entry can be about, by name; without what a business does not take along when it moves."""
    return {
        str(model._meta.model_name): model
        for config in apps.get_app_configs()
        if config.name.startswith("relais.")
        for model in config.get_models()
        if model not in LEFT_OUT
    }


def _agreed(business: Business) -> Iterator[Finding]:
    """What was agreed on is what is shown: every proposed brief has the words that the chain holds the digest of."""
    said = Entry.objects.filter(business=business, type=DelegationProposed.type).order_by("seq")
    rows = said.values_list("seq", "subject_id", "data__brief_sha256").iterator()
    while some := list(islice(rows, BRIEFS_AT_ONCE)):
        briefs = Brief.objects.in_bulk([brief for _seq, brief, _digest in some])
        for seq, brief, digest in some:
            if brief in briefs and brief_digest(briefs[brief]) != digest:
                yield Finding("brief_altered", (("seq", seq), ("number", briefs[brief].number)))


# --- the ledger of held funds -----------------------------------------------------------------------------------------


def _ledger(business: Business) -> Iterator[Finding]:
    """The independent checker of the engine, over a thousand holdings at a time: memory does not grow with the ledger."""
    after: UUID | None = None
    while True:
        holdings = Holding.objects.filter(business=business).order_by("id")
        if after:
            holdings = holdings.filter(id__gt=after)
        ids = list(holdings.values_list("id", flat=True)[:HOLDINGS_AT_ONCE])
        if not ids:
            return
        of_these = {"milestone_id__gte": ids[0], "milestone_id__lte": ids[-1]}
        stated = [
            check.Stated(str(milestone), kind, currency, balance)
            for milestone, kind, currency, balance in Account.objects.filter(
                business=business, **of_these
            ).values_list("milestone_id", "kind", "currency", "balance")
        ]
        transactions, misnamed = _transactions(business, of_these)
        for one in check.check(transactions, stated):
            yield Finding(
                f"ledger_{one.code}",
                (("transaction", str(one.transaction or "")), *((k, _plain(v)) for k, v in one.detail)),
            )
        yield from misnamed
        after = ids[-1]


def _plain(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)


def _transactions(
    business: Business, of_these: dict[str, UUID]
) -> tuple[list[check.Transaction], list[Finding]]:
    """The transactions with their lines, in the order of their seals (ids are made in order), and those that say otherwise
    than their lines."""
    rows = (
        Transaction.objects.filter(business=business, **of_these)
        .order_by("id")
        .values_list("id", "move", "amount", "currency", "seal__transaction_id")
    )
    lines = _lines(business, of_these)
    read, misnamed = [], []
    for place, (id_, move, amount, currency, seal) in enumerate(rows.iterator()):
        mine = tuple(lines.get(id_, ()))
        read.append(check.Transaction(str(id_), place if seal else None, mine))
        last = [one for one in mine if one.position == max(line.position for line in mine)]
        if any((one.act, abs(one.minor), one.currency) != (move, amount, currency) for one in last):
            misnamed.append(Finding("ledger_says_otherwise", (("transaction", str(id_)),)))
    return read, misnamed


def _lines(business: Business, of_these: dict[str, UUID]) -> dict[UUID, list[check.Line]]:
    lines: defaultdict[UUID, list[check.Line]] = defaultdict(list)
    found = Line.objects.filter(
        transaction__business=business, **{f"transaction__{name}": value for name, value in of_these.items()}
    ).order_by("transaction_id", "position", "id")
    for transaction, position, move, milestone, kind, currency, amount in found.values_list(
        "transaction_id",
        "position",
        "move",
        "account__milestone_id",
        "account__kind",
        "account__currency",
        "amount",
    ).iterator():
        lines[transaction].append(check.Line(position, move, str(milestone), kind, currency, amount))
    return lines


# --- files ------------------------------------------------------------------------------------------------------------


def _files(business: Business, proof: Proof) -> Iterator[Finding]:
    """Every file is there, and is what the chain says of it."""
    kept = Attachment.objects.filter(business=business, erased_at=None).aggregate(
        files=Count("id"), bytes=Sum("size")
    )
    proof.files, proof.bytes = kept["files"], kept["bytes"] or 0
    for one in verify_files(business.id):
        yield Finding(one.code, (("seq", one.seq),))


# --- the database itself ----------------------------------------------------------------------------------------------


def prove_database() -> list[Finding]:
    """What SQLite can tell of its own file, and references that lead nowhere. PostgreSQL keeps both promises itself."""
    if connection.vendor != "sqlite":
        return []
    findings = []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(20)")
        findings += [
            Finding("database_damaged", (("reason", said),)) for (said,) in cursor.fetchall() if said != "ok"
        ]
        cursor.execute("PRAGMA foreign_key_check")
        rows: list[Any] = cursor.fetchmany(FINDINGS_SHOWN)
        findings += [Finding("reference_broken", (("table", row[0]), ("to", row[2]))) for row in rows]
    return findings
