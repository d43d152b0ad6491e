"""The review: its list and rhythm, its points one at a time, its summary."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relais.activities.models import Activity
from relais.acts.paging import page_by_id, pages_by_id
from relais.acts.refusal import Refused
from relais.config.csvfile import csv_file
from relais.deciding import actions
from relais.deciding.actions.reviews import next_period
from relais.deciding.forms.reviews import (
    DecisionForm,
    GroupDecisionForm,
    JudgementForm,
    OftenFields,
    RhythmForm,
)
from relais.deciding.models import Every, ItemKind, Review, ReviewItem
from relais.deciding.showing.recurring import ACTIVITIES_MOST
from relais.deciding.showing.reviews import (
    Point,
    counted,
    point_of,
    review_row,
    rhythm_of,
    rhythm_shown,
    summary_of,
)
from relais.deciding.views.common import see_other
from relais.log.wording import language
from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.planning.views.common import date_in

FRIDAY = 4


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: BusinessRequest) -> HttpResponse:
    """The reviews, the newest first; POST opens one."""
    if request.method != "POST":
        return _index(request)
    first, last = date_in(request.POST.get("first_on", "")), date_in(request.POST.get("last_on", ""))
    try:
        review = actions.open_review(first_on=first, last_on=last, by=actor_of(request), now=timezone.now())
    except Refused as refused:
        return _index(request, refused)
    return see_other("review-point", request, review.id, 1)


def _index(request: BusinessRequest, refused: Refused | None = None) -> HttpResponse:
    member, now = request.member, timezone.now()
    page = page_by_id(counted(member), request.GET.get("after", ""))
    rows = [review_row(review) for review in page.rows]
    rhythm = rhythm_of(member)
    today = timezone.localdate()
    last_opened = rows[0].opened_at if rows else None
    context = {
        "page": page,
        "rows": rows,
        "open": next((row for row in rows if row.finished_at is None), None),
        "rhythm": rhythm_shown(rhythm, last_opened, now) if rhythm else None,
        "first": date_in(request.POST.get("first_on", "")) or next_period(member, today),
        "last": date_in(request.POST.get("last_on", "")) or today,
        "refused": refused,
    }
    return render(request, "deciding/reviews.html", context, status=refused.status if refused else 200)


COLUMNS = (
    "first_on",
    "last_on",
    "opened_at",
    "finished_at",
    "points",
    "decided",
    "looked_at_again",
    "left",
    "id",
)


@in_business("activity.keep")
@require_safe
def export(request: BusinessRequest) -> StreamingHttpResponse:
    """The reviews as CSV, the newest first."""

    def rows() -> Iterator[tuple[object, ...]]:
        for page in pages_by_id(counted(request.member), size=500):
            for row in page:
                yield (
                    row.first_on, row.last_on, row.opened_at.isoformat(timespec="seconds"),
                    row.finished_at.isoformat(timespec="seconds") if row.finished_at else "", row.n_points,
                    row.n_decided, row.n_judged, row.n_left, row.id,
                )  # fmt: skip

    return csv_file(f"{request.business.slug}-reviews", COLUMNS, rows())


# --- the rhythm -------------------------------------------------------------------------------------------------------


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def rhythm(request: BusinessRequest) -> HttpResponse:
    """When the review comes: every two weeks on Friday at four unless something else is said."""
    kept = rhythm_of(request.member)
    initial = {
        "every": kept.every if kept else Every.TWO_WEEKS,
        "weekday": kept.weekday if kept else FRIDAY,
        "at": kept.at if kept else time(16, 0),
    }
    form = RhythmForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = form.act(lambda: actions.set_rhythm(**form.values(), by=actor_of(request), now=timezone.now()))
        if done is not None:
            messages.success(request, _("Kept. When its day comes, the review waits for you on Today."))
            return see_other("review-rhythm", request)
    shown = rhythm_shown(kept, None, timezone.now()) if kept else None
    context = {"form": form, "rhythm": shown, "zone": kept.zone if kept else request.person.timezone}
    return render(request, "deciding/review_rhythm.html", context, status=form.status)


@in_business("activity.keep")
@require_POST
def rhythm_end(request: BusinessRequest) -> HttpResponse:
    actions.end_rhythm(by=actor_of(request), now=timezone.now())
    messages.success(request, _("The review comes no more by itself. You can open one whenever you like."))
    return see_other("reviews", request)


@in_business("activity.keep")
@require_safe
def calendar(request: BusinessRequest) -> HttpResponse:
    """The review as one repeating event, for any calendar program."""
    from relais.deciding.review_events import calendar_file  # icalendar is loaded when it is asked for

    kept = rhythm_of(request.member)
    if kept is None:
        raise Http404
    url = request.build_absolute_uri(reverse("deciding:reviews", args=[request.business.slug]))
    response = HttpResponse(calendar_file(kept, url=url), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="review.ics"'
    return response


# --- one review -------------------------------------------------------------------------------------------------------


@in_business("activity.keep")
@require_safe
def review(request: BusinessRequest, review_id: UUID) -> HttpResponse:
    """What was decided, in sentences; where to go on while it is open."""
    found = _seen(request, review_id)
    context = {"review": found, "summary": summary_of(found, request.member)}
    return render(request, "deciding/review.html", context)


@in_business("activity.keep")
@require_POST
def finish(request: BusinessRequest, review_id: UUID) -> HttpResponse:
    _seen(request, review_id)
    actions.finish_review(review_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("The review is finished."))
    return see_other("review", request, review_id)


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def point(request: BusinessRequest, review_id: UUID, position: int) -> HttpResponse:
    """One point, with its figures; POST says what came of it, or what is decided."""
    found = _seen(request, review_id)
    shown = point_of(found, position, request.member)
    if shown is None:
        raise Http404
    form = _form(request, found, shown)
    if request.method == "POST" and form.is_valid():
        by, now = actor_of(request), timezone.now()
        if isinstance(form, JudgementForm):
            done = form.act(lambda: actions.judge_item(shown.item.id, **form.judgement(), by=by, now=now))
        else:
            done = form.act(lambda: actions.decide_item(shown.item.id, **form.decision(), by=by, now=now))
        if done is not None:
            return _onward(request, found, shown)
    context = {"review": found, "point": shown, "form": form, "is_group": isinstance(form, GroupDecisionForm)}
    return render(request, "deciding/review_point.html", context, status=form.status)


def _form(request: BusinessRequest, review: Review, shown: Point) -> Any:
    data = request.POST if request.method == "POST" else None
    item = shown.item
    if item.kind == ItemKind.LOOK_AGAIN:
        return JudgementForm(data)
    if item.activity_id is not None:
        return DecisionForm(data)
    weeks = ((review.last_on - review.first_on).days + 1) / 7
    often = OftenFields.typed((len(shown.notes) + shown.more) / weeks, language()) if weeks >= 2 else {}
    activities = Activity.objects.visible_to(request.member).open().order_by("title")[:ACTIVITIES_MOST]
    return GroupDecisionForm(data, initial={"title": shown.title, **often}, activities=list(activities))


def _onward(request: BusinessRequest, review: Review, shown: Point) -> HttpResponse:
    """The next point; after the last, the summary."""
    if shown.after is not None:
        return see_other("review-point", request, review.id, shown.after)
    return see_other("review", request, review.id)


@in_business("activity.keep")
@require_POST
def skip(request: BusinessRequest, review_id: UUID, position: int) -> HttpResponse:
    found, item = _item(request, review_id, position)
    actions.skip_item(item.id, by=actor_of(request), now=timezone.now())
    following = ReviewItem.objects.filter(review=found, position=position + 1).exists()
    if following:
        return see_other("review-point", request, review_id, position + 1)
    return see_other("review", request, review_id)


@in_business("activity.keep")
@require_POST
def reconsider(request: BusinessRequest, review_id: UUID, position: int) -> HttpResponse:
    """Take back what was decided or skipped at a point."""
    _found, item = _item(request, review_id, position)
    actions.reconsider_item(item.id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Taken back: this point is open again."))
    return see_other("review-point", request, review_id, position)


def _item(request: BusinessRequest, review_id: UUID, position: int) -> tuple[Review, ReviewItem]:
    found = _seen(request, review_id)
    item = ReviewItem.objects.filter(review=found, position=position).first()
    if item is None:
        raise Http404
    return found, item


def _seen(request: BusinessRequest, review_id: UUID) -> Any:
    found = counted(request.member).filter(pk=review_id).first()
    if found is None:
        raise Http404
    return found
