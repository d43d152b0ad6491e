"""What every page's frame needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """The member and business of pages inside a business (set by `people.doors.in_business`)."""
    return {"member": getattr(request, "member", None), "business": getattr(request, "business", None)}
