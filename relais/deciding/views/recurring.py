"""What keeps coming back: groups of tops and flops, and what the person says of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from relais.activities.rules import TITLE_LIMIT
from relais.acts.refusal import Refused
from relais.config.csvfile import csv_file
from relais.deciding import actions
from relais.deciding.forms.reviews import ActivityOfGroupForm, JoinForm, OftenFields
from relais.deciding.groups import NoteGroup, in_period, reread
from relais.deciding.models import Regrouping
from relais.deciding.showing.periods import period_in
from relais.deciding.showing.recurring import GroupPage, activities_of, group_page, groups_named, recurrences
from relais.deciding.views.common import see_other
from relais.log.wording import language
from relais.people.doors import BusinessRequest, SeeOther, actor_of, in_business


@in_business("activity.keep")
@require_safe
def index(request: BusinessRequest) -> HttpResponse:
    """What recurs in a period; with `?show=alone`, what came once."""
    return _index(request)


def _index(request: BusinessRequest, refused: Refused | None = None) -> HttpResponse:
    period = period_in(request.GET, timezone.localdate())
    alone = request.GET.get("show") == "alone"
    shown = recurrences(request.member, period, alone=alone, after=request.GET.get("after", ""))
    context = {
        "shown": shown,
        "period": period,
        "alone": alone,
        "ticked": request.POST.getlist("group"),
        "refused": refused,
        "here": request.get_full_path(),
    }
    return render(request, "deciding/recurring.html", context, status=refused.status if refused else 200)


COLUMNS = ("group", "on", "kind", "text", "activity", "times", "note")


@in_business("activity.keep")
@require_safe
def export(request: BusinessRequest) -> StreamingHttpResponse:
    """Every note of the period with its group, as CSV; what came once has a group of its own."""
    period = period_in(request.GET, timezone.localdate())
    member = request.member

    def rows() -> Iterator[tuple[object, ...]]:
        several, once = in_period(reread(member), period.first, period.last)
        about = activities_of(
            member, {one.group.activity_id for one in (*several, *once) if one.group.activity_id}
        )
        for one in (*several, *once):
            activity = about.get(one.group.activity_id) if one.group.activity_id else None
            title = activity.title if activity else ""
            for note in one.notes:
                yield (
                    one.group.name, note.on, note.kind, note.text, title, len(one.notes), note.id,
                )  # fmt: skip

    return csv_file(f"{request.business.slug}-recurring", COLUMNS, rows())


@in_business("activity.keep")
@require_POST
def merging(request: BusinessRequest) -> HttpResponse:
    """The groups that were ticked are one."""
    groups = groups_named(reread(request.member), request.POST.getlist("group"))
    try:
        said = actions.merge_groups(
            [[note.id for note in group.notes] for group in groups], by=actor_of(request), now=timezone.now()
        )
    except Refused as refused:
        return _index(request, refused)
    messages.success(request, _("They are one group from now on."))
    return see_other("group", request, said.notes[0])


# --- one group --------------------------------------------------------------------------------------------------------


@in_business("activity.keep")
@require_safe
def group(request: BusinessRequest, highlight_id: UUID) -> HttpResponse:
    """The group in which a note is: its notes, and what can be said of it."""
    return _group(request, highlight_id)


def _group(
    request: BusinessRequest,
    highlight_id: UUID,
    *,
    form: ActivityOfGroupForm | None = None,
    join: JoinForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    shown = group_page(request.member, highlight_id, request.GET.get("after", ""))
    if shown is None:
        raise Http404
    context = {
        "shown": shown,
        "highlight_id": highlight_id,
        "form": form or ActivityOfGroupForm(initial=_known(shown)),
        "join": join or JoinForm(activities=shown.others),
        "ticked": request.POST.getlist("out"),
        "refused": refused,
    }
    status = max(one.status for one in (form, join, refused) if one) if form or join or refused else 200
    return render(request, "deciding/recurring_group.html", context, status=status)


def _known(shown: GroupPage) -> dict[str, Any]:
    """The name and how often it came, as the form of a new activity begins with them."""
    return {"title": shown.group.name[:TITLE_LIMIT], **often_of(shown.group)}


def often_of(group: NoteGroup) -> dict[str, str]:
    """How often a group came, over the days from its first to its last: said only from three days on."""
    days = group.days
    if len(days) < 3:
        return {}
    per_week = 7 * (len(days) - 1) / (days[-1] - days[0]).days
    return OftenFields.typed(per_week, language())


@in_business("activity.keep")
@require_POST
def confirmation(request: BusinessRequest, highlight_id: UUID) -> HttpResponse:
    """All its notes belong together."""
    actions.confirm_group(_ids(request, highlight_id), by=actor_of(request), now=timezone.now())
    messages.success(request, _("Kept: these notes stay together."))
    return see_other("group", request, highlight_id)


@in_business("activity.keep")
@require_POST
def split(request: BusinessRequest, highlight_id: UUID) -> HttpResponse:
    """The notes that were ticked do not belong to it."""
    inside = _ids(request, highlight_id)
    ticked = set(request.POST.getlist("out"))
    out = [note for note in inside if str(note) in ticked]
    try:
        said = actions.split_group(inside, out, by=actor_of(request), now=timezone.now())
    except Refused as refused:
        return _group(request, highlight_id, refused=refused)
    messages.success(request, _("They left the group, and stay out of it."))
    return see_other("group", request, said.notes[0])


@in_business("activity.keep")
@require_POST
def activity(request: BusinessRequest, highlight_id: UUID) -> HttpResponse:
    """It becomes an activity, or joins one (`?join`)."""
    inside, by, now = _ids(request, highlight_id), actor_of(request), timezone.now()
    if "activity" in request.POST:
        return _joined(request, highlight_id, inside)
    form = ActivityOfGroupForm(request.POST)
    if form.is_valid():
        done = form.act(lambda: actions.make_activity_of_group(inside, form.known(), by=by, now=now))
        if done is not None:
            messages.success(request, _("It is an activity now: it can be decided on."))
            return see_other("group", request, highlight_id)
    return _group(request, highlight_id, form=form)


def _joined(request: BusinessRequest, highlight_id: UUID, inside: list[UUID]) -> HttpResponse:
    shown = group_page(request.member, highlight_id, "")
    form = JoinForm(request.POST, activities=shown.others if shown else ())
    if form.is_valid():
        chosen = UUID(form.cleaned_data["activity"])
        done = form.act(
            lambda: actions.attach_group(inside, chosen, by=actor_of(request), now=timezone.now())
        )
        if done is not None:
            messages.success(request, _("These notes are about it from now on."))
            return see_other("group", request, highlight_id)
    return _group(request, highlight_id, join=form)


@in_business("activity.keep")
@require_POST
def undo(request: BusinessRequest, regrouping_id: UUID) -> HttpResponse:
    """Take back what was said of a group."""
    seen = Regrouping.objects.visible_to(request.member).filter(pk=regrouping_id).first()
    if seen is None:
        raise Http404
    said = actions.undo_regrouping(regrouping_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Taken back."))
    inside = next((group for group in groups_named(reread(request.member), said.notes)), None)
    if inside is None:
        return SeeOther(reverse("deciding:recurring", args=[request.business.slug]))
    return see_other("group", request, inside.typical.id)


def _ids(request: BusinessRequest, highlight_id: UUID) -> list[UUID]:
    found = reread(request.member).of(highlight_id)
    if found is None:
        raise Http404
    return [note.id for note in found.notes]
