"""Addresses of what is decided, under /b/<slug>/decide/."""

from __future__ import annotations

from relais.deciding import urls_reviews

app_name = "deciding"
urlpatterns = [*urls_reviews.urlpatterns]
