"""Writing a line: the composer above the log, and on a page of its own."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from relais.log import actions
from relais.log.views.choices import Choices
from relais.log.views.reading import show
from relais.people.doors import BusinessRequest, actor_of, in_business


@require_http_methods(["GET", "HEAD", "POST"])
@in_business("log.write")
def new(request: BusinessRequest) -> HttpResponse:
    """The composer with all it can say. Posted to (the button "More"), it shows what was typed so far and writes nothing."""
    choices = Choices(request.member)
    if request.method == "POST":
        typed = choices.form(request.POST, request.FILES, full=True)
        typed.is_valid()
        return render(request, "log/new.html", {"form": typed})
    initial = choices.prefilled(request.GET)
    return render(request, "log/new.html", {"form": choices.form(full=True, initial=initial)})


@require_POST
@in_business("log.write")
def entries(request: BusinessRequest) -> HttpResponse:
    """Write a request or a note."""
    choices = Choices(request.member)
    full = "procedure" in request.POST
    form = choices.form(request.POST, request.FILES, full=full)
    if form.is_valid():
        written = form.act(lambda: actions.write(**form.values(), by=actor_of(request), now=timezone.now()))
        if written is not None:
            to = reverse("log:index", args=[request.business.slug])
            return HttpResponseRedirect(f"{to}#e{written.seq}", status=303)
    if full:
        return render(request, "log/new.html", {"form": form}, status=form.status)
    return show(request, form)
