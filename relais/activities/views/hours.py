"""The hours of one member by hat and week, and the activities in which execution hides."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from relais.activities.models import Hat
from relais.activities.showing.hours import hours_of
from relais.activities.showing.listing import owner_of
from relais.activities.views.common import identifier, today
from relais.people.doors import BusinessRequest, in_business
from relais.people.named import team_of


@in_business("activity.keep")
@require_safe
def page(request: BusinessRequest) -> HttpResponse:
    """The owner's hours, or those of another of management (`?who=`)."""
    team = team_of(request.member)
    able = [one for one in team.values() if one.may("activity.keep")]
    asked = identifier(request.GET.get("who", ""))
    whose = asked if asked in {one.id for one in able} else owner_of(team, request.member)
    name = str(team.get(whose, request.member))
    context = {
        "page": hours_of(request.member, whose, name, today()),
        "hats": Hat.choices,
        "people": able,
        "whose": whose,
        "name": name,
        "is_own": whose == request.member.id,
    }
    return render(request, "activities/hours.html", context)
