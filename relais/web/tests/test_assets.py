"""What the browser fetches: few files, small, and never twice."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from importlib.resources import files

import brotli
import pytest
from django.test import Client

from relais.people.models import Membership
from relais.web.assets import HERE, shelf, stylesheet_sources, trimmed_css
from tests.cast import Cast

FIRST_LOAD = 60_000
NEXT_LOAD = 20_000
REQUESTS = 6


@pytest.mark.parametrize("kind", ["css", "js", "svg"])
def test_an_asset_is_kept_for_ever_under_an_address_that_changes_with_it(kind: str) -> None:
    asset = shelf.of(kind)
    answer = Client().get(asset.address)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.content == asset.body
    assert asset.digest in asset.address


def test_an_asset_comes_packed_as_the_browser_accepts() -> None:
    asset = shelf.of("css")
    best = Client().get(asset.address, headers={"accept-encoding": "gzip, deflate, br, zstd"})
    assert best["Content-Encoding"] == "br"
    assert brotli.decompress(best.content) == asset.body
    old = Client().get(asset.address, headers={"accept-encoding": "gzip;q=1.0, br;q=0"})
    assert old["Content-Encoding"] == "gzip"
    assert gzip.decompress(old.content) == asset.body
    assert "Accept-Encoding" in old["Vary"]


def test_an_asset_that_the_browser_has_is_not_sent_again() -> None:
    asset = shelf.of("js")
    answer = Client().get(asset.address, headers={"if-none-match": f'"{asset.digest}"'})
    assert answer.status_code == 304
    assert answer.content == b""


def test_an_address_of_another_version_answers_nothing_and_costs_no_query(
    django_assert_num_queries: Callable[..., object], db: None
) -> None:
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        assert Client().get("/static/web/relais.000000000000.css").status_code == 404
        assert Client().get(shelf.of("css").address).status_code == 200


def test_the_first_load_of_today_is_light(cast: Cast, signed_in: Callable[[Membership], Client]) -> None:
    client = signed_in(cast.owner)
    page = client.get("/b/alizes/", headers={"accept-encoding": "gzip, br"})
    html = gzip.decompress(page.content).decode()
    addresses = set(re.findall(r'(?:href|src)="(/static/[^"]+|/manifest[^"]+)"', html))
    fetched = [client.get(address, headers={"accept-encoding": "gzip, br"}) for address in sorted(addresses)]
    assert all(answer.status_code == 200 for answer in fetched)
    assert 1 + len(fetched) <= REQUESTS
    weight = len(page.content) + sum(len(answer.content) for answer in fetched)
    assert weight < FIRST_LOAD, weight
    assert len(page.content) < NEXT_LOAD, len(page.content)


def test_htmx_is_the_one_that_django_htmx_carries() -> None:
    (vendored,) = (HERE / "vendor").glob("htmx@*/htmx.min.js")
    bundled = files("django_htmx") / "static" / "django_htmx" / "htmx-2.min.js"
    assert vendored.read_bytes() == bundled.read_bytes(), "copy the new one and rename its folder"
    version = re.search(r'version:"([\d.]+)"', vendored.read_text())
    assert version is not None
    assert vendored.parent.name == f"htmx@{version.group(1)}"


def test_trimming_a_style_sheet_changes_nothing_that_it_says() -> None:
    css = trimmed_css(
        '/* a; b */ a :hover { color : red ; width: calc(1px + 2px) }\n@media (x) { b::after { content: "a  ; b" } }'
    )
    assert css == 'a :hover{color :red;width:calc(1px + 2px)}@media (x){b::after{content:"a  ; b"}}'


def test_every_style_sheet_stands_in_the_layer_of_its_place() -> None:
    for file in stylesheet_sources():
        if file.stem == "layers":
            continue
        text = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL)
        layers = set(re.findall(r"@layer (\w+)", text))
        wanted = {"components": "components", "rooms": "rooms"}.get(file.parent.name)
        allowed = {wanted} if wanted else {"reset", "tokens", "base"}
        assert layers, f"{file.name} stands in no layer"
        assert layers <= allowed, (file.name, layers)
        outside = re.sub(r"@layer \w+ \{", "{", text)
        assert text.count("{") == text.count("}"), file.name
        assert not re.match(r"\s*[^@\s]", outside.lstrip("{ \n")) or layers, file.name


def test_the_script_needs_no_eval_and_writes_no_style() -> None:
    for file in (HERE / "js").glob("*.js"):
        text = file.read_text()
        assert not re.search(r"\beval\(|new Function|innerHTML|\.style\.|document\.write", text), file.name
