"""A comparison of providers: who could do an activity, one provider said at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from relais.activities.actions.activities import load as load_activity
from relais.activities.rules import still_recurs
from relais.acts.actions import record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.deciding.actions.cases import Rate
from relais.deciding.entries.cases import (
    ComparisonChanged,
    ComparisonDiscarded,
    ComparisonMade,
    ComparisonRestored,
    ProviderAdded,
    ProviderChanged,
    ProviderRemoved,
    ProviderRestored,
)
from relais.deciding.models import Comparison, Exchange, Provider, ProviderKind
from relais.deciding.models.cases import Period
from relais.deciding.rules import cases as rules
from relais.people.gates import require
from relais.people.models import Membership


@dataclass(frozen=True, slots=True)
class ProviderSaid:
    """All that is said of a provider; see `models.Provider`. `exchange`: what its currency is worth, for all who are paid in it;
    None keeps the rate that the comparison has."""

    name: str
    kind: str
    hours: Decimal
    currency: str = ""
    is_present: bool = False
    pay: int = 0
    pay_per: str = Period.HOUR
    fees: int = 0
    fee_percent: Decimal = Decimal(0)
    accepted: int = 100
    review_hours: Decimal = Decimal(0)
    rework_hours: Decimal = Decimal(0)
    output_per_hour: Decimal | None = None
    exchange: Rate | None = None


@verb
def make_comparison(
    activity_id: UUID, *, owner_rate: int, output: str = "", by: Actor, now: datetime
) -> Comparison:
    """Compare who could do an activity, in the business's currency. `owner_rate`: what the owner's hour is worth, minor units.

    Refused: `comparison_exists`, `activity_already_ended`, `provider_amount_out_of_range`.
    """
    member = require(by, "activity.keep")
    activity = load_activity(activity_id, member)
    still_recurs(activity)
    made = Comparison(
        id=new_id(), business_id=member.business_id, activity=activity, currency=member.business.currency,
        owner_rate=rules.amount_of(owner_rate, field="owner_rate"),
        output=rules.line_of(output, limit=rules.OUTPUT_LIMIT, field="output", required=False),
        made_by=member, made_at=now,
    )  # fmt: skip
    try:
        # Two who make one at once: the second meets the constraint.
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("comparison_exists") from error
    record(member.business, ComparisonMade(activity=activity.title), by=by, now=now, subject=made)
    return made


@verb
def change_comparison(
    comparison_id: UUID, *, owner_rate: int, output: str = "", by: Actor, now: datetime
) -> Comparison:
    """Say again what the owner's hour is worth and what is made. The same changes nothing."""
    member = require(by, "activity.keep")
    found = _load(comparison_id, member)
    _is_open(found)
    said = (
        rules.amount_of(owner_rate, field="owner_rate"),
        rules.line_of(output, limit=rules.OUTPUT_LIMIT, field="output", required=False),
    )
    if said != (found.owner_rate, found.output):
        found.owner_rate, found.output = said
        found.save(update_fields=["owner_rate", "output"])
        data = ComparisonChanged(activity=found.activity.title)
        record(member.business, data, by=by, now=now, subject=found)
    return found


