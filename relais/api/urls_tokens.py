"""Addresses of a member's own tokens, under /b/<slug>/settings/tokens/."""

from __future__ import annotations

from django.urls import path

from relais.api import views

urlpatterns = [
    path("", views.tokens, name="tokens"),
    path("<uuid:token_id>/revocation/", views.revocation, name="token-revocation"),
]
