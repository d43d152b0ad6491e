"""Your forecasts: what was said beforehand against what came."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from relais.deciding.showing.forecasts import forecasts_of
from relais.people.doors import BusinessRequest, in_business


@in_business("activity.keep")
@require_safe
def page(request: BusinessRequest) -> HttpResponse:
    """One's own, or with `?of=all` those of everyone who decides in the business."""
    everyone = request.GET.get("of") == "all"
    here = reverse("deciding:forecasts", args=[request.business.slug])
    context = {
        "forecasts": forecasts_of(request.member, everyone=everyone),
        "everyone": everyone,
        "tabs": [
            {"url": here, "label": _("Yours"), "current": not everyone},
            {"url": f"{here}?of=all", "label": _("Everyone’s"), "current": everyone},
        ],
    }
    return render(request, "deciding/sheet_forecasts.html", context)
