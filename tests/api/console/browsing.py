"""Sending what a browser sends."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

PAGE = {"Accept": "text/html,application/xhtml+xml"}
# Of a form of ours.
OWN = {"Sec-Fetch-Site": "same-origin"}


@contextmanager
def browsing(api: httpx.Client) -> Iterator[httpx.Client]:
    """A person with a browser, who opens pages and sends their forms."""
    headers = {**PAGE, **OWN}
    with httpx.Client(
        base_url=api.base_url, headers=headers, timeout=20, trust_env=False
    ) as client:
        yield client
