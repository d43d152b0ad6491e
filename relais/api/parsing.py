"""Reading a request: JSON in UTF-8 and nothing else, without characters that no database keeps."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn, cast

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from relais.acts.refusal import Refused
from relais.api.problems import Wire

_SUSPECT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_BROKEN = re.compile("[\x00\ud800-\udfff]")


class StrictParser(Parser):
    """Refuses what is not JSON as `json_malformed`, another content type as `media_type_unsupported`."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if request.content_type != "application/json":
            raise Wire("media_type_unsupported")
        try:
            text = request.body.decode("utf-8")
            value = json.loads(text, parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise Wire("json_malformed") from error
        if _SUSPECT.search(text):
            _guard(value)
        return cast(dict[str, Any], value)

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        said: dict[str, Any] = super().parse_querydict(data, list_fields, request)
        for name, value in said.items():
            if isinstance(value, str) and _BROKEN.search(value):
                raise Refused("text_with_control_characters", field=name[:60])
        return said


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _guard(value: object) -> None:
    """Walk what was escaped: a NUL or half a surrogate pair is text in no database."""
    if isinstance(value, str):
        if _BROKEN.search(value):
            raise Refused("text_with_control_characters")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _guard(key)
            _guard(inner)
    elif isinstance(value, list):
        for inner in value:
            _guard(inner)
