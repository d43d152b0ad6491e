"""Addresses of scenario sheets and of forecasts."""

from __future__ import annotations

from django.urls import path

from relais.deciding.views import forecasts, sheet_parts, sheets

ONE = "sheets/<uuid:sheet_id>/"
OUTCOME = f"{ONE}outcomes/<uuid:outcome_id>/"
SAFEGUARD = f"{ONE}safeguards/<uuid:safeguard_id>/"
urlpatterns = [
    path("sheets/", sheets.index, name="sheets"),
    path("sheets/export.csv", sheets.export, name="sheets-export"),
    path("sheets/new/", sheets.new, name="sheet-new"),
    path(ONE, sheets.page, name="sheet"),
    path(f"{ONE}about/", sheets.about, name="sheet-about"),
    path(f"{ONE}cases/", sheets.cases, name="sheet-cases"),
    path(f"{ONE}outcome/", sheets.told, name="sheet-told"),
    path(f"{ONE}file.json", sheets.file, name="sheet-file"),
    path(f"{ONE}drop/", sheets.drop, name="sheet-drop"),
    path(f"{ONE}restoration/", sheets.restore, name="sheet-restoration"),
    path(f"{ONE}outcomes/new/", sheet_parts.outcome_new, name="sheet-outcome-new"),
    path(OUTCOME, sheet_parts.outcome, name="sheet-outcome"),
    path(f"{OUTCOME}removal/", sheet_parts.outcome_removal, name="sheet-outcome-removal"),
    path(f"{OUTCOME}restoration/", sheet_parts.outcome_restoration, name="sheet-outcome-restoration"),
    path(f"{ONE}safeguards/new/", sheet_parts.safeguard_new, name="sheet-safeguard-new"),
    path(SAFEGUARD, sheet_parts.safeguard, name="sheet-safeguard"),
    path(f"{SAFEGUARD}removal/", sheet_parts.safeguard_removal, name="sheet-safeguard-removal"),
    path(f"{SAFEGUARD}restoration/", sheet_parts.safeguard_restoration, name="sheet-safeguard-restoration"),
    path(f"{SAFEGUARD}gate/", sheet_parts.gate, name="sheet-gate"),
    path("forecasts/", forecasts.page, name="forecasts"),
]
