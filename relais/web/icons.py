"""The few drawings of the frame, as inline SVG: no request, and they take the colour of the text."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.safestring import SafeString, mark_safe

# One path each, on a grid of 24, stroked by the style sheet.
_PATHS: Final = {
    "today": "M8 3v3M16 3v3M4 8.5h16M5 5h14a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Zm4 9 2 2 4-4",
    "log": "M5 4h14v16H5zM9 4v16M12 9h4M12 13h4",
    "delegations": "M4 8h11a4 4 0 0 1 0 8h-4m3-3-3 3 3 3M4 16h2",
    "procedures": "m4 6 1.5 1.5L8 5M4 12l1.5 1.5L8 11M4 18l1.5 1.5L8 17M12 6.5h8M12 12.5h8M12 18.5h8",
    "team": "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20a6.5 6.5 0 0 1 13 0M16 4.5a3.5 3.5 0 0 1 0 6.5"
    "M18 14.2a6.5 6.5 0 0 1 3.5 5.8",
    "funds": "M4 10h16v10H4zM8 10V7a4 4 0 0 1 8 0v3M12 14v2.5",
    "decide": "M12 4v16M5 20h14M5 7h14M5 7l-3 7a3.2 3.2 0 0 0 6 0L5 7Zm14 0-3 7a3.2 3.2 0 0 0 6 0l-3-7Z",
    "settings": "M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4",
    "plan": "M4 5h16v15H4zM4 9.5h16M8 3v4M16 3v4M9.3 9.5V20M14.7 9.5V20",
    "more": "M4 7h16M4 12h16M4 17h16",
    "add": "M12 5v14M5 12h14",
    "search": "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM20 20l-4-4",
    "help": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9.5 9.2a2.6 2.6 0 1 1 3.6 2.6c-.8.4-1.1.9-1.1 1.9M12 17v.1",
    "keyboard": "M3 6h18v12H3zM7 10h.1M11 10h.1M15 10h.1M8 14h8",
    "file": "M6 3h8l4 4v14H6zM14 3v4h4",
    "attach": "m19 11-7.5 7.5a4.5 4.5 0 0 1-6.4-6.4L13 4.3a3 3 0 0 1 4.2 4.2L9.6 16a1.5 1.5 0 0 1-2.1-2.1L14 7.5",
    "clock": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3 2",
    "lock": "M5 11h14v9H5zM8 11V8a4 4 0 0 1 8 0v3",
    "download": "M12 4v11m-4-4 4 4 4-4M5 20h14",
    "print": "M7 9V4h10v5M5 9h14v8h-3M8 17H5V9M8 14h8v6H8z",
    "sign-out": "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
}


def _drawn(path: str) -> SafeString:
    return mark_safe(  # noqa: S308  (constants above)
        f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{path}"/></svg>'
    )


ICONS: Final[Mapping[str, SafeString]] = MappingProxyType(
    {name: _drawn(path) for name, path in _PATHS.items()}
)
