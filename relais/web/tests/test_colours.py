"""Every colour that carries words can be read, on every ground, in both themes (WCAG 2.2 AA)."""

from __future__ import annotations

import re
from functools import cache

import pytest

from relais.people.models import INKS
from relais.web.assets import HERE, stylesheet_sources

CSS = HERE / "css"
GROUNDS = ("paper", "sheet", "wash")
WORDS = ("ink", "muted", "accent", "good", "warn", "bad", *(f"ink-{n}" for n in range(1, INKS + 1)))


@cache
def colours(theme: str) -> dict[str, str]:
    """The semantic tokens of a theme, as hexadecimal colours, read from the style sheets themselves."""
    raw_css = (CSS / "raw.css").read_text()
    both = re.findall(r"--(raw-[\w-]+): light-dark\((#\w+), (#\w+)\)", raw_css)
    raw = {name: light if theme == "light" else dark for name, light, dark in both}
    tokens = re.findall(r"--([\w-]+): var\(--(raw-[\w-]+)\)", (CSS / "tokens.css").read_text())
    return {name: raw[source] for name, source in tokens if source in raw}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("words", WORDS)
def test_words_read_on_every_ground(theme: str, ground: str, words: str) -> None:
    known = colours(theme)
    assert contrast(known[words], known[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_on_the_accent_and_on_a_danger_read(theme: str) -> None:
    known = colours(theme)
    assert contrast(known["accent-ink"], known["accent"]) >= 4.5
    assert contrast(known["sheet"], known["bad"]) >= 4.5
    assert contrast(known["sheet"], known["good"]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_edge_of_a_control_is_seen(theme: str, ground: str) -> None:
    known = colours(theme)
    assert contrast(known["edge"], known[ground]) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_two_inks_are_alike(theme: str) -> None:
    known = [colours(theme)[f"ink-{n}"] for n in range(1, INKS + 1)]
    assert len(set(known)) == INKS
    for i, one in enumerate(known):
        for other in known[:i]:
            far = sum((int(one[k : k + 2], 16) - int(other[k : k + 2], 16)) ** 2 for k in (1, 3, 5))
            assert far > 25**2, (one, other)


def test_the_light_fallback_of_old_browsers_is_the_light_theme() -> None:
    raw = (CSS / "raw.css").read_text()
    fallback = dict(re.findall(r"--(raw-[\w-]+): (#\w+);", raw.split("@supports")[1]))
    light = dict(re.findall(r"--(raw-[\w-]+): light-dark\((#\w+),", raw))
    short = {name: re.sub(r"^#(\w)(\w)(\w)$", r"#\1\1\2\2\3\3", value) for name, value in fallback.items()}
    assert short == light


def test_colours_are_written_in_one_file_only() -> None:
    for file in stylesheet_sources():
        if file.stem != "raw":
            text = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL)
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|\brgba?\(|\bhsla?\(|light-dark\(", text), (
                file
            )
            assert file.stem == "tokens" or "--raw-" not in text, f"{file}: name the semantic tokens"


def test_every_token_that_is_used_exists() -> None:
    everything = "\n".join(file.read_text() for file in stylesheet_sources())
    defined = set(re.findall(r"(--[\w-]+)\s*:", everything))
    used = set(re.findall(r"var\((--[\w-]+)\)", everything))
    assert used <= defined, used - defined
