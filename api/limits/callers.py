"""By what requests are counted: who sent them, or from where."""

from ipaddress import ip_address, ip_network

from starlette.types import Scope

from vehicle_pipeline.access_contracts import ANYBODY, Caller, CallerKind

# Who has one IPv6 address has all of its network, as providers give them out.
_NETWORK_BITS = 64
# Addresses that are none: a proxy may forward any text.
_UNREADABLE = "unreadable"


def address_of(scope: Scope) -> str | None:
    """Return the address, or for IPv6 the network, that a request came from; None for loopback.

    Loopback is not counted: all users of this machine have that address, and who is on it can do
    it more harm without us. A proxy on this machine needs `TRUSTED_PROXIES`, or else all that come
    through it are one.
    """
    client = scope.get("client")
    if client is None:  # a unix socket
        return None
    try:
        address = ip_address(client[0])
    except ValueError:
        return _UNREADABLE
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return None
    if address.version == 4:
        return str(address)
    return str(ip_network((int(address), _NETWORK_BITS), strict=False))


def caller_of(scope: Scope) -> str | None:
    """Return by what a request counts as its caller's: None where everybody is alike.

    Where access is open that is the address.
    """
    caller: Caller = scope["state"].get("caller", ANYBODY)
    return address_of(scope) if caller.kind is CallerKind.OPEN else caller.key
