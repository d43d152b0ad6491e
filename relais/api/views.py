"""A member's tokens: made, shown once, revoked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from relais.acts.paging import page_by_id
from relais.api import actions
from relais.api.forms import TokenForm
from relais.api.models import Token
from relais.people.doors import BusinessRequest, SeeOther, actor_of, in_business


@in_business("token.own")
@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: BusinessRequest) -> HttpResponse:
    form = TokenForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        values = form.values()
        # Without a key: the secret of a token is shown once and cannot be shown again to a repeat.
        by = actor_of(request).keyed(None)
        made = form.act(lambda: actions.make_token(**values, by=by, now=timezone.now()))
    page = page_by_id(Token.objects.visible_to(request.member), request.GET.get("after", ""))
    context = {"form": TokenForm() if made else form, "made": made, "page": page, "now": timezone.now()}
    return render(request, "api/tokens.html", context, status=form.status)


@in_business("token.own")
@require_POST
def revocation(request: BusinessRequest, token_id: UUID) -> HttpResponse:
    actions.revoke_token(token_id, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Revoked: it opens nothing any more."))
    return SeeOther(reverse("tokens", args=[request.business.slug]))
