"""Before the work: opening, brief, terms, invitation, proposal and its answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from relais.activities.choosing import activity_choices
from relais.delegations import actions, rules
from relais.delegations.forms import BriefForm, ChangeForm, InviteForm, NewForm, TermsForm
from relais.delegations.reading import Sheet
from relais.delegations.views.common import performers, procedures, see_other, seen
from relais.delegations.views.sheet import show
from relais.log.querysets import entries_visible_to
from relais.people.doors import BusinessRequest, actor_of, in_business


@in_business("delegation.change")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: BusinessRequest) -> HttpResponse:
    """The title first, perhaps from a captured line or a request; then the brief."""
    lists: dict[str, Any] = {
        "members": performers(request.member),
        "procedures": procedures(request.member),
        "activities": activity_choices(request.member),
    }
    if request.method != "POST":
        return render(request, "delegations/new.html", {"form": NewForm(initial=_origin(request), **lists)})
    form = NewForm(request.POST, **lists)
    if form.is_valid():
        opened = form.act(
            lambda: actions.open_delegation(**form.values(), by=actor_of(request), now=timezone.now())
        )
        if opened is not None:
            return see_other("brief", request, opened.id)
    return render(request, "delegations/new.html", {"form": form}, status=form.status)


def _origin(request: BusinessRequest) -> dict[str, Any]:
    """What an entry of the log already says, as the title to begin with: `?from=` its id, or `?title=`."""
    initial: dict[str, Any] = {
        "title": request.GET.get("title", "")[: rules.TITLE_LIMIT],
        "procedure": request.GET.get("procedure", ""),
        "executor": request.GET.get("executor", ""),
        "activity": request.GET.get("activity", ""),
    }
    try:
        entry_id = UUID(request.GET.get("from", "") or request.GET.get("origin", ""))
    except ValueError:
        return initial
    entry = entries_visible_to(request.member).select_related("text").filter(pk=entry_id).first()
    if entry is not None and hasattr(entry, "text"):
        first_line = entry.text.body.strip().partition("\n")[0]
        initial |= {"title": first_line[: rules.TITLE_LIMIT], "origin": entry.pk}
    return initial


@in_business("delegation.change")
@require_http_methods(["GET", "HEAD", "POST"])
def brief(request: BusinessRequest, delegation_id: UUID) -> HttpResponse:
    """The brief in its five parts, kept as a draft until all of it is written."""
    sheet = seen(request, delegation_id)
    if not sheet.may_write:
        rules.in_state(sheet.delegation, rules.NOT_YET_PROPOSED)
    if request.method != "POST":
        return _brief_page(request, sheet, BriefForm(brief=sheet.latest))
    form = BriefForm(request.POST, brief=sheet.latest)
    if form.is_valid():
        said = form.values()
        written = form.act(
            lambda: actions.write_brief(
                delegation_id, said["parts"], stamp=said["stamp"], by=actor_of(request), now=timezone.now()
            )
        )
        if written is not None:
            empty = written.empty_parts()
            if not empty:
                messages.success(request, _("The brief is complete."))
                return see_other("page", request, delegation_id)
            messages.info(request, _("Kept. Still to write: %(parts)s.") % {"parts": rules.part_names(empty)})
            return see_other("brief", request, delegation_id, fragment=f"id_{empty[0]}")
        form.take_stamp(sheet.latest)
    return _brief_page(request, sheet, form)


def _brief_page(request: BusinessRequest, sheet: Sheet, form: BriefForm) -> HttpResponse:
    context = {
        "form": form,
        "sheet": sheet,
        "delegation": sheet.delegation,
        "missing": rules.part_names(sheet.latest.empty_parts()),
    }
    return render(request, "delegations/brief.html", context, status=form.status)


@in_business("delegation.change")
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: BusinessRequest, delegation_id: UUID) -> HttpResponse:
    """Who, how, for how much, and what silence means."""
    sheet = seen(request, delegation_id)
    if not sheet.may_set_terms:
        rules.in_state(sheet.delegation, rules.NOT_YET_PROPOSED | rules.ACCEPTED_ON)
    form = _terms_form(request, sheet)
    if request.method == "POST" and "more" not in request.POST and form.is_valid():
        done = form.act(
            lambda: actions.set_terms(
                delegation_id, **form.terms(sheet.milestones), by=actor_of(request), now=timezone.now()
            )
        )
        if done is not None:
            messages.success(request, _("The terms are kept."))
            return see_other("page", request, delegation_id)
    return _terms_page(request, sheet, form, InviteForm())


def _terms_form(request: BusinessRequest, sheet: Sheet) -> TermsForm:
    return TermsForm(
        request.POST if request.method == "POST" else None,
        delegation=sheet.delegation,
        milestones=sheet.milestones,
        members=performers(request.member),
        procedures=procedures(request.member),
        activities=activity_choices(request.member, sheet.delegation.activity_id),
        is_agreed=sheet.state not in rules.NOT_YET_PROPOSED,
        more="more" in request.POST,
    )


def _terms_page(request: BusinessRequest, sheet: Sheet, form: TermsForm, invite: InviteForm) -> HttpResponse:
    context = {"form": form, "invite_form": invite, "sheet": sheet, "delegation": sheet.delegation}
    return render(request, "delegations/terms.html", context, status=max(form.status, invite.status))


@in_business("delegation.change")
@require_POST
def invitation(request: BusinessRequest, delegation_id: UUID) -> HttpResponse:
    """Invite someone who is not in the team yet to do this work."""
    sheet = seen(request, delegation_id)
    form = InviteForm(request.POST)
    if form.is_valid():
        done = form.act(
            lambda: actions.invite_executor(
                delegation_id, **form.values(), by=actor_of(request), now=timezone.now()
            )
        )
        if done is not None:
            messages.success(
                request,
                _(
                    "Invited. They read the brief first once you propose it, and it becomes theirs when they join."
                ),
            )
            return see_other("page", request, delegation_id)
    unbound = TermsForm(
        delegation=sheet.delegation,
        milestones=sheet.milestones,
        members=performers(request.member),
        procedures=procedures(request.member),
        activities=activity_choices(request.member, sheet.delegation.activity_id),
        is_agreed=sheet.state not in rules.NOT_YET_PROPOSED,
    )
    return _terms_page(request, sheet, unbound, form)


@in_business("delegation.change")
@require_POST
def proposal(request: BusinessRequest, delegation_id: UUID) -> HttpResponse:
    """Put the brief before the executor."""
    seen(request, delegation_id)
    actions.propose(delegation_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Proposed. The answer comes to you on Today and in the log."))
    return see_other("page", request, delegation_id)


@in_business("delegation.change")
@require_POST
def withdrawal(request: BusinessRequest, delegation_id: UUID) -> HttpResponse:
    seen(request, delegation_id)
    actions.withdraw_proposal(delegation_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Withdrawn. You can change the brief and propose it again."))
    return see_other("page", request, delegation_id)


@in_business("delegation.perform")
@require_POST
def acceptance(request: BusinessRequest, delegation_id: UUID) -> HttpResponse:
    """The executor takes the work on."""
    seen(request, delegation_id)
    actions.accept(delegation_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Accepted. The work is yours now."))
    return see_other("page", request, delegation_id)


@in_business("delegation.perform")
@require_POST
def change_request(request: BusinessRequest, delegation_id: UUID) -> HttpResponse:
    """The executor asks for a change before accepting."""
    sheet = seen(request, delegation_id)
    form = ChangeForm(request.POST)
    if form.is_valid():
        done = form.act(
            lambda: actions.ask_for_change(
                delegation_id, form.cleaned_data["text"], by=actor_of(request), now=timezone.now()
            )
        )
        if done is not None:
            messages.success(request, _("Asked. The brief comes back to you when it is answered."))
            return see_other("page", request, delegation_id)
    return show(request, sheet, change=form)
