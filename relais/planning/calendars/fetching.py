"""Fetches a calendar over http or https for a person, without ever visiting the server's own network for them.

Written on the standard library: what must be held here (the address that was checked is the one connected to, one
deadline for everything, redirects followed by hand) are the very hooks that HTTP libraries hide or lack.
"""

from __future__ import annotations

import re
import ssl
import zlib
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from time import monotonic
from typing import Final, Literal
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from relais.planning.calendars.addresses import NameUnknown, Network, may_visit, resolve
from relais.planning.calendars.wire import Deadline, ask, connect

FetchCode = Literal[
    "address_invalid",
    "address_refused",
    "answer_broken",
    "answer_refused",
    "name_unknown",
    "not_a_calendar",
    "not_found",
    "port_refused",
    "redirect_insecure",
    "secure_connection_failed",
    "sign_in_needed",
    "too_large",
    "too_many_redirects",
    "too_slow",
    "unreachable",
]

MAX_REDIRECTS: Final = 3
MAX_URL: Final = 4000
_PIECE: Final = 65_536
_PORTS: Final = {"http": 80, "https": 443}
_REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_CALENDAR: Final = re.compile(rb"\s*BEGIN\s*:\s*V[A-Z]", re.IGNORECASE)


class FetchRefused(Exception):
    """A calendar that was not fetched. `code` says why; `params`: `host` (never the rest of the address, which often holds
    a secret), `status` of the answer, `limit` in bytes or seconds, where they apply."""

    def __init__(self, code: FetchCode, **params: str | float) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class _Place:
    """An address in the parts that a request needs."""

    scheme: str
    host: str
    port: int
    target: str
    login: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    @property
    def named(self) -> str:
        """The Host header: brackets around IPv6, the port unless it is the usual one."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"


def fetch_calendar(
    url: str,
    *,
    allowed_networks: Iterable[Network] = (),
    timeout: float = 15.0,
    limit: int = 5_000_000,
    tls: ssl.SSLContext | None = None,
) -> bytes:
    """The bytes of the calendar at a http, https or webcal address (webcal is https), unpacked if they were gzipped.

    `allowed_networks`: networks that may be visited besides the internet. `timeout`: seconds for everything, names,
    redirects and the last byte. `limit`: bytes, packed and unpacked. `tls`: for an authority of one's own;
    the system's without it.
    A name and password in the address are sent to that server only. No proxy of the environment is used.

    Raises FetchRefused.
    """
    deadline, allowed = Deadline(monotonic() + timeout), tuple(allowed_networks)
    place = _place(url)
    for _ in range(MAX_REDIRECTS + 1):
        try:
            found = _visit(place, allowed, tls, deadline, limit)
        except TimeoutError:
            raise FetchRefused("too_slow", host=place.host, limit=timeout) from None
        except ssl.SSLError:
            raise FetchRefused("secure_connection_failed", host=place.host) from None
        except NameUnknown:
            raise FetchRefused("name_unknown", host=place.host) from None
        except OSError:
            raise FetchRefused("unreachable", host=place.host) from None
        except (HTTPException, zlib.error, ValueError):
            raise FetchRefused("answer_broken", host=place.host) from None
        if isinstance(found, bytes):
            return found
        place = found
    raise FetchRefused("too_many_redirects", host=place.host, limit=MAX_REDIRECTS)


def _place(url: str, *, before: _Place | None = None) -> _Place:
    """The parts of an address; `before`: the place that redirected here, whose login holds at the same origin."""
    try:
        parts = urlsplit(url.strip())
        scheme, port = parts.scheme.lower(), parts.port
        host = (parts.hostname or "").rstrip(".")
        host = host if ":" in host else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        raise FetchRefused("address_invalid") from None
    scheme = "https" if scheme in ("webcal", "webcals") else scheme
    clean = url.strip().isprintable() and len(url) <= MAX_URL and not re.search(r"[\s\\]", url.strip())
    if scheme not in _PORTS or not host or "%" in host or not clean:
        raise FetchRefused("address_invalid")
    port = _PORTS[scheme] if port is None else port
    if port != _PORTS[scheme] and port < 1024 and port not in _PORTS.values():
        raise FetchRefused("port_refused", host=host)
    place = _Place(scheme, host, port, _target(parts), _login(parts))
    if before is None:
        return place
    if before.scheme == "https" and scheme == "http":
        raise FetchRefused("redirect_insecure", host=host)
    login = before.login if place.origin == before.origin else ""
    return _Place(scheme, host, port, place.target, login)


def _target(parts: SplitResult) -> str:
    """Path and query in ASCII, as the request line takes them."""
    text = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return "".join(
        char if char.isascii() else "".join(f"%{byte:02X}" for byte in char.encode()) for char in text
    )


def _login(parts: SplitResult) -> str:
    if not parts.username:
        return ""
    return b64encode(f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()).decode()


def _visit(
    place: _Place, allowed: tuple[Network, ...], tls: ssl.SSLContext | None, deadline: Deadline, limit: int
) -> bytes | _Place:
    """One exchange: the calendar, or where it has moved to."""
    addresses = resolve(place.host, place.port, deadline.left())
    open_ones = tuple(address for address in addresses if may_visit(address, allowed))
    if not open_ones:
        raise FetchRefused("address_refused", host=place.host)
    context = (tls or ssl.create_default_context()) if place.scheme == "https" else None
    headers = {
        "Accept": "text/calendar, */*;q=0.1",
        "Accept-Encoding": "gzip",
        "Connection": "close",
        "User-Agent": "Relais",
    }
    if place.login:
        headers["Authorization"] = f"Basic {place.login}"
    with connect(open_ones, place.port, name=place.host, tls=context, deadline=deadline) as connected:
        answer = ask(connected, place.named, place.target, headers, deadline)
        moved = _moved(answer, place)
        if moved is not None:
            return moved
        _check_status(answer.status, place.host)
        return _calendar(_body(answer, place.host, limit), place.host)


def _moved(answer: HTTPResponse, place: _Place) -> _Place | None:
    if answer.status not in _REDIRECTS:
        return None
    where = answer.headers.get("Location")
    if not where:
        raise FetchRefused("answer_broken", host=place.host)
    here = f"{place.scheme}://{place.named}{place.target}"
    return _place(urljoin(here, where.strip()), before=place)


def _check_status(status: int, host: str) -> None:
    if status == 200:
        return
    if status in (404, 410):
        raise FetchRefused("not_found", host=host, status=status)
    if status in (401, 403, 407):
        raise FetchRefused("sign_in_needed", host=host, status=status)
    raise FetchRefused("answer_refused", host=host, status=status)


def _body(answer: HTTPResponse, host: str, limit: int) -> bytes:
    """What was sent, unpacked; nothing beyond the limit is ever held."""
    packing = answer.headers.get("Content-Encoding", "").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip"):
        raise FetchRefused("answer_broken", host=host)
    if (answer.length or 0) > limit:
        raise FetchRefused("too_large", host=host, limit=limit)
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if packing.endswith("gzip") else None
    whole, arrived = bytearray(), 0
    while piece := answer.read1(_PIECE):
        arrived += len(piece)
        whole += unpack.decompress(piece, limit + 1 - len(whole)) if unpack else piece
        if max(arrived, len(whole)) > limit:
            raise FetchRefused("too_large", host=host, limit=limit)
    if answer.length or (unpack is not None and not unpack.eof):
        raise FetchRefused("answer_broken", host=host)
    return bytes(whole)


def _calendar(data: bytes, host: str) -> bytes:
    """The data, if it begins as a calendar does: a page that asks to sign in does not."""
    head = data[:4096]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    if not _CALENDAR.match(head.replace(b"\0", b"")):
        raise FetchRefused("not_a_calendar", host=host)
    return data
