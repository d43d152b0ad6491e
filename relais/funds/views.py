"""Held funds: what stands where, each movement, the statement; and one small page for each act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from relais.config.csvfile import csv_file
from relais.config.money import decimal_text, typed_text
from relais.engine.funds.entries import Kind
from relais.engine.values import Money
from relais.funds import actions
from relais.funds.forms import AmountForm, ReasonForm, RefundForm, TransferForm
from relais.funds.ledger import available
from relais.funds.listing import movements_of, page_of
from relais.funds.models import Holding, Transaction
from relais.funds.querysets import standing, totals
from relais.people.doors import BusinessRequest, SeeOther, actor_of, in_business
from relais.people.models import Membership
from relais.people.named import team_of
from relais.people.roles import Right


@in_business()
@require_GET
def index(request: BusinessRequest) -> HttpResponse:
    """What is pledged, held, in dispute and owed, by work and person."""
    team = team_of(request.member)
    sees_all = request.member.may("funds.see_all")
    person = _uuid(request.GET.get("person", "")) if sees_all else None
    payees = [one for one in team.values() if one.role == "executor"]
    context = {
        "page": page_of(request.member, person, request.GET.get("after", ""), team),
        "totals": _totals(request.member),
        "people": payees if sees_all else [],
        "person": person,
    }
    return render(request, "funds/index.html", context)


def _totals(member: Membership) -> list[tuple[str, list[tuple[str, int]]]]:
    """By currency, for management only: an executor reads their rows."""
    if not member.may("funds.see_all"):
        return []
    by_currency: dict[str, list[tuple[str, int]]] = {}
    for currency, kind, minor in totals(member.business):
        by_currency.setdefault(currency, []).append((kind, minor))
    return list(by_currency.items())


@in_business()
@require_GET
def movements(request: BusinessRequest) -> HttpResponse:
    delegation = request.GET.get("delegation", "")
    holding = _uuid(request.GET.get("holding", ""))
    page = movements_of(request.member, _uuid(delegation), holding, request.GET.get("after", ""))
    return render(request, "funds/movements.html", {"page": page, "delegation": delegation})


def _transactions(request: BusinessRequest) -> Any:
    rows = Transaction.objects.visible_to(request.member).select_related(
        "milestone__payee__person", "by__person"
    )
    if (delegation := request.GET.get("delegation", "")) and (delegation_id := _uuid(delegation)):
        rows = rows.filter(delegation_id=delegation_id)
    if holding := request.GET.get("holding", ""):
        rows = rows.filter(milestone_id=_uuid(holding))
    return rows


COLUMNS = (
    "moment", "movement", "amount", "currency", "work", "person", "transferred_on", "reference", "provider", "recorded_by",
)  # fmt: skip


@in_business()
@require_GET
def statement(request: BusinessRequest) -> StreamingHttpResponse:
    """Every movement that the reader may see, as CSV, oldest first."""
    rows = _transactions(request).order_by("id")

    def lines() -> Iterator[tuple[Any, ...]]:
        for t in rows.iterator(chunk_size=500):
            yield (
                    t.at.isoformat(timespec="seconds"), t.move, decimal_text(Money(t.amount, t.currency)), t.currency,
                    t.milestone.title, str(t.milestone.payee or ""), t.transferred_on or "",
                    t.reference, t.provider, str(t.by or ""),
            )  # fmt: skip

    return csv_file(f"{request.business.slug}-statement", COLUMNS, lines())


# --- acts -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ActPage:
    """What one act's page shows and does. `kind` is the account that it takes from (none: from outside)."""

    name: str
    title: Any
    text: Any
    button: Any
    form: type[AmountForm]
    kind: Kind | None
    act: Callable[..., object]
    done: Any
    right: Right = "funds.move"


def _transfer(verb: Callable[..., object]) -> Callable[..., object]:
    def act(milestone_id: UUID, values: dict[str, Any], **who: Any) -> object:
        return verb(milestone_id, values.pop("amount"), **values, **who)

    return act


