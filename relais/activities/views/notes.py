"""Solved problems: found again, kept, served again, turned into a procedure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relais.activities import actions
from relais.activities.choosing import activity_choices
from relais.activities.forms import NoteForm
from relais.activities.models import Note
from relais.activities.noting import solved_of
from relais.activities.showing.notes import QUERY_LIMIT, listed, note_of, page_of, with_uses
from relais.activities.views.common import back, see_other
from relais.acts.paging import pages_by_id
from relais.config.csvfile import csv_file
from relais.log.querysets import line_to_make_from
from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.people.named import team_of


@in_business("activity.keep")
@require_safe
def index(request: BusinessRequest) -> HttpResponse:
    """The notes, newest first, or those that say what is searched."""
    query, dropped = request.GET.get("q", "").strip()[:QUERY_LIMIT], request.GET.get("dropped") == "1"
    page, team = (
        page_of(request.member, query, request.GET.get("after", ""), dropped=dropped),
        team_of(request.member),
    )
    context = {
        "page": page,
        "rows": [note_of(row, team) for row in page.rows],
        "query": query,
        "dropped": dropped,
        "is_empty": not page.rows and not query and page.is_first and not dropped,
    }
    return render(request, "activities/notes.html", context)


COLUMNS = ("title", "what_was_wrong", "what_solved_it", "activity", "served_again", "kept_at", "id")


@in_business("activity.keep")
@require_safe
def export(request: BusinessRequest) -> StreamingHttpResponse:
    """All notes as CSV."""
    rows, team = listed(request.member), team_of(request.member)

    def cells() -> Iterator[tuple[Any, ...]]:
        for page in pages_by_id(rows, size=500):
            for row in page:
                one = note_of(row, team)
                solved = one.solved
                yield (
                    solved.title, solved.wrong, solved.solution, one.activity, one.uses,
                    one.made_at.isoformat(timespec="seconds"), one.id,
                )  # fmt: skip

    return csv_file(f"{request.business.slug}-notes", COLUMNS, cells())


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: BusinessRequest) -> HttpResponse:
    """A solved problem, perhaps from a captured line (`?from=` its entry)."""
    choices = activity_choices(request.member)
    if request.method != "POST":
        return _form_page(request, NoteForm(initial=_initial(request), activities=choices))
    form = NoteForm(request.POST, activities=choices)
    if form.is_valid():
        done = form.act(
            lambda: actions.keep_note(
                form.solved(), activity_id=form.activity_id, origin_id=form.cleaned_data["origin"],
                by=actor_of(request), now=timezone.now(),
            )
        )  # fmt: skip
        if done is not None:
            messages.success(request, _("Kept. The search finds it again, even misspelt."))
            return see_other("note", request, done.id)
    return _form_page(request, form)


def _initial(request: BusinessRequest) -> dict[str, Any]:
    origin = line_to_make_from(request.member, request.GET.get("from", ""))
    line = origin.text.body if origin else request.GET.get("title", "")
    return {
        "title": line.partition("\n")[0][:200],
        "activity": request.GET.get("activity", ""),
        "origin": origin.pk if origin else None,
    }


def _form_page(request: BusinessRequest, form: NoteForm, **context: Any) -> HttpResponse:
    return render(request, "activities/note_form.html", {"form": form, **context}, status=form.status)


def _seen(request: BusinessRequest, note_id: UUID) -> Any:
    found = with_uses(Note.objects.visible_to(request.member).filter(pk=note_id)).first()
    if found is None:
        raise Http404
    return found


@in_business("activity.keep")
@require_safe
def page(request: BusinessRequest, note_id: UUID) -> HttpResponse:
    """One note."""
    row = _seen(request, note_id)
    context = {
        "note": note_of(row, team_of(request.member)),
        "may_write": request.member.may("procedure.change"),
        "is_used_by_me": row.uses.filter(by=request.member).exists(),
    }
    return render(request, "activities/note.html", context)


@in_business("activity.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: BusinessRequest, note_id: UUID) -> HttpResponse:
    """Say it again, better."""
    row = _seen(request, note_id)
    choices = activity_choices(request.member, row.activity_id)
    if request.method == "POST":
        form = NoteForm(request.POST, activities=choices)
        if form.is_valid():
            done = form.act(
                lambda: actions.change_note(
                    note_id, form.solved(), activity_id=form.activity_id, by=actor_of(request),
                    now=timezone.now(),
                )
            )  # fmt: skip
            if done is not None:
                messages.success(request, _("Kept."))
                return see_other("note", request, note_id)
    else:
        written = getattr(row.entry, "text", None)
        solved = solved_of("" if written is None or written.erased_at else written.body)
        initial = {
            "title": solved.title, "wrong": solved.wrong, "solution": solved.solution,
            "activity": str(row.activity_id or ""),
        }  # fmt: skip
        form = NoteForm(initial=initial, activities=choices)
    return _form_page(request, form, note=row)


@in_business("activity.keep")
@require_POST
def uses(request: BusinessRequest, note_id: UUID) -> HttpResponse:
    """It served again."""
    actions.use_note(note_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Noted: it served again."))
    return back(request, "note", note_id)


@in_business("activity.keep")
@require_POST
def taking_back(request: BusinessRequest, note_id: UUID) -> HttpResponse:
    actions.take_back_use(note_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Taken back."))
    return back(request, "note", note_id)


@in_business("activity.keep")
@require_POST
def dropping(request: BusinessRequest, note_id: UUID) -> HttpResponse:
    actions.drop_note(note_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Put away: the search does not find it any more. It can be taken up again."))
    return see_other("note", request, note_id)


@in_business("activity.keep")
@require_POST
def restoration(request: BusinessRequest, note_id: UUID) -> HttpResponse:
    actions.restore_note(note_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("It is among the notes again."))
    return see_other("note", request, note_id)
