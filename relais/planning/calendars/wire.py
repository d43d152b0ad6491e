"""One HTTP exchange with an address that was checked, within a deadline that a slow drip cannot push back."""

from __future__ import annotations

import io
import socket
import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from time import monotonic
from typing import Final

from relais.planning.calendars.addresses import Address

MAX_ADDRESSES: Final = 4
"""How many addresses of one name are tried."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment, on the monotonic clock, at which everything must be over."""

    at: float

    def left(self) -> float:
        """Seconds that are left. Raises TimeoutError when there are none."""
        left = self.at - monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class _Arriving(io.RawIOBase):
    """What arrives on a socket; each wait ends with the deadline, however many bytes came before."""

    def __init__(self, connected: socket.socket, deadline: Deadline) -> None:
        self._socket = connected
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._socket.settimeout(self._deadline.left())
        return self._socket.recv_into(buffer)


class _Wire:
    """A connected socket as http.client wants it."""

    def __init__(self, connected: socket.socket, deadline: Deadline) -> None:
        self._socket = connected
        self._deadline = deadline

    def makefile(self, mode: str) -> io.BufferedReader:
        """What arrives, buffered."""
        return io.BufferedReader(_Arriving(self._socket, self._deadline))

    def sendall(self, data: bytes) -> None:
        """Sends everything before the deadline."""
        self._socket.settimeout(self._deadline.left())
        self._socket.sendall(data)

    def close(self) -> None:
        """Left to whoever opened the socket."""


def connect(
    addresses: tuple[Address, ...], port: int, *, name: str, tls: ssl.SSLContext | None, deadline: Deadline
) -> socket.socket:
    """A socket to the first address that answers; with `tls`, the certificate is verified against `name`.

    Raises OSError (ssl.SSLError and TimeoutError among them) of the last address that was tried.
    """
    failure: OSError = ConnectionError()
    tried = addresses[:MAX_ADDRESSES]
    for number, address in enumerate(tried):
        connected = socket.socket(
            socket.AF_INET if address.version == 4 else socket.AF_INET6, socket.SOCK_STREAM
        )
        try:
            # A share each: an address that never answers does not take the time of the others.
            connected.settimeout(deadline.left() / (len(tried) - number))
            connected.connect((str(address), port))
            connected.settimeout(deadline.left())
            return connected if tls is None else tls.wrap_socket(connected, server_hostname=name)
        except OSError as error:
            connected.close()
            failure = error
    raise failure


def ask(
    connected: socket.socket, host: str, target: str, headers: dict[str, str], deadline: Deadline
) -> HTTPResponse:
    """Sends a GET and reads the head of the answer. Raises OSError, http.client.HTTPException."""
    connection = HTTPConnection(host)
    connection.sock = _Wire(connected, deadline)
    connection.putrequest("GET", target, skip_host=True, skip_accept_encoding=True)
    for name, value in {"Host": host, **headers}.items():
        connection.putheader(name, value)
    connection.endheaders()
    return connection.getresponse()
