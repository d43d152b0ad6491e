"""A web server on this machine that answers each path in its own, mostly bad, way."""

from __future__ import annotations

import gzip
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from threading import Thread
from typing import ClassVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"


class Answers(BaseHTTPRequestHandler):
    """Path by path; `seen` holds what was asked, with its headers."""

    protocol_version = "HTTP/1.1"
    seen: ClassVar[list[tuple[str, dict[str, str]]]] = []

    def do_GET(self) -> None:
        self.seen.append((self.path, dict(self.headers)))
        path, _, rest = self.path.partition("?")
        with suppress(OSError):  # the client leaves early, which is what is tested
            getattr(self, path.strip("/") or "calendar")(rest)

    def log_message(self, *args: object) -> None:
        """Silent."""

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def calendar(self, rest: str) -> None:
        self.send(CALENDAR)

    def page(self, rest: str) -> None:
        self.send(b"<!doctype html><title>Sign in</title>")

    def status(self, rest: str) -> None:
        self.send(b"", status=int(rest))

    def moved(self, rest: str) -> None:
        self.send(b"", status=302, Location=rest)

    def nowhere(self, rest: str) -> None:
        self.send(b"", status=302)

    def around(self, rest: str) -> None:
        self.send(b"", status=307, Location=f"/around?{int(rest or 0) + 1}")

    def large(self, rest: str) -> None:
        self.send(CALENDAR + b"X" * 100_000)

    def endless(self, rest: str) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while True:
            self.wfile.write(b"1000\r\n" + b"B" * 4096 + b"\r\n")

    def packed(self, rest: str) -> None:
        self.send(gzip.compress(CALENDAR), Content_Encoding="gzip")

    def bomb(self, rest: str) -> None:
        self.send(gzip.compress(CALENDAR + b" " * 50_000_000), Content_Encoding="gzip")

    def half_packed(self, rest: str) -> None:
        self.send(gzip.compress(CALENDAR)[:20], Content_Encoding="gzip")

    def not_packed(self, rest: str) -> None:
        self.send(CALENDAR, Content_Encoding="gzip")

    def strange(self, rest: str) -> None:
        self.send(CALENDAR, Content_Encoding="br")

    def short(self, rest: str) -> None:
        self.send(CALENDAR, Content_Length="9999")
        self.close_connection = True

    def noise(self, rest: str) -> None:
        self.wfile.write(b"\x00\x01 what?\r\n\r\n")
        self.close_connection = True

    def many_headers(self, rest: str) -> None:
        self.send(CALENDAR, **{f"X_{number}": "1" for number in range(200)})

    def drip(self, rest: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self._slowly(CALENDAR * 100)

    def dripping_head(self, rest: str) -> None:
        self._slowly(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 10_000)

    def asleep(self, rest: str) -> None:
        time.sleep(10)

    def _slowly(self, data: bytes) -> None:
        for byte in data:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(0.05)


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """The server at work, and its port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    server.block_on_close = False
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certificate(folder, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server with this name shows, and what trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ip_address("127.0.0.9"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    shown = folder / f"{name}.pem"
    shown.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(shown)
    return server, ssl.create_default_context(cafile=str(shown))
