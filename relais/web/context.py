"""What every page's frame needs: where one can go, what waits, who one is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from relais.web.frame import Frame


def shell(request: HttpRequest) -> dict[str, Any]:
    """The member and business of pages inside a business (set by `people.doors.in_business`), and the frame around the page."""
    return {
        "member": getattr(request, "member", None),
        "business": getattr(request, "business", None),
        "frame": Frame(request),
    }