@verb
def say_provider(
    comparison_id: UUID,
    said: ProviderSaid,
    *,
    provider_id: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Provider:
    """Add a provider, or say again all that is known of one. The same changes nothing.

    Refused: `provider_exists` (its name), `providers_too_many` (20), `provider_kind_unknown`, `provider_period_unknown`,
    `provider_amount_out_of_range`, `provider_number_out_of_range`, `accepted_out_of_range`, and what an exchange is refused for.
    """
    member = require(by, "activity.keep")
    comparison = _load(comparison_id, member)
    _is_open(comparison)
    found = _provider(comparison, provider_id) if provider_id else None
    if found is None and comparison.providers.filter(removed_at=None).count() >= rules.PROVIDERS_MOST:
        raise Refused("providers_too_many", most=rules.PROVIDERS_MOST)
    provider = found or Provider(id=new_id(), comparison=comparison)
    before = [getattr(provider, name) for name in _SAID]
    _say(provider, said, comparison)
    rate_changed = _exchange(comparison, provider.currency, said.exchange)
    if found is not None and before == [getattr(provider, name) for name in _SAID] and not rate_changed:
        return provider
    _save(provider)
    kind = ProviderAdded if found is None else ProviderChanged
    data = kind(activity=comparison.activity.title, provider=provider.name)
    record(member.business, data, by=by, now=now, subject=comparison)
    return provider


@verb
def remove_provider(comparison_id: UUID, provider_id: UUID, *, by: Actor, now: datetime) -> Provider:
    """Take a provider out of the comparison. Refused: `provider_already_removed`."""
    member = require(by, "activity.keep")
    comparison = _load(comparison_id, member)
    provider = _provider(comparison, provider_id)
    provider.removed_at = now
    provider.save(update_fields=["removed_at"])
    data = ProviderRemoved(activity=comparison.activity.title, provider=provider.name)
    record(member.business, data, by=by, now=now, subject=comparison)
    return provider


@verb
def restore_provider(comparison_id: UUID, provider_id: UUID, *, by: Actor, now: datetime) -> Provider:
    """Put a provider back. Refused: `provider_not_removed`, `provider_exists`, `providers_too_many`."""
    member = require(by, "activity.keep")
    comparison = _load(comparison_id, member)
    provider: Provider | None = comparison.providers.filter(pk=provider_id).first()
    if provider is None:
        raise Refused("not_found")
    if provider.removed_at is None:
        raise Refused("provider_not_removed")
    if comparison.providers.filter(removed_at=None).count() >= rules.PROVIDERS_MOST:
        raise Refused("providers_too_many", most=rules.PROVIDERS_MOST)
    provider.removed_at = None
    _save(provider)
    data = ProviderRestored(activity=comparison.activity.title, provider=provider.name)
    record(member.business, data, by=by, now=now, subject=comparison)
    return provider


@verb
def discard_comparison(comparison_id: UUID, *, by: Actor, now: datetime) -> Comparison:
    """Put a comparison away. Refused: `comparison_already_ended`."""
    member = require(by, "activity.keep")
    found = _load(comparison_id, member)
    _is_open(found)
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    data = ComparisonDiscarded(activity=found.activity.title)
    record(member.business, data, by=by, now=now, subject=found)
    return found


@verb
def restore_comparison(comparison_id: UUID, *, by: Actor, now: datetime) -> Comparison:
    """Take a comparison up again. Refused: `comparison_not_ended`, `comparison_exists`."""
    member = require(by, "activity.keep")
    found = _load(comparison_id, member)
    if found.ended_at is None:
        raise Refused("comparison_not_ended")
    found.ended_at = None
    try:
        with transaction.atomic():
            found.save(update_fields=["ended_at"])
    except IntegrityError as error:
        raise Refused("comparison_exists") from error
    data = ComparisonRestored(activity=found.activity.title)
    record(member.business, data, by=by, now=now, subject=found)
    return found


@step
def _load(comparison_id: UUID, member: Membership) -> Comparison:
    found: Comparison | None = (
        Comparison.objects.visible_to(member)
        .select_for_update(of=("self",))
        .select_related("activity")
        .filter(pk=comparison_id)
        .first()
    )
    if found is None:
        raise Refused("not_found")
    return found


def _is_open(comparison: Comparison) -> None:
    if comparison.ended_at is not None:
        raise Refused("comparison_already_ended")


def _provider(comparison: Comparison, provider_id: UUID) -> Provider:
    """One of the providers; the comparison's lock is theirs too."""
    found: Provider | None = comparison.providers.filter(pk=provider_id).first()
    if found is None:
        raise Refused("not_found")
    if found.removed_at is not None:
        raise Refused("provider_already_removed")
    return found


_SAID = (
    "name", "kind", "is_present", "currency", "pay", "pay_per", "fees", "fee_percent", "hours", "accepted", "review_hours",
    "rework_hours", "output_per_hour",
)  # fmt: skip


def _say(provider: Provider, said: ProviderSaid, comparison: Comparison) -> None:
    if said.kind not in ProviderKind.values:
        raise Refused("provider_kind_unknown", field="kind")
    if said.pay_per not in Period.values:
        raise Refused("provider_period_unknown", field="pay_per")
    provider.name = rules.line_of(said.name, limit=rules.NAME_LIMIT, field="name")
    provider.kind, provider.pay_per, provider.is_present = said.kind, said.pay_per, said.is_present
    provider.currency = rules.currency_of(said.currency or comparison.currency, field="currency")
    provider.pay = rules.amount_of(said.pay, field="pay")
    provider.fees = rules.amount_of(said.fees, field="fees")
    provider.fee_percent = rules.number_of(said.fee_percent, field="fee_percent", most=rules.FEE_MOST)
    provider.hours = rules.number_of(said.hours, field="hours")
    provider.accepted = rules.accepted_of(said.accepted)
    provider.review_hours = rules.number_of(said.review_hours, field="review_hours")
    provider.rework_hours = rules.number_of(said.rework_hours, field="rework_hours")
    provider.output_per_hour = None
    if said.output_per_hour is not None:
        provider.output_per_hour = rules.number_of(
            said.output_per_hour, field="output_per_hour", most=rules.OUTPUT_MOST, unit=rules.CENT * rules.CENT
        )  # fmt: skip


def _exchange(comparison: Comparison, currency: str, said: Rate | None) -> bool:
    """Keep the rate of a currency; whether that changed anything."""
    if currency == comparison.currency:
        rules.exchange_stands(said, currency, comparison.currency)
        return False
    known = comparison.exchanges.filter(currency=currency).first()
    if said is None:
        rules.exchange_stands(known, currency, comparison.currency)
        return False
    now = Exchange(
        id=known.id if known else new_id(), comparison=comparison, currency=currency, rate=rules.rate_of(said.rate),
        on=rules.day_of(said.on, field="exchange_on"), source=rules.source_of(said.source),
    )  # fmt: skip
    if known and (known.rate, known.on, known.source) == (now.rate, now.on, now.source):
        return False
    now.save(force_update=known is not None, force_insert=known is None)
    return True


def _save(provider: Provider) -> None:
    try:
        with transaction.atomic():
            provider.save()
    except IntegrityError as error:
        raise Refused("provider_exists", field="name") from error
