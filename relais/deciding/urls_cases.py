"""Addresses of cases and comparisons."""

from __future__ import annotations

from django.urls import path

from relais.deciding.views import cases, comparisons

CASE = "cases/<uuid:case_id>/"
COMPARISON = "comparisons/<uuid:comparison_id>/"
PROVIDER = f"{COMPARISON}providers/<uuid:provider_id>/"
urlpatterns = [
    path("cases/", cases.index, name="cases"),
    path("cases/export.csv", cases.export, name="cases-export"),
    path("cases/new/", cases.new, name="case-new"),
    path(CASE, cases.page, name="case"),
    path(f"{CASE}times/", cases.times, name="case-times"),
    path(f"{CASE}keeping/", cases.keeping, name="case-keeping"),
    path(f"{CASE}hand-over/", cases.hand_over, name="case-hand-over"),
    path(f"{CASE}discard/", cases.discard, name="case-discard"),
    path(f"{CASE}restore/", cases.restore, name="case-restore"),
    path("comparisons/", comparisons.index, name="comparisons"),
    path("comparisons/export.csv", comparisons.export, name="comparisons-export"),
    path("comparisons/new/", comparisons.new, name="comparison-new"),
    path(COMPARISON, comparisons.page, name="comparison"),
    path(f"{COMPARISON}discard/", comparisons.discard, name="comparison-discard"),
    path(f"{COMPARISON}restore/", comparisons.restore, name="comparison-restore"),
    path(f"{COMPARISON}providers/", comparisons.providers, name="comparison-providers"),
    path(PROVIDER, comparisons.provider, name="provider"),
    path(f"{PROVIDER}hand-over/", comparisons.hand_over, name="provider-hand-over"),
    path(f"{PROVIDER}removal/", comparisons.remove, name="provider-removal"),
    path(f"{PROVIDER}restore/", comparisons.put_back, name="provider-restore"),
]
