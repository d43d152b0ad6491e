"""Bringing an exported business in: all of it, proved, in one transaction; or nothing."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from relais.acts import search
from relais.acts.models import Chain, EntryText
from relais.cli.errors import Negative
from relais.cli.parcel.rows import CARRIED, FORMAT, VERSION, Carried, rows_of
from relais.cli.parcel.sealed import Reader, damaged, reading, refused
from relais.cli.parcel.stored import Stored
from relais.cli.proof import prove
from relais.cli.verify import sentence
from relais.cli.words import gettext_now as _
from relais.funds.models import Account, Seal
from relais.people.models import Business, Invitation, Membership, Person
from relais.planning.hours import read_week
from relais.planning.models import Pattern
from relais.procedures.models import Procedure

NAMES: Final = re.compile(r"data/[a-z]+\.[a-z]+\.jsonl|files/([0-9a-f]{2})/\1[0-9a-f]{62}")
SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
AT_ONCE: Final = 500


def bring_in(file: Path, *, slug: str | None, now: datetime) -> Business:
    """Bring the business of `file` into this instance, under its own slug or another.

    Raises Negative with one line, and then nothing has changed: no row, no file.
    """
    with reading(file, kind=FORMAT, version=VERSION, names=NAMES) as parcel, Stored() as stored:
        _guard_parts(parcel)
        _guard_place(parcel, slug)
        for name in parcel.members:
            if name.startswith("files/"):
                stored.take(_digest_of(parcel, name), parcel.pieces(name))
        try:
            with transaction.atomic(durable=True):
                business = _Bringing(parcel, slug, now).run()
                stored.keep_if_committed()
        except IntegrityError as error:
            raise refused(_("its rows contradict each other or what is here already")) from error
        except (DatabaseError, ValueError, OverflowError) as error:
            raise refused(
                _("the database does not take its rows (%(reason)s)") % {"reason": error}
            ) from error
    return business


def _guard_parts(parcel: Reader) -> None:
    listed = {name for name in parcel.members if name.startswith("data/")}
    if missing := {carried.member for carried in CARRIED} - listed:
        raise damaged(min(missing))
    if unknown := listed - {carried.member for carried in CARRIED}:
        raise refused(_("it has a part that does not belong there, “%(name)s”") % {"name": min(unknown)})


def _digest_of(parcel: Reader, name: str) -> str:
    """A file's name is its digest; `pieces` proves that its bytes have it."""
    digest = name.rpartition("/")[2]
    if parcel.members[name]["sha256"] != digest:
        raise damaged(name)
    return digest


def _guard_place(parcel: Reader, slug: str | None) -> None:
    """Refuse early what the transaction would refuse late. Whatever happens meanwhile, the constraints decide."""
    about = parcel.manifest.get("business")
    if not isinstance(about, dict):
        raise damaged("manifest.json")
    wanted = slug or str(about.get("slug"))
    if not SLUG.fullmatch(wanted) or len(wanted) > 60:
        raise Negative(
            _("“%(slug)s” cannot be a name in addresses: use small letters, digits and hyphens.")
            % {"slug": wanted[:80]}
        )
    here = Business.objects.filter(pk=_uuid(about.get("id"))).first()
    if here is not None:
        raise Negative(
            _("This business is here already, as “%(slug)s”. Nothing was changed.") % {"slug": here.slug}
        )
    if Business.objects.filter(slug=wanted).exists():
        raise Negative(
            _("Another business here is called “%(slug)s”: choose a name with --slug. Nothing was changed.")
            % {"slug": wanted}
        )


def _uuid(said: object) -> UUID:
    try:
        return UUID(str(said))
    except ValueError as error:
        raise damaged("manifest.json") from error


