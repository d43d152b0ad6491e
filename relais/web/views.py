"""Home, Today, search, help and errors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from relais.people.doors import BusinessRequest, in_business


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "web/home.html")


@in_business()
def today(request: BusinessRequest) -> HttpResponse:
    return render(request, "web/today.html")


@in_business()
def search(request: BusinessRequest) -> HttpResponse:
    return render(request, "web/search.html")


def help_page(request: HttpRequest, page: str = "start") -> HttpResponse:
    return render(request, "web/help.html")


def error_403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/403.html", status=403)


def error_404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/404.html", status=404)


def error_500(request: HttpRequest) -> HttpResponse:
    return render(request, "web/500.html", status=500)
