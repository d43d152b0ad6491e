"""The browser of this machine starts the way the journeys start it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.machine import chromium
from tests.machine.packages import Missing


def program(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_a_browser_that_answers_is_found(tmp_path, monkeypatch):
    program(tmp_path, "chromium", "echo Chromium 156.0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium.find() == tmp_path / "chromium"


def test_the_one_without_windows_is_taken_first(tmp_path, monkeypatch):
    for name in ("chromium", chromium.SHELL):
        program(tmp_path, name, "echo Chromium 156.0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium.find() == tmp_path / chromium.SHELL


def test_a_wrapper_without_its_browser_is_not_a_browser(tmp_path, monkeypatch):
    program(tmp_path, "chromium", "exit 127")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium.installed() is None


def test_without_a_browser_and_without_debian_the_reason_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Missing, match="chromium fonts-liberation is not installed"):
        chromium.find()


def test_it_never_looks_for_its_makers_servers_and_has_a_fresh_profile(tmp_path):
    arguments = chromium.arguments(tmp_path)
    assert f"--user-data-dir={tmp_path}" in arguments
    assert {"--headless", *chromium.QUIET} <= set(arguments)
    assert ("--no-sandbox" in arguments) == (os.geteuid() == 0)


SHOWN = """
from playwright.sync_api import sync_playwright
from tests.machine import chromium

with sync_playwright() as started, started.chromium.launch(**chromium.launch_options()) as browser:
    page = browser.new_page()
    page.set_content("<!doctype html><title>Relais</title><h1>Bonjour</h1>")
    print(page.get_by_role("heading").inner_text())
"""


@pytest.mark.journey
def test_it_shows_a_page():
    # In a process of its own: Playwright's loop cannot be started twice in one, and the journeys keep theirs open.
    pytest.importorskip("playwright.sync_api")
    shown = subprocess.run(
        [sys.executable, "-c", SHOWN], capture_output=True, text=True, check=True, timeout=60
    )
    assert shown.stdout.strip() == "Bonjour"
