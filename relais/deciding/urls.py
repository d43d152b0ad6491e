"""Addresses of deciding, under /b/<slug>/decide/."""

from __future__ import annotations

from relais.deciding import urls_cases, urls_reviews, urls_sheets

app_name = "deciding"
urlpatterns = [
    *urls_cases.urlpatterns,
    *urls_reviews.urlpatterns,
    *urls_sheets.urlpatterns,
]
