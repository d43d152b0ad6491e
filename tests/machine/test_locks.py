"""The locks say exactly what pyproject.toml asks for, and nothing about the machine they were made on."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def versions(name: str) -> dict[str, set[str]]:
    """A package may have more than one version, for different Pythons."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(
        r"^([\w.-]+)==([^\s;]+)", (ROOT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE
    ):
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        ("run", PROJECT["dependencies"]),
        ("postgres", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["postgres"]),
        ("dev", PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]),
    ],
)
def test_what_is_asked_is_locked(lock, asked):
    locked = versions(lock)
    for requirement in map(Requirement, asked):
        if requirement.name == "relais":  # an extra of our own
            continue
        assert any(requirement.specifier.contains(v) for v in locked[canonicalize_name(requirement.name)]), (
            f"{requirement} is not in requirements/{lock}.txt: run `make lock`"
        )


def test_each_lock_holds_the_one_before_it():
    run, postgres, dev = versions("run"), versions("postgres"), versions("dev")
    assert run.items() <= postgres.items()
    assert postgres.items() <= dev.items()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_has_a_hash_and_no_lock_names_a_place(lock):
    text = lock.read_text()
    packages = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert packages
    assert all("--hash=sha256:" in package for package in packages)
    assert not re.search(r"://|--(extra-)?index|--find-links|^-e | @ |^\s*#.*\s/\w", text, re.MULTILINE)
