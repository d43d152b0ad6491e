"""Is a page valid HTML, and can it be used? What an HTML parser and a few rules of ours say of it."""

from __future__ import annotations

from collections import Counter

from justhtml import JustHTML

_LABELLED = "input, select, textarea"
_NEEDS_NO_LABEL = {"hidden", "submit", "button", "reset", "image"}


def problems(html: str | bytes) -> list[str]:
    """What is wrong with a page; empty when nothing is."""
    text = html.decode() if isinstance(html, bytes) else html
    page = JustHTML(text, collect_errors=True, sanitize=False)
    lines = text.splitlines()
    found = [f"{error.code} at line {error.line}: {lines[error.line - 1][:120]!r}" for error in page.errors]
    ids = Counter(str(element.attrs["id"]) for element in page.query("[id]"))
    found += [f"the id {name!r} stands {count} times" for name, count in ids.items() if count > 1]
    found += _references(page, set(ids))
    found += _controls(page)
    found += [
        f"<{element.name}> has style or on…" for element in page.query("*") if _is_inline(element.attrs)
    ]
    found += [
        "a script or a style stands in the page"
        for element in page.query("script, style")
        if "src" not in element.attrs
    ]
    found += ["an image without alt" for element in page.query("img") if "alt" not in element.attrs]
    if len(page.query("h1")) != 1:
        found.append(f"{len(page.query('h1'))} headings of the first level")
    if not page.query("html[lang]") or not page.query("title"):
        found.append("no language or no title")
    return found


def _is_inline(attributes: dict[str, str | None]) -> bool:
    return "style" in attributes or any(name.startswith("on") for name in attributes)


def _references(page: JustHTML, ids: set[str]) -> list[str]:
    found = []
    for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
        for element in page.query(f"[{name}]"):
            missing = set(str(element.attrs[name]).split()) - ids
            found += [f"{name}={one!r} names nothing" for one in sorted(missing)]
    return found


def _controls(page: JustHTML) -> list[str]:
    named = {str(label.attrs["for"]) for label in page.query("label[for]")}
    inside = {id(control) for control in page.query("label input, label select, label textarea")}
    found = []
    for control in page.query(_LABELLED):
        said = control.attrs
        if str(said.get("type", "")) in _NEEDS_NO_LABEL or "aria-label" in said or "aria-labelledby" in said:
            continue
        if said.get("id") not in named and id(control) not in inside:
            found.append(f"<{control.name} name={said.get('name')!r}> has no label")
    return found
