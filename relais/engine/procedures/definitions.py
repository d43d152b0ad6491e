"""Link definitions ("[guide]: https://…") follow the texts that use them, since each part is shown on its own."""

import re
from typing import Any

from markdown_it.common.utils import normalizeReference

_USE = re.compile(r"\[([^\[\]]{1,200})\](?!\()")
_MAX = 50


def with_definitions(text: str, env: dict[str, Any]) -> str:
    """`text`, followed by the definitions that it uses and does not hold; at most 50 of them."""
    known = env.get("references")
    if not known or "[" not in text:
        return text
    wanted: dict[str, str] = {}
    for match in _USE.finditer(text):
        key = normalizeReference(match.group(1))
        if key in known and key not in wanted and len(wanted) < _MAX:
            wanted[key] = match.group(1)
    missing = [label for label in wanted.values() if not _holds(text, label)]
    lines = [_definition(label, known[normalizeReference(label)]) for label in missing]
    return "\n\n".join([text, "\n".join(lines)]) if lines else text


def _holds(text: str, label: str) -> bool:
    return re.search(rf"^[ >]{{0,8}}\[{re.escape(label)}\]:", text, re.MULTILINE | re.IGNORECASE) is not None


def _definition(label: str, reference: dict[str, str]) -> str:
    address = reference.get("href", "")
    title = reference.get("title", "").replace('"', '\\"').replace("\n", " ")
    address = f"<{address}>" if not address or re.search(r"[\s<>]", address) else address
    return f"[{' '.join(label.split())}]: {address}" + (f' "{title}"' if title else "")
