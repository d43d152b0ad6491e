"""Coming back after a lapse: what is dead, what moves, what is delegated; one act for the whole screen."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from relais.people.doors import BusinessRequest, actor_of, in_business
from relais.planning import actions
from relais.planning.forms.back import BackForm
from relais.planning.reading import lapse_of
from relais.planning.shown import Lapse, TaskRow
from relais.planning.views.common import to_today


@in_business("plan.keep")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: BusinessRequest) -> HttpResponse:
    now = timezone.now()
    lapse = lapse_of(request.member, now)
    form = BackForm(
        request.POST if request.method == "POST" else None, groups=_groups(lapse), now=timezone.localtime(now)
    )
    if request.method == "POST" and form.is_valid():
        done = form.act(lambda: actions.come_back(form.decisions(), by=actor_of(request), now=now))
        if done is not None:
            is_next = done.monday > timezone.localdate(now)
            messages.success(
                request,
                _("Settled, and the coming week is planned. Welcome back.")
                if is_next
                else _("Settled, and this week is planned. Welcome back."),
            )
            return to_today(request)
    return render(request, "planning/back.html", {"lapse": lapse, "form": form}, status=form.status)


def _groups(lapse: Lapse | None) -> Iterable[tuple[str, tuple[TaskRow, ...]]]:
    if lapse is None:
        return ()
    return (("drop", lapse.dead), ("keep", lapse.moves), ("hand_over", lapse.delegates))
