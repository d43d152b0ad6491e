"""The pictures of the documentation, made from the example business: `bin/screenshots [FOLDER]`.

Each page in French and English, on a desk and on a phone, light and dark; names say which. `--few` makes only those that the
README shows.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.durability.instance import Instance
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.signing import sign_in
from tests.machine import chromium

ROOT = Path(__file__).resolve().parents[2]
README = {"today", "log", "delegation"}


def places(page: Page, start: str) -> dict[str, str]:
    """Name of a picture → address, found by following the links of the lists."""
    base = start.rstrip("/")
    found = {
        "today": start,
        "log": f"{base}/log/",
        "delegations": f"{base}/delegations/",
        "procedures": f"{base}/procedures/",
        "team": f"{base}/team/",
        "funds": f"{base}/funds/",
        "movements": f"{base}/funds/movements/",
        "captures": f"{base}/captures/",
        "settings": f"{base}/settings/",
        "tokens": f"{base}/settings/tokens/",
        "outbox": f"{base}/log/outbox/",
        "me": base.split("/b/")[0] + "/settings/",
        "help": base.split("/b/")[0] + "/help/",
        "search": f"{base}/search/?q=image",
        "new-delegation": f"{base}/delegations/new/",
        "import": f"{base}/procedures/import/",
        "new-procedure": f"{base}/procedures/new/",
    }
    for name, listing, pattern in (
        ("delegation", "delegations/?state=delivered", r"/delegations/[0-9a-f-]{36}/$"),
        ("delegation-closed", "delegations/?state=closed", r"/delegations/[0-9a-f-]{36}/$"),
        ("delegation-draft", "delegations/?state=draft", r"/delegations/[0-9a-f-]{36}/$"),
        ("delegation-running", "delegations/?state=running", r"/delegations/[0-9a-f-]{36}/$"),
        ("procedure", "procedures/", r"/procedures/[0-9a-f-]{36}/$"),
        ("verdict", "", r"/verdict/$"),
        ("run", "", r"/runs/[0-9a-f-]{36}/$"),
        ("member", "team/", r"/members/[0-9a-f-]{36}/$"),
    ):
        page.goto(f"{base}/{listing}")
        links: list[str] = page.evaluate(
            "[...document.querySelectorAll('main a')].map(a => a.href.split('#')[0])"
        )
        match = next((link for link in links if re.search(pattern, link)), None)
        if match:
            found[name] = match
    if "delegation" in found:
        page.goto(found["delegation"])
        links = page.evaluate("[...document.querySelectorAll('main a')].map(a => a.href.split('#')[0])")
        for name, pattern in (
            ("verdict", r"/verdict/$"),
            ("run", r"/runs/[0-9a-f-]{36}/$"),
            ("hold", r"/hold/$"),
        ):
            match = next((link for link in links if re.search(pattern, link)), None)
            if match:
                found[name] = match
    if "delegation-draft" in found:
        found["brief"] = found["delegation-draft"] + "brief/"
        found["terms"] = found["delegation-draft"] + "terms/"
    if "procedure" in found:
        found["draft"] = found["procedure"] + "draft/"
    return found


def shoot(browser: Browser, instance: Instance, role: str, into: Path, *, few: bool, language: str) -> None:
    page = browser.new_page(viewport=DESK, timezone_id="Europe/Paris", locale=language)  # type: ignore[arg-type]
    start = sign_in(page, instance, role, language=language)
    for name, address in places(page, start).items():
        if few and name not in README:
            continue
        for theme in ("light",) if few else ("light", "dark"):
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            for screen, size in (("desk", DESK), ("phone", {**PHONE, "width": 390})):
                page.set_viewport_size(size)  # type: ignore[arg-type]
                page.goto(address)
                page.screenshot(
                    path=into / f"{role}-{name}-{language}-{screen}-{theme}.png", full_page=not few
                )
    page.context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--few", action="store_true")
    parser.add_argument("--roles", default="owner,executor")
    parser.add_argument("--languages", default="fr,en")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    roles = ["owner"] if asked.few else asked.roles.split(",")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options())  # type: ignore[arg-type]
        for language in asked.languages.split(","):
            with tempfile.TemporaryDirectory() as place:
                # The story of the example is told in the language of whoever builds it.
                instance = Instance(Path(place), LANG=language)
                instance.run("demo")
                instance.start()
                try:
                    for role in roles:
                        shoot(browser, instance, role, asked.folder, few=asked.few, language=language)
                finally:
                    instance.stop()
        browser.close()


if __name__ == "__main__":
    main()