ACTS = {
    page.name: page
    for page in (
        ActPage(
            "pledge",
            _("Pledge money"),
            _(
                "A promise that both sides read. Nothing is transferred yet: hold the money when you have set it aside."
            ),
            _("Pledge"),
            AmountForm,
            None,
            _transfer(actions.pledge),
            _("Pledged."),
        ),
        ActPage(
            "unpledge",
            _("Take a pledge back"),
            _("Only what is pledged and not held yet."),
            pgettext_lazy("pledge", "Take back"),
            AmountForm,
            Kind.PLEDGED,
            _transfer(actions.unpledge),
            _("Pledge taken back."),
        ),
        ActPage(
            "hold",
            _("Hold money for this work"),
            _(
                "You set the money aside by a real transfer, and record it here. It stays held until you judge the work."
            ),
            _("Hold"),
            TransferForm,
            None,
            _transfer(actions.hold),
            _("Held."),
        ),
        ActPage(
            "release",
            _("Release held money"),
            _("What you release is owed to the executor from now on. It cannot be taken back."),
            _("Release"),
            AmountForm,
            Kind.HELD,
            _transfer(actions.release),
            _("Released."),
        ),
        ActPage(
            "refund",
            _("Return held money to the business"),
            _("What you return is no longer held for the executor. Both sides read it in the log."),
            _("Return"),
            RefundForm,
            Kind.HELD,
            _transfer(actions.refund),
            _("Returned."),
        ),
        ActPage(
            "pay",
            _("Record the payment"),
            _("You transferred what was released to the executor: its day and reference close the matter."),
            _("Record the payment"),
            TransferForm,
            Kind.RELEASED,
            _transfer(actions.pay),
            _("Payment recorded."),
        ),
        ActPage(
            "dispute",
            _("Dispute held money"),
            _(
                "The amount is set aside until someone settles the matter. Say what was agreed and what you see."
            ),
            _("Dispute"),
            ReasonForm,
            Kind.HELD,
            _transfer(actions.dispute),
            _("Set aside until a ruling."),
            "log.write",
        ),
        ActPage(
            "settle",
            _("Settle what is in dispute"),
            _(
                "The amount that you write goes to the executor; the rest returns to the business. It is final."
            ),
            _("Settle"),
            ReasonForm,
            Kind.DISPUTED,
            _transfer(actions.settle),
            _("Settled."),
            "funds.settle",
        ),
    )
}


def _act_view(page: ActPage) -> Callable[..., HttpResponseBase]:
    @in_business(page.right)
    @require_http_methods(["GET", "POST"])
    def view(request: BusinessRequest, milestone_id: UUID) -> HttpResponse:
        seen = Holding.objects.visible_to(request.member).select_related("payee__person", "business")
        holding = seen.filter(pk=milestone_id).first()
        if holding is None:
            raise Http404
        if page.name == "dispute" and not actions.may_dispute(request.member, holding):
            raise PermissionDenied
        standing_there = available(holding, page.kind) if page.kind else None
        form = page.form(
            request.POST or None,
            currency=holding.currency,
            available=standing_there,
            initial=_initial(holding, page),
        )
        if request.method == "POST" and form.is_valid():
            values = form.values()
            if (
                form.act(lambda: page.act(holding.id, values, by=actor_of(request), now=timezone.now()))
                is not None
            ):
                messages.success(request, page.done)
                return SeeOther(
                    reverse("delegations:page", args=[request.business.slug, holding.delegation_id])
                    + "#money"
                )
        context = {"form": form, "act_page": page, "holding": holding, "available": standing_there}
        return render(request, "funds/act.html", context, status=form.status)

    return view


def _initial(holding: Holding, page: ActPage) -> dict[str, Any]:
    today = timezone.localdate()
    initial: dict[str, Any] = {"transferred_on": today} if issubclass(page.form, TransferForm) else {}
    if page.name in ("pledge", "hold") and holding.agreed:
        pledged_or_held = sum(
            standing([holding.id])[holding.id].get(k, 0) for k in ("held", "released", "paid")
        )
        rest = holding.agreed - pledged_or_held
        if rest > 0:
            initial["amount"] = typed_text(Money(rest, holding.currency), get_language() or "en")
    return initial


pledge, unpledge, hold, release, refund, pay, dispute, settle = (
    _act_view(ACTS[name])
    for name in ("pledge", "unpledge", "hold", "release", "refund", "pay", "dispute", "settle")
)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
