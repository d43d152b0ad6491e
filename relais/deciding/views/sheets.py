"""Scenario sheets: their list, a new one, the page of one, its cases, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relais.activities.models import Activity
from relais.acts.paging import page_by_id, pages_by_id
from relais.config.csvfile import csv_file
from relais.config.money import typed_text
from relais.deciding import actions
from relais.deciding.drawing import file_of, parts_of, typed_of
from relais.deciding.forms.sheets import AboutForm, CasesForm, NewSheetForm, TellForm
from relais.deciding.models import Sheet
from relais.deciding.showing.listing import row_of, with_told
from relais.deciding.showing.sheets import (
    answer_of,
    asked_of,
    concreteness_of,
    guarded_of,
    watched_of,
    written_of,
)
from relais.deciding.starting import EXAMPLES
from relais.delegations.models import Delegation, GateKind
from relais.engine.values import Money
from relais.log.wording import language
from relais.people.doors import BusinessRequest, SeeOther, actor_of, in_business
from relais.planning.showing.words import typed_measure

CHOICES_MOST = 300
COLUMNS = (
    "title", "activity", "delegation", "currency", "bearable", "expected_loss", "worst_5_percent", "chance_beyond_bearable",
    "expected_loss_guarded", "worst_5_percent_guarded", "outcomes_told", "made_at",
)  # fmt: skip


def see_sheet(request: BusinessRequest, sheet_id: UUID, fragment: str = "") -> HttpResponse:
    """After an act: look there."""
    address = reverse("deciding:sheet", args=[request.business.slug, sheet_id])
    return SeeOther(f"{address}#{fragment}" if fragment else address)


def seen(request: BusinessRequest, sheet_id: UUID) -> Sheet:
    """The sheet of the address, if the member may see it; 404 otherwise."""
    found: Sheet | None = (
        Sheet.objects.visible_to(request.member)
        .select_related("activity", "delegation")
        .filter(pk=sheet_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _listed(request: BusinessRequest) -> Any:
    rows = Sheet.objects.visible_to(request.member).select_related("activity", "delegation")
    rows = rows.exclude(dropped_at=None) if request.GET.get("dropped") == "1" else rows.kept()
    for name in ("delegation", "activity"):
        try:
            asked = UUID(request.GET.get(name, ""))
        except ValueError:
            continue
        rows = rows.filter(**{f"{name}_id": asked})
    return with_told(rows)


@in_business("activity.keep")
@require_safe
def index(request: BusinessRequest) -> HttpResponse:
    """The sheets, newest first; those of one delegation or activity with `?delegation=` or `?activity=`."""
    page = page_by_id(_listed(request), request.GET.get("after", ""))
    today = timezone.localdate()
    is_dropped = request.GET.get("dropped") == "1"
    here = reverse("deciding:sheets", args=[request.business.slug])
    context = {
        "page": page,
        "rows": [row_of(sheet, today) for sheet in page.rows],
        "examples": [(name, one.title, one.why) for name, one in EXAMPLES.items()],
        "delegation": request.GET.get("delegation", ""),
        "activity": request.GET.get("activity", ""),
        "dropped": is_dropped,
        "tabs": [
            {"url": here, "label": _("Sheets"), "current": not is_dropped},
            {"url": f"{here}?dropped=1", "label": _("Put away"), "current": is_dropped},
            {
                "url": reverse("deciding:forecasts", args=[request.business.slug]),
                "label": _("Your forecasts"),
            },
        ],
    }
    return render(request, "deciding/sheets.html", context)


@in_business("activity.keep")
@require_safe
def export(request: BusinessRequest) -> StreamingHttpResponse:
    """The list as CSV, newest first. Amounts in whole units of the currency."""
    rows = _listed(request)

    def lines() -> Iterator[tuple[Any, ...]]:
        for page in pages_by_id(rows, size=500):
            for sheet in page:
                yield _cells(sheet)

    return csv_file(f"{request.business.slug}-sheets", COLUMNS, lines())


def _cells(sheet: Any) -> tuple[Any, ...]:
    before = (sheet.result or {}).get("before", {})
    after = (sheet.result or {}).get("after", {})
    return (
        sheet.title, sheet.activity.title if sheet.activity else "",
        sheet.delegation.title if sheet.delegation else "", sheet.currency,
        "" if sheet.bearable is None else typed_of(sheet.bearable, "money", sheet.currency),
        before.get("expected_loss", ""), before.get("worst_5_percent", ""), before.get("chance_beyond_bearable", ""),
        after.get("expected_loss", ""), after.get("worst_5_percent", ""), sheet.n_told,
        sheet.made_at.isoformat(timespec="seconds"),
    )  # fmt: skip


# --- one sheet --------------------------------------------------------------------------------------------------------


def _choices(request: BusinessRequest) -> dict[str, Any]:
    return {
        "currency": request.business.currency,
        "activities": list(
            Activity.objects.visible_to(request.member).open().order_by("title")[:CHOICES_MOST]
        ),
        "delegations": list(
            Delegation.objects.visible_to(request.member).under_way().order_by("-id")[:CHOICES_MOST]
        ),
    }


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: BusinessRequest) -> HttpResponse:
    """A new sheet, empty or from an example."""
    name = request.GET.get("template", "")
    initial = {
        "template": name if name in EXAMPLES else "",
        "title": EXAMPLES[name].title if name in EXAMPLES else "",
        "delegation": request.GET.get("delegation", ""),
        "activity": request.GET.get("activity", ""),
    }
    posted = request.POST if request.method == "POST" else None
    form = NewSheetForm(posted, initial=initial, **_choices(request))
    if posted is not None and form.is_valid():
        made = form.act(
            lambda: actions.make_sheet(
                form.about(),
                template=form.cleaned_data["template"],
                by=actor_of(request),
                now=timezone.now(),
            )
        )
        if made is not None:
            return see_sheet(request, made.id)
    return render(request, "deciding/sheet_about.html", {"form": form}, status=form.status)


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def about(request: BusinessRequest, sheet_id: UUID) -> HttpResponse:
    """What it is about, and what can be borne."""
    sheet = seen(request, sheet_id)
    choices = _choices(request)
    for name in ("activity", "delegation"):  # closed since: still what it is about
        one = getattr(sheet, name)
        rows = choices["activities" if name == "activity" else "delegations"]
        if one is not None and one not in rows:
            rows.append(one)
    choices["currency"] = sheet.currency
    form = AboutForm(request.POST if request.method == "POST" else None, initial=_initial(sheet), **choices)
    if request.method == "POST" and form.is_valid():
        done = form.act(
            lambda: actions.change_sheet(sheet_id, form.about(), by=actor_of(request), now=timezone.now())
        )
        if done is not None:
            messages.success(request, _("Kept, and drawn anew."))
            return see_sheet(request, sheet_id)
    return render(request, "deciding/sheet_about.html", {"form": form, "sheet": sheet}, status=form.status)


def _initial(sheet: Sheet) -> dict[str, Any]:
    def typed(minor: int | None) -> str:
        return "" if minor is None else typed_text(Money(minor, sheet.currency), language())

    return {
        "title": sheet.title, "activity": str(sheet.activity_id or ""), "delegation": str(sheet.delegation_id or ""),
        "bearable": typed(sheet.bearable), "hour_rate": typed(sheet.hour_rate), "known_on": sheet.known_on,
    }  # fmt: skip


@in_business("activity.keep")
@require_safe
def page(request: BusinessRequest, sheet_id: UUID) -> HttpResponse:
    """The sheet: what it answers, and all that it is made of."""
    sheet = seen(request, sheet_id)
    parts = parts_of(sheet, with_gates=True)
    told = [one for one in parts.outcomes if one.told_at is not None]
    context = {
        "sheet": sheet,
        "answer": answer_of(sheet),
        "watched": watched_of(sheet, parts),
        "safeguards": guarded_of(sheet, parts),
        "outcomes": written_of(sheet, parts),
        "losses": [one for one in parts.outcomes if one.kind == "loss"],
        "sections": asked_of(sheet),
        "concreteness": concreteness_of(sheet),
        "removed": [(one, one._meta.model_name) for one in parts.removed],
        "n_told": len(told),
        "is_due": bool(parts.outcomes)
        and len(told) < len(parts.outcomes)
        and sheet.known_on is not None
        and sheet.known_on <= timezone.localdate(),
        "may_change": sheet.dropped_at is None and not told,
        "gate_kinds": GateKind.choices,
    }
    return render(request, "deciding/sheet.html", context)


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def cases(request: BusinessRequest, sheet_id: UUID) -> HttpResponse:
    """The worst case, the best case, and what doing nothing costs."""
    sheet = seen(request, sheet_id)
    form = CasesForm(request.POST if request.method == "POST" else None, initial=sheet.answers)
    if request.method == "POST" and form.is_valid():
        done = form.act(
            lambda: actions.write_cases(sheet_id, form.answers(), by=actor_of(request), now=timezone.now())
        )
        if done is not None:
            messages.success(request, concreteness_of(done))
            return see_sheet(request, sheet_id, "cases")
    context = {"form": form, "sheet": sheet}
    return render(request, "deciding/sheet_cases.html", context, status=form.status)


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: BusinessRequest, sheet_id: UUID) -> HttpResponse:
    """What came of it: each outcome, its cost, and what was learned."""
    sheet = seen(request, sheet_id)
    outcomes = parts_of(sheet).outcomes
    initial = {}
    for one in outcomes:
        initial[f"happened_{one.id}"] = "" if one.happened is None else "yes" if one.happened else "no"
        if one.actual is not None:
            initial[f"actual_{one.id}"] = typed_measure(
                typed_of(one.actual, one.unit, sheet.currency), language()
            )
    posted = request.POST if request.method == "POST" else None
    form = TellForm(posted, initial=initial, currency=sheet.currency, outcomes=outcomes)
    if posted is not None and form.is_valid():
        done = form.act(
            lambda: actions.tell_outcomes(
                sheet_id,
                form.told(),
                lesson=form.cleaned_data["lesson"],
                by=actor_of(request),
                now=timezone.now(),
            )
        )
        if done is not None:
            messages.success(request, _("Kept. Your forecasts are compared with it."))
            return see_sheet(request, sheet_id)
    context = {"form": form, "sheet": sheet, "rows": list(zip(form.rows, outcomes, strict=True))}
    return render(request, "deciding/sheet_told.html", context, status=form.status)


@in_business("activity.keep")
@require_safe
def file(request: BusinessRequest, sheet_id: UUID) -> HttpResponse:
    """The sheet as `relais scenarios` reads it."""
    sheet = seen(request, sheet_id)
    said = file_of(sheet, parts_of(sheet))
    response = JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="sheet-{sheet.id}.json"'
    return response


@in_business("activity.keep")
@require_POST
def drop(request: BusinessRequest, sheet_id: UUID) -> HttpResponse:
    seen(request, sheet_id)
    actions.drop_sheet(sheet_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Put away. It can be taken up again here."))
    return see_sheet(request, sheet_id)


@in_business("activity.keep")
@require_POST
def restore(request: BusinessRequest, sheet_id: UUID) -> HttpResponse:
    seen(request, sheet_id)
    actions.restore_sheet(sheet_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Taken up again."))
    return see_sheet(request, sheet_id)