class _Bringing:
    """The rows of one parcel, inside its transaction."""

    def __init__(self, parcel: Reader, slug: str | None, now: datetime) -> None:
        self.parcel, self.slug, self.now = parcel, slug, now
        self.business_id = _uuid(parcel.manifest["business"].get("id"))
        self.persons: dict[UUID, UUID] = {}
        self.balances: dict[UUID, int] = {}
        self.current: dict[UUID, UUID] = {}

    def run(self) -> Business:
        counts: dict[str, int] = {}
        for carried in CARRIED:
            counts[carried.name] = self._bring(carried)
        if counts != self.parcel.manifest.get("counts"):
            raise damaged("manifest.json")
        business = Business.objects.get(pk=self.business_id)
        self._point_to_current()
        self._index_words(business)
        self._prove(business, counts)
        return business

    def _bring(self, carried: Carried) -> int:
        prepare = self._preparations().get(carried.model, lambda row: True)
        # PostgreSQL runs the triggers of one INSERT after all its rows: each seal must be counted before the next one is there.
        size = 1 if carried.model is Seal else None
        rows = self._rows(carried)
        count = 0
        while batch := list(islice(rows, AT_ONCE)):
            count += len(batch)
            carried.model._default_manager.bulk_create(
                (row for row in batch if prepare(row)), batch_size=size
            )
        return count

    def _rows(self, carried: Carried) -> Iterator[Any]:
        """The rows as instances, each column read as its field reads it. Anything that does not fit is refused."""
        columns = carried.columns
        names = {field.attname for field in columns}
        for number, line in enumerate(self.parcel.lines(carried.member), start=1):
            try:
                said = _columns(line, names)
                row = carried.model(**{field.attname: _read(field, said[field.attname]) for field in columns})
            except (ValueError, TypeError, ValidationError, OverflowError, RecursionError) as error:
                raise refused(
                    _("line %(number)s of “%(name)s” cannot be read")
                    % {"number": number, "name": carried.member}
                ) from error
            yield row

    def _preparations(self) -> dict[type[models.Model], Callable[[Any], bool]]:
        """What some rows need before they are inserted; False: the row is here already."""
        return {
            Business: self._business,
            Person: self._person,
            Membership: self._membership,
            Invitation: self._invitation,
            Procedure: self._procedure,
            Account: self._account,
            Pattern: self._pattern,
        }

    def _business(self, row: Business) -> bool:
        row.slug = self.slug or row.slug
        return True

    def _person(self, row: Person) -> bool:
        """A person is recognised by their address; who is new here has no password and signs in by a link."""
        said = row.pk
        row.email = row.email.strip().lower()
        here = Person.objects.filter(email__iexact=row.email).first()
        if here is None and Person.objects.filter(pk=row.pk).exists():
            row.pk = Person._meta.pk.get_default()
        self.persons[said] = here.pk if here else row.pk
        row.set_unusable_password()
        return here is None

    def _membership(self, row: Membership) -> bool:
        if row.person_id not in self.persons:
            raise refused(_("its rows contradict each other or what is here already"))
        row.person_id = self.persons[row.person_id]
        return True

    def _invitation(self, row: Invitation) -> bool:
        """Its link was another instance's: nobody comes in by it here. Invite again from the Team page."""
        row.token_digest = secrets.token_hex(32)
        if row.accepted_at is None and row.revoked_at is None:
            row.revoked_at = self.now
        return True

    def _procedure(self, row: Procedure) -> bool:
        if row.current_id:
            self.current[row.pk] = row.current_id
            row.current_id = None
        return True

    def _account(self, row: Account) -> bool:
        """Accounts open empty; the seals bring each balance back, and it must be the one that the file states."""
        if row.balance:
            self.balances[row.pk] = row.balance
            row.balance = 0
        return True

    def _pattern(self, row: Pattern) -> bool:
        """Every page of a plan reads its hours: what cannot be read as a week does not come in."""
        try:
            whole = len(read_week(row.week)) == 7
            ZoneInfo(row.zone)
        except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as error:
            raise refused(_("its working week cannot be read")) from error
        if not whole:
            raise refused(_("its working week cannot be read"))
        return True

    def _point_to_current(self) -> None:
        for procedure, version in self.current.items():
            Procedure.objects.filter(pk=procedure, business_id=self.business_id).update(current_id=version)

    def _index_words(self, business: Business) -> None:
        texts = EntryText.objects.filter(entry__business=business, erased_at=None).order_by("entry__seq")
        for text in texts.select_related("entry").iterator(chunk_size=2000):
            search.index(text.entry, text.body)

    def _prove(self, business: Business, counts: dict[str, int]) -> None:
        """Nothing of another business, nothing lost, the same chain, a ledger that is right: or none of it is kept."""
        said = self.parcel.manifest.get("chain", {})
        head = Chain.objects.filter(business=business).first()
        if (head.seq if head else 0, head.digest if head else "") != (said.get("seq"), said.get("digest")):
            raise damaged("data/acts.chain.jsonl")
        for carried in CARRIED:
            expected = len({*self.persons.values()}) if carried.model is Person else counts[carried.name]
            if rows_of(carried, business).count() != expected:
                raise refused(_("its rows belong to another business"))
            self._guard_references(carried, business)
        if Account.objects.filter(business=business).exclude(balance=0).count() != len(self.balances) or any(
            balance != self.balances.get(pk)
            for pk, balance in Account.objects.filter(business=business)
            .exclude(balance=0)
            .values_list("pk", "balance")
        ):
            raise refused(_("its balances are not those of its ledger"))
        proof = prove(business)
        if not proof.is_whole:
            raise refused(sentence(proof.findings[0]).rstrip("."))
        if connection.vendor == "postgresql":
            connection.check_constraints()

    def _guard_references(self, carried: Carried, business: Business) -> None:
        """No row of this business may refer to a row of another one."""
        ways = {one.model: one.path for one in CARRIED if one.path.endswith("business")}
        for field in carried.columns:
            if not field.is_relation or field.related_model not in ways or field.related_model is Person:
                continue
            way = f"{field.name}__{ways[field.related_model]}"
            theirs = rows_of(carried, business).filter(**{f"{field.name}__isnull": False})
            if theirs.exclude(**{way: business}).exists():
                raise refused(_("its rows belong to another business"))


