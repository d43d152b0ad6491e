"""The addresses of this room inside a business stand in `urls.py`, so that one namespace holds them all."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
