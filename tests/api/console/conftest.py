"""A person's browser, without scripts."""

from collections.abc import Iterator

import httpx
import pytest

from tests.api.console.browsing import browsing


@pytest.fixture
def person(api: httpx.Client) -> Iterator[httpx.Client]:
    """Opens pages and sends their forms."""
    with browsing(api) as client:
        yield client
