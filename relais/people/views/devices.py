"""The devices on which one is signed in, under names that people know."""

from __future__ import annotations

import re
from typing import Any, Final

from allauth.usersessions.views import ListUserSessionsView

# The order matters: Edge and Opera say that they are Chrome too, and Chrome that it is Safari.
_BROWSERS: Final = (
    ("Edge", r"\bEdgA?/|\bEdgiOS/"),
    ("Opera", r"\bOPR/|\bOpera\b"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\bFirefox/|\bFxiOS/"),
    ("Chrome", r"Chrome/|\bCriOS/|\bChromium/"),
    ("Safari", r"\bSafari/"),
)
_SYSTEMS: Final = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Mac", r"\bMacintosh\b|\bMac OS X\b"),
    ("Linux", r"\bLinux\b"),
)


def device_name(user_agent: str) -> str:
    """ "Firefox · Windows" for what a browser says of itself; the beginning of what it says where it is none we know."""
    found = [
        next((name for name, pattern in kinds if re.search(pattern, user_agent)), "")
        for kinds in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(filter(None, found)) or user_agent[:60]


class Devices(ListUserSessionsView):
    """allauth's list and its act (sign out everywhere else), shown by name."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["devices"] = [(session, device_name(session.user_agent)) for session in context["sessions"]]
        return context


devices = Devices.as_view()
