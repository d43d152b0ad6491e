"""Pages whose address or content is a secret: kept nowhere, told to nobody."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)


def secret_page(view: Callable[Concatenate[R, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """No cache keeps the page and no search engine lists it; that its address goes nowhere is settled for every page."""

    @functools.wraps(view)
    def guarded(request: R, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded
