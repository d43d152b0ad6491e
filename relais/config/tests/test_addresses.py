"""Addresses made after a model are those that Django would write."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import NoReverseMatch, reverse

from relais.config.addresses import address


@pytest.mark.parametrize(
    ("name", "count"), [("today", 0), ("log:entry", 1), ("delegations:page", 1), ("delegations:verdict", 2)]
)
def test_it_is_what_reversing_gives(name: str, count: int) -> None:
    for slug in ("boutique-des-alizes", "atelier"):
        ids = [uuid4() for _ in range(count)]
        assert address(name, slug, *ids) == reverse(name, args=[slug, *ids])


def test_other_arguments_are_quoted_as_ever() -> None:
    assert address("help-page", "five-minutes") == reverse("help-page", args=["five-minutes"])
    assert address("people:link", "{0} é/x".replace("/", "")) == reverse("people:link", args=["{0} éx"])


def test_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(NoReverseMatch):
        address("delegations:nothing", "atelier")
