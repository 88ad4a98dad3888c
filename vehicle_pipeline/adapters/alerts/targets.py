"""Which addresses a webhook may be posted to that somebody has named through the API."""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

from vehicle_pipeline.errors import AlertNotTakenError

Networks = Sequence[IPv4Network | IPv6Network]
# Addresses that stand for others: where the network translates them (RFC 6052, RFC 8215), or did
# (RFC 4291, 2.5.5.1).
_TRANSLATED = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))


async def allowed_address(host: str, port: int, private: Networks) -> str:
    """Look a name up once; return an address of it to connect to, and no other.

    Every address of the name has to be public, or in one of the `private` networks. Raises
    AlertNotTakenError.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AlertNotTakenError("the name of the receiver is not known") from error
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    if not addresses or not all(is_allowed(each, private) for each in addresses):
        raise AlertNotTakenError("the receiver's address is private (WEBHOOK_PRIVATE_TARGETS)")
    return addresses[0]


def is_allowed(text: str, private: Networks) -> bool:
    """Whether an address is public, or in one of the networks."""
    address: Any = ip_address(text)
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in private if network.version == address.version):
        return True
    return address.is_global and not address.is_multicast and not _is_indirect(address)


def address_in(host: str) -> str | None:
    """Return the address that a host is in itself, in any of the ways to write one; else None."""
    host = host.rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return "127.0.0.1"
    with suppress(ValueError):
        return str(ip_address(host.partition("%")[0]))
    with suppress(OSError):
        # As the resolver does it: 127.1, 0x7f000001 and 2130706433 are addresses, too.
        return socket.inet_ntoa(socket.inet_aton(host))
    return None


def _is_indirect(address: Any) -> bool:
    """Whether packets may end at an IPv4 address that is a part of this one."""
    if not isinstance(address, IPv6Address):
        return False
    is_translated = any(address in network for network in _TRANSLATED)
    return is_translated or address.sixtofour is not None or address.teredo is not None
