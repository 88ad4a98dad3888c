"""Which requests are answered: those addressed to us by name, and not sent by a foreign page.

A browser lets any page send requests to any address, also to this machine's loopback, and a name
under an attacker's control may lead there (DNS rebinding). It says so, in headers that a page
cannot forge: `Host`, `Origin` and `Sec-Fetch-Site`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

from starlette.datastructures import Headers

# Methods that change nothing (RFC 9110, 9.2.1); the browser itself keeps their answers from
# foreign pages.
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# In place of a list of hosts: any.
ANY_HOST = "*"
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Origin:
    """Scheme, host and port of a page (RFC 6454)."""

    scheme: str
    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the origin that `text` names; raises ValueError for anything else."""
        scheme, separator, authority = text.strip().lower().partition("://")
        if not separator or scheme not in _DEFAULT_PORTS:
            raise ValueError(f"not an origin: {text}")
        return cls(scheme, *_authority(authority.removesuffix("/"), _DEFAULT_PORTS[scheme]))

    def __str__(self) -> str:
        """As a browser writes it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"


@dataclass(frozen=True)
class Doorkeeper:
    """Knows our names, and the origins whose pages may do what ours may.

    `hosts` are answered besides the names of the loopback interface.
    """

    hosts: frozenset[str]
    origins: frozenset[Origin] = frozenset()
    # Whether people reach us over TLS, so that no page that came without it is ours.
    is_secure: bool = False

    @classmethod
    def of(
        cls, hosts: Iterable[str], origins: Iterable[str] = (), *, is_secure: bool = False
    ) -> Self:
        """Return one for hosts and origins as they are configured; raises ValueError."""
        return cls(
            frozenset(host if host == ANY_HOST else _authority(host, 0)[0] for host in hosts),
            frozenset(map(Origin.parse, origins)),
            is_secure,
        )

    def knows_host(self, headers: Headers) -> bool:
        """Whether a request was addressed to us by one of our names."""
        try:
            (text,) = headers.getlist("host")
            host, _ = _authority(text, 0)
        except ValueError:
            return False
        return is_loopback(host) or host in self.hosts or ANY_HOST in self.hosts

    def is_foreign(self, headers: Headers) -> bool:
        """Whether a page sent a request that is neither ours nor one of `origins`."""
        found = headers.getlist("origin")
        # Programs send no such header, browsers that leave out `Origin` do.
        is_elsewhere = headers.get("sec-fetch-site", "none") not in ("same-origin", "none")
        if not found:
            return is_elsewhere
        try:
            (text,) = found
            origin = Origin.parse(text)
            own = _authority(headers["host"], _DEFAULT_PORTS[origin.scheme])
        except (ValueError, LookupError):
            return True
        if origin in self.origins:
            return False
        is_plain = self.is_secure and origin.scheme == "http" and not is_loopback(origin.host)
        return is_elsewhere or is_plain or (origin.host, origin.port) != own

    def allows_origin(self, headers: Headers) -> bool:
        """Whether a page of one of `origins` sent a request."""
        try:
            (text,) = headers.getlist("origin")
            return Origin.parse(text) in self.origins
        except ValueError:
            return False


def _authority(text: str, default_port: int) -> tuple[str, int]:
    """Return host and port of `host[:port]`; raises ValueError."""
    parts = urlsplit(f"//{text}")
    if parts.netloc != text or parts.hostname is None or "@" in text or len(text.split()) != 1:
        raise ValueError(f"not a host: {text}")
    return parts.hostname.removesuffix("."), parts.port or default_port


def is_loopback(host: str) -> bool:
    """Whether a name or address leads to this machine alone."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
