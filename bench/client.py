"""A client that costs next to nothing: one kept connection, raw requests, the clock around each."""

from __future__ import annotations

import gzip
import http.client
import json
import time
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()

    def json(self) -> Any:
        return json.loads(self.text)


class Client:
    """Talks to the server as a browser on a plain connection does: kept alive, gzip wanted, cookies sent back."""

    def __init__(self, port: int, *, cookie: str = "", token: str = "", timeout: float = 60) -> None:
        self.port, self.timeout = port, timeout
        self.cookies = {"sessionid": cookie} if cookie else {}
        self.token = token
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def get(self, address: str) -> Answer:
        return self._ask("GET", address, None, {})

    def post(self, address: str, fields: dict[str, str]) -> Answer:
        return self._ask(
            "POST",
            address,
            urlencode(fields).encode(),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )

    def post_json(self, address: str, said: Any, *, key: str = "") -> Answer:
        headers = {"Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        return self._ask("POST", address, json.dumps(said).encode(), headers)

    def _ask(self, method: str, address: str, body: bytes | None, more: dict[str, str]) -> Answer:
        headers = {"Accept-Encoding": "gzip", **more}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        began = time.perf_counter()
        try:
            self.connection.request(method, address, body, headers)
            response = self.connection.getresponse()
            answered = response.read()
        except (http.client.HTTPException, OSError):
            # A kept connection may be closed by the other side; whether to ask again is the caller's to decide.
            self.connection.close()
            raise
        seconds = time.perf_counter() - began
        for cookie in response.msg.get_all("Set-Cookie", []):
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        found = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, found, answered, seconds)

    def close(self) -> None:
        self.connection.close()


class Forms(HTMLParser):
    """The forms of a page, by the path they post to, with what their inputs hold."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str]] = {}
        self._current: dict[str, str] | None = None
        self._ignored = {"submit", "file", "checkbox", "radio", "button"}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._current = self.found.setdefault(said.get("action", ""), {})
        elif self._current is not None and tag in ("input", "select", "textarea"):
            name, kind = said.get("name"), said.get("type")
            if name and kind not in self._ignored:
                self._current[name] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._current = None


class Assets(HTMLParser):
    """What a browser fetches beside a page: style sheets, scripts, the icon, pictures. Not the manifest, unless installed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        wanted = ""
        if tag == "link" and set(said.get("rel", "").split()) & {"stylesheet", "icon", "preload", "manifest"}:
            wanted = said.get("href", "")
        elif tag in ("script", "img"):
            wanted = said.get("src", "")
        if wanted and not wanted.startswith("data:") and wanted not in self.found:
            self.found.append(wanted)
