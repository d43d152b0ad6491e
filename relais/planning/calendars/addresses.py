"""Which network addresses a calendar may be fetched from: the internet, and what the administrator allows.

Whoever subscribes to a calendar names an address that this server then visits. Without these checks it would visit its own
network for them: databases, routers, the cloud's metadata with its keys.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NAT64: Final = IPv6Network("64:ff9b::/96")
_CLOSED: Final[tuple[Network, ...]] = (
    IPv4Network("168.63.129.16/32"),  # Azure's metadata, in the middle of public addresses
    IPv6Network("64:ff9b:1::/48"),  # NAT64 of a local network
    IPv6Network("::/96"),  # IPv4 within IPv6, as it was once written
    IPv6Network("fec0::/10"),  # site-local, as it was once called
)


class NameUnknown(Exception):
    """The name has no address."""


def networks(written: Iterable[str]) -> tuple[Network, ...]:
    """The networks of a setting: "10.0.0.0/8", "192.168.1.20". Raises ValueError for what is no network."""
    return tuple(ip_network(each.strip()) for each in written)


def may_visit(address: Address, allowed: Iterable[Network]) -> bool:
    """Whether this address is on the internet, or in an allowed network. An IPv4 address that is carried in an IPv6 one
    (mapped, NAT64, 6to4, Teredo) is looked at itself."""
    allowed = tuple(allowed)
    inner = _carried(address)
    if any(
        each in network
        for each in (address, *inner)
        for network in allowed
        if each.version == network.version
    ):
        return True
    if any(address in network for network in _CLOSED if network.version == address.version):
        return False
    if inner:
        return all(may_visit(each, ()) for each in inner)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _carried(address: Address) -> tuple[IPv4Address, ...]:
    if isinstance(address, IPv4Address):
        return ()
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    if address in _NAT64:
        return (IPv4Address(int(address) & 0xFFFF_FFFF),)
    return ()


def resolve(host: str, port: int, seconds: float) -> tuple[Address, ...]:
    """The addresses of a name, in the order in which to try them.

    Raises NameUnknown; TimeoutError after so many seconds, which the system's resolver does not promise by itself.
    """
    answers: SimpleQueue[tuple[Address, ...] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            answers.put(error if isinstance(error, OSError) else OSError())
        else:
            answers.put(tuple(dict.fromkeys(ip_address(str(each[4][0]).partition("%")[0]) for each in found)))

    Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=max(0.0, seconds))
    except Empty:
        raise TimeoutError from None
    if isinstance(answer, OSError) or not answer:
        raise NameUnknown
    return answer
