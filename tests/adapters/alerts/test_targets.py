"""Which addresses may be posted to that somebody has named through the API."""

import asyncio
import socket
from ipaddress import ip_network
from typing import Any

import pytest

from vehicle_pipeline.adapters.alerts.targets import allowed_address, is_allowed
from vehicle_pipeline.errors import AlertNotTakenError


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("127.9.9.9", False),
        ("10.0.0.1", False),
        ("172.16.3.4", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("255.255.255.255", False),
        ("224.0.0.1", False),
        ("239.1.1.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("ff0e::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::1", False),
        ("2001:0:1:2:3:4:5:6", False),
        # What Python 3.11 takes for public, and what its versions disagree about.
        ("192.0.0.8", False),
        ("192.0.0.9", True),
        ("192.0.0.10", True),
        ("192.0.0.11", False),
        ("192.0.0.170", False),
        ("192.88.99.1", False),
        ("198.19.255.255", False),
        ("240.0.0.1", False),
        ("192.31.196.1", True),
        ("::ffff:192.0.0.8", False),
        ("::192.0.0.8", False),
        ("::ffff:0:192.0.0.8", False),
        ("64:ff9b::5db8:d70e", False),
        ("64:ff9b:1::1", False),
        ("100::1", False),
        ("100:0:0:1::1", False),
        ("2001:2::1", False),
        ("2001:10::1", False),
        ("2001:1::1", True),
        ("2001:1::4", False),
        ("2001:3::1", True),
        ("2001:4:112::1", True),
        ("2001:20::1", True),
        ("2001:db8::1", False),
        ("2002:5db8:d70e::1", False),
        ("2620:4f:8000::1", True),
        ("3fff:fff::1", False),
        ("4000::1", False),
        ("5f00::1", False),
        ("fec0::1", False),
        ("feff::1", False),
    ],
)
def test_only_public_addresses_are_allowed(address: str, is_public: bool) -> None:
    assert is_allowed(address, []) is is_public


def test_a_network_may_be_allowed_and_no_other_with_it() -> None:
    private = list(map(ip_network, ("10.1.0.0/16", "192.0.0.8/32", "fd00::/64", "fec0::/64")))
    inside = ["10.1.2.3", "::ffff:10.1.2.3", "192.0.0.8", "fd00::5", "fec0::5"]
    outside = ["10.2.0.1", "127.0.0.1", "192.0.0.7", "fd00:1::5", "fec0:1::5"]
    assert all(is_allowed(each, private) for each in inside)
    assert not any(is_allowed(each, private) for each in outside)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "::1"),
        *("192.0.8", "0xc0000008", "0300.0.0.010", "[FEC0:0::1]", "[::ffff:c000:8]"),
    ],
)
def test_no_spelling_of_an_address_that_is_not_public_is_allowed(host: str) -> None:
    with pytest.raises(AlertNotTakenError):
        asyncio.run(allowed_address(host.strip("[]"), 80, []))


def test_one_private_address_of_a_name_is_enough_to_refuse_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def answered(*_: Any, **__: Any) -> list[Any]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))
            for address in ("93.184.215.14", "10.0.0.1")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", answered)
    with pytest.raises(AlertNotTakenError, match="private"):
        asyncio.run(allowed_address("two.example", 80, []))
