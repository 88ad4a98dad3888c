"""Which addresses a webhook may be posted to that somebody has named through the API."""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from vehicle_pipeline.errors import AlertNotTakenError

Networks = Sequence[IPv4Network | IPv6Network]


def _networks(*texts: str) -> Networks:
    return tuple(map(ip_network, texts))


# IANA's special-purpose registries: Python's idea of them differs from version to version. Of
# IPv6, only 2000::/3 is given to anybody; what is not public outside of it needs no line here.
_GIVEN = _networks("0.0.0.0/0", "2000::/3")
# The last of IPv4 are multicast and reserved ones; 2001::/23 has Teredo, 2002::/16 is 6to4: packets
# to these end at an IPv4 address that is a part of them.
_SPECIAL = _networks(
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
    *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
    *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
)
# Within those, what can be reached from everywhere.
_REACHABLE = _networks(
    *("192.0.0.9/32", "192.0.0.10/32", "2001:1::1/128", "2001:1::2/128", "2001:1::3/128"),
    *("2001:3::/32", "2001:4:112::/48", "2001:20::/28", "2001:30::/28"),
)


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
    if _is_in(address, private) or _is_in(address, _REACHABLE):
        return True
    return _is_in(address, _GIVEN) and not _is_in(address, _SPECIAL)


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


def _is_in(address: Any, networks: Networks) -> bool:
    # An address of one version is in no network of the other.
    return any(address in network for network in networks)
