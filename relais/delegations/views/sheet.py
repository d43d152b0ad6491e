"""The page of one delegation: does this work, and what do I decide?"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from relais.delegations.forms import ChangeForm, ClearForm, EndForm, GateForm, LineForm, MilestoneForm
from relais.delegations.models import Brief
from relais.delegations.reading import Sheet
from relais.delegations.views.common import see_other, seen
from relais.delegations.wording import PARTS, SECTIONS
from relais.log.actions import write
from relais.log.display import days
from relais.log.loading import around
from relais.log.reading import Filters, page_of
from relais.people.doors import BusinessRequest, actor_of, in_business

LINES_SHOWN = 20


@in_business()
@require_safe
def page(request: BusinessRequest, delegation_id: UUID) -> HttpResponse:
    return show(request, seen(request, delegation_id))


def show(
    request: BusinessRequest,
    sheet: Sheet,
    *,
    change: ChangeForm | None = None,
    milestone: MilestoneForm | None = None,
    end: EndForm | None = None,
    line: LineForm | None = None,
    gate: GateForm | None = None,
    clear: ClearForm | None = None,
    clear_id: UUID | None = None,
) -> HttpResponse:
    """The page, with the form that was refused, if one was, and what was typed in it. `clear_id`: the gate of `clear`."""
    forms = {
        "change_form": change or ChangeForm(),
        "milestone_form": milestone or MilestoneForm(currency=sheet.delegation.currency),
        "end_form": end or EndForm(),
        "gate_form": gate or GateForm(auto_id="gate_%s"),
        "clear_form": clear or ClearForm(),
        "line_form": line or LineForm(auto_id="line_%s"),
    }
    thread = page_of(request.member, Filters(delegation=sheet.delegation.id), "", size=LINES_SHOWN)
    context = {
        **forms,
        "clear_id": clear_id,
        "sheet": sheet,
        "delegation": sheet.delegation,
        "sections": brief_sections(sheet.brief),
        "days": days(
            thread.rows, request.member, found=around(thread.rows, request.member, known=sheet.members)
        ),
        "more_lines": bool(thread.next),
    }
    status = max(form.status for form in forms.values())
    return render(request, "delegations/page.html", context, status=status)


@in_business("log.write")
@require_POST
def lines(request: BusinessRequest, delegation_id: UUID) -> HttpResponse:
    """A line in the delegation's own thread."""
    sheet = seen(request, delegation_id)
    form = LineForm(request.POST, request.FILES, auto_id="line_%s")
    if form.is_valid():
        written = form.act(
            lambda: write(
                **form.values(), delegation_id=delegation_id, by=actor_of(request), now=timezone.now()
            )
        )
        if written is not None:
            return see_other("page", request, delegation_id, fragment=f"e{written.seq}")
    return show(request, sheet, line=form)


def brief_sections(brief: Brief) -> list[dict[str, object]]:
    """The five parts as they are read: name, and each field with its own name and text."""
    return [
        {
            "name": section.name,
            "fields": [
                {"name": PARTS[name].name if len(section.fields) > 1 else "", "text": getattr(brief, name)}
                for name in section.fields
            ],
        }
        for section in SECTIONS
    ]
