"""Addresses of the API, under /api/v1/. All lead to one door, opened when someone first comes.

What the API is made of (ninja, pydantic) costs a third of a second and 12 MB: the worker and the command line never pay it.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt  # a token is presented on purpose, a cookie is not looked at
def door(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    from relais.api.door import enter

    return enter(request, rest)


app_name = "api-v1"
urlpatterns = [
    path("", door, name="root"),
    path("openapi.json", door, {"rest": "openapi.json"}, name="openapi-json"),
    re_path(
        r"^(?P<rest>[\s\S]+)\Z", door, name="operation"
    ),  # with line ends too: no page answers in our place
]
