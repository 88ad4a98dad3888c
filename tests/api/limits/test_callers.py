"""By what requests are counted."""

from typing import Any

import pytest

from api.limits.callers import address_of, caller_of
from vehicle_pipeline.access_contracts import ANYBODY, Caller, CallerKind, Scope

TOKEN = Caller(kind=CallerKind.TOKEN, id="7", name="nightly", scope=Scope.IMPORT)


def request(host: str | None, **state: Any) -> dict[str, Any]:
    return {"type": "http", "client": host and (host, 4711), "state": state}


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::2:3:4:5", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("<script>", "unreadable"),
        ("127.0.0.1", None),
        ("::ffff:127.0.0.1", None),
        ("::1", None),
        (None, None),
    ],
)
def test_what_an_address_counts_as(host: str | None, counted: str | None) -> None:
    assert address_of(request(host)) == counted


def test_a_caller_counts_as_who_they_are_wherever_they_are() -> None:
    there, here = request("203.0.113.7", caller=TOKEN), request("127.0.0.1", caller=TOKEN)
    assert caller_of(there) == caller_of(here) == "token:7"


def test_where_access_is_open_the_address_counts() -> None:
    assert caller_of(request("203.0.113.7", caller=ANYBODY)) == "203.0.113.7"
    assert caller_of(request("203.0.113.7")) == "203.0.113.7"
    assert caller_of(request("127.0.0.1", caller=ANYBODY)) is None