def _columns(line: bytes, names: set[str]) -> dict[str, Any]:
    said = json.loads(line)
    if not isinstance(said, dict) or said.keys() != names:
        raise ValueError("columns")
    return said


def _read(field: models.Field[Any, Any], said: object) -> Any:
    """A column's value from JSON: null where it may be, else of the field's own kind, length and choices."""
    if said is None and field.null:
        return None
    if "\x00" in _strings_of(said):
        raise ValueError(field.attname)
    if isinstance(field, models.JSONField):
        return said
    target: Any = field.target_field if isinstance(field, models.ForeignKey) else field
    if type(said) is not _KINDS.get(target.get_internal_type(), str):
        raise ValueError(field.attname)
    value = target.to_python(said)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(field.attname)
    if target.choices and value != "" and value not in dict(target.flatchoices):
        raise ValueError(field.attname)
    target.run_validators(value)
    return value


def _strings_of(said: object) -> str:
    """All the text of a value, however deep: PostgreSQL keeps no NUL, so that SQLite must not either."""
    if isinstance(said, dict):
        return "".join(key + _strings_of(value) for key, value in said.items())
    if isinstance(said, list):
        return "".join(_strings_of(value) for value in said)
    return said if isinstance(said, str) else ""


_KINDS: Final[dict[str, type]] = {
    "PositiveBigIntegerField": int,
    "PositiveIntegerField": int,
    "PositiveSmallIntegerField": int,
    "SmallIntegerField": int,
    "IntegerField": int,
    "BigIntegerField": int,
    "BooleanField": bool,
}
