"""Addresses of held funds, under /b/<slug>/funds/."""

from __future__ import annotations

from django.urls import path

from relais.funds import views

app_name = "funds"
urlpatterns = [
    path("", views.index, name="index"),
    path("movements/", views.movements, name="movements"),
    path("statement.csv", views.statement, name="statement"),
    *(
        path(f"<uuid:milestone_id>/{name}/", getattr(views, name), name=name)
        for name in ("pledge", "unpledge", "hold", "release", "refund", "pay", "dispute", "settle")
    ),
]
