"""Addresses of delegations, under /b/<slug>/delegations/."""

from __future__ import annotations

from django.urls import path

from relais.delegations.views import drafting, gates, lists, sheet, working

app_name = "delegations"
ONE = "<uuid:delegation_id>/"
urlpatterns = [
    path("", lists.index, name="index"),
    path("export.csv", lists.export, name="export"),
    path("new/", drafting.new, name="new"),
    path(ONE, sheet.page, name="page"),
    path(f"{ONE}lines/", sheet.lines, name="lines"),
    path(f"{ONE}brief/", drafting.brief, name="brief"),
    path(f"{ONE}terms/", drafting.terms, name="terms"),
    path(f"{ONE}invitation/", drafting.invitation, name="invitation"),
    path(f"{ONE}proposal/", drafting.proposal, name="proposal"),
    path(f"{ONE}withdrawal/", drafting.withdrawal, name="withdrawal"),
    path(f"{ONE}acceptance/", drafting.acceptance, name="acceptance"),
    path(f"{ONE}change-request/", drafting.change_request, name="change-request"),
    path(f"{ONE}deliveries/", working.deliveries, name="deliveries"),
    path(f"{ONE}deliveries/<uuid:delivery_id>/verdict/", working.verdict, name="verdict"),
    path(f"{ONE}milestones/", working.milestones, name="milestones"),
    path(f"{ONE}milestones/<uuid:milestone_id>/drop/", working.milestone_drop, name="milestone-drop"),
    path(f"{ONE}gates/", gates.gates, name="gates"),
    path(f"{ONE}gates/<uuid:gate_id>/clearing/", gates.clearing, name="gate-clearing"),
    path(f"{ONE}gates/<uuid:gate_id>/reopening/", gates.reopening, name="gate-reopening"),
    path(f"{ONE}gates/<uuid:gate_id>/removal/", gates.removal, name="gate-removal"),
    path(f"{ONE}closure/", working.closure, name="closure"),
    path(f"{ONE}calling-off/", working.calling_off, name="calling-off"),
]
