"""Addresses of captured lines, under /b/<slug>/captures/."""

from django.urls import path

from relais.activities.views import captures as views

app_name = "captures"
urlpatterns = [
    path("", views.index, name="index"),
    path("lines/", views.captures, name="lines"),
    path("<uuid:capture_id>/", views.line, name="line"),
    path("<uuid:capture_id>/sorting/", views.sorting, name="sorting"),
]
