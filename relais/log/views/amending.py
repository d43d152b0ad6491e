"""Correcting a text, and erasing one for good."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from relais.acts.refusal import Refused
from relais.log import actions, display
from relais.log.actions.amending import guard_eraser, original_id
from relais.log.forms import CorrectionForm
from relais.log.loading import around
from relais.log.views.threads import address, load, show
from relais.people.doors import BusinessRequest, actor_of, in_business


@require_POST
@in_business("log.write")
def corrections(request: BusinessRequest, entry_id: UUID) -> HttpResponse:
    """Write a text anew; `entry_id` is the entry whose text shows now."""
    said = load(request, entry_id)
    form = CorrectionForm(request.POST)
    if form.is_valid():
        now = timezone.now()
        corrected = form.act(
            lambda: actions.correct(entry_id, text=form.values()["text"], by=actor_of(request), now=now)
        )
        if corrected is not None:
            first = corrected.thread_id or corrected.subject_id
            return HttpResponseRedirect(f"{address(request, first)}#e{said.seq}", status=303)
    root = load(request, said.thread_id or original_id(said))
    return show(request, root, correction=(original_id(said), form))


@require_http_methods(["GET", "HEAD", "POST"])
@in_business("log.write")
def erasure(request: BusinessRequest, entry_id: UUID) -> HttpResponse:
    """Say what erasing means, then do it."""
    found = load(request, entry_id)
    guard_eraser(found, request.member)
    root = load(request, found.thread_id) if found.thread_id else found
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            actions.erase(entry_id, by=actor_of(request), now=timezone.now())
            return HttpResponseRedirect(address(request, root.pk), status=303)
        except Refused as said:
            refusal = said
    line = display.lines(
        [found], request.member, found=around([found], request.member, with_replies=False), with_replies=False
    )
    context = {"line": line[0], "entry": found, "back": address(request, root.pk), "refusal": refusal}
    return render(request, "log/erasure.html", context, status=refusal.status if refusal else 200)
