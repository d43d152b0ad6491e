"""What every page of a journey must be, whatever the journey."""

from __future__ import annotations

from playwright.sync_api import Page


def fits(page: Page) -> None:
    """The page is no wider than its window."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], f"{page.url} is {width} px wide"  # type: ignore[index]
