"""`relais verify`: prove every business, and say what was proved."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from relais.cli import door, schema
from relais.cli.errors import Negative
from relais.cli.words import gettext_now as _
from relais.cli.words import ngettext_now as ngettext

if TYPE_CHECKING:
    from relais.cli.proof import Finding, Proof


def run(asked: argparse.Namespace) -> int:
    door.enter_existing()
    schema.require_up_to_date()
    proofs, database = prove_all(asked.business)
    if asked.json:
        sys.stdout.write(_json(proofs, database))
    else:
        sys.stdout.write(told(proofs, database))
    return 1 if database or not all(proof.is_whole for proof in proofs) else 0


def prove_all(slug: str | None = None) -> tuple[list[Proof], list[Finding]]:
    """The proofs of all businesses, or of one, and what is wrong with the database itself."""
    from relais.cli.proof import prove, prove_database
    from relais.cli.snapshot import snapshot
    from relais.people.models import Business

    with snapshot():
        businesses = Business.objects.order_by("slug")
        if slug is not None:
            businesses = businesses.filter(slug=slug)
            if not businesses:
                raise Negative(_("There is no business “%(slug)s” here.") % {"slug": slug})
        proofs = [prove(business) for business in businesses]
        return proofs, prove_database() if slug is None else []


def told(proofs: list[Proof], database: list[Finding]) -> str:
    """What was proved, in words; each finding is a sentence."""
    said = [sentence(one) for one in database]
    for proof in proofs:
        said.append(f"{proof.name} ({proof.slug})")
        said += [f"  {line}" for line in (*_proved(proof), *(sentence(one) for one in proof.findings))]
        if proof.more:
            said.append("  " + _("… and %(count)s more.") % {"count": proof.more})
    if not proofs:
        said.append(_("There is no business yet: nothing to prove."))
    elif not database and all(proof.is_whole for proof in proofs):
        said.append(_("Nothing was altered, nothing is missing."))
    else:
        wrong = len(database) + sum(len(proof.findings) + proof.more for proof in proofs)
        said.append(
            ngettext("%(count)s thing is wrong.", "%(count)s things are wrong.", wrong) % {"count": wrong}
        )
    return "\n".join(said) + "\n"


def _proved(proof: Proof) -> list[str]:
    return [
        _("log: %(entries)s entries, %(texts)s texts (%(erased)s erased)")
        % {"entries": proof.entries, "texts": proof.texts, "erased": proof.erased},
        _("held funds: %(count)s transactions") % {"count": proof.transactions},
        _("files: %(count)s (%(bytes)s bytes)") % {"count": proof.files, "bytes": proof.bytes},
        _("head of the chain: %(digest)s") % {"digest": proof.head or "—"},
    ]


def sentence(finding: Finding) -> str:
    """A finding as a sentence in the language of the command line."""
    params = dict(finding.params)
    text = _sentences().get(finding.code)
    if text is not None:
        return text % params
    seen = ", ".join(
        f"{name} {value}" for name, value in params.items() if name != "transaction" and value != ""
    )
    code = finding.code.removeprefix("ledger_")
    text = _ledger_sentences().get(code, code)
    if params.get("transaction"):
        return _("Held funds, transaction %(id)s: %(text)s (%(seen)s).") % {
            "id": params["transaction"], "text": text, "seen": seen or "—",
        }  # fmt: skip
    return _("Held funds: %(text)s (%(seen)s).") % {"text": text, "seen": seen or "—"}


def _sentences() -> dict[str, str]:
    return {
        "entry_missing": _("Entry %(seq)s is missing from the log."),
        "link_broken": _("Entry %(seq)s does not follow the entry before it: the chain is broken there."),
        "entry_altered": _("Entry %(seq)s was altered: it no longer matches its digest."),
        "text_missing": _("The text of entry %(seq)s is missing."),
        "text_altered": _("The text of entry %(seq)s was altered."),
        "head_differs": _(
            "The head of the chain does not match its last entry: entries were removed from the end."
        ),
        "brief_altered": _(
            "Entry %(seq)s proposed brief no. %(number)s in other words than those that stand there now."
        ),
        "subject_missing": _("Entry %(seq)s speaks of something (%(kind)s) that is not there."),
        "file_missing": _("A file of entry %(seq)s is missing."),
        "file_altered": _("A file of entry %(seq)s was altered: it no longer matches its digest."),
        "database_damaged": _("The database file is damaged: %(reason)s"),
        "reference_broken": _("A row of %(table)s refers to a row of %(to)s that is not there."),
    }


def _ledger_sentences() -> dict[str, str]:
    return {
        "transaction_repeated": _("it is there twice"),
        "seal_repeated": _("its seal is there twice"),
        "no_entries": _("it is sealed and empty"),
        "unknown_move": _("its move is not known"),
        "out_of_table": _("its lines are not those of its move"),
        "amount_out_of_range": _("an amount is out of range"),
        "unbalanced": _("its lines do not sum to zero"),
        "negative_account": _("it takes an account below zero"),
        "mixed_currencies": _("a milestone has money in two currencies"),
        "released_beyond_held": _("more was released or refunded than was held"),
        "paid_beyond_released": _("more was paid than was released"),
        "totals_unbalanced": _("the accounts of a milestone do not sum to zero"),
        "unsealed_counted": _("a balance counts what was never sealed"),
        "total_differs": _("a balance is not the sum of its lines"),
        "says_otherwise": _("what it says it did differs from its lines"),
    }


def _json(proofs: list[Proof], database: list[Finding]) -> str:
    def plain(finding: Finding) -> dict[str, object]:
        return {"code": finding.code, **dict(finding.params), "text": sentence(finding)}

    said = {
        "whole": not database and all(proof.is_whole for proof in proofs),
        "businesses": [
            {**asdict(proof), "findings": [plain(one) for one in proof.findings]} for proof in proofs
        ],
        "database": [plain(one) for one in database],
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"
