"""A stream needs access to begin, and ends when the access has ended."""

from collections.abc import Callable

import pytest

from api.access import watch
from tests.api.serving import Serve, client, wait_until
from vehicle_pipeline.access_contracts import Scope
from vehicle_pipeline.adapters.access.tokens import Tokens
from vehicle_pipeline.settings import Settings

PATH = "/api/v1/imports/stream"


@pytest.fixture
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "EVERY", 0.1)


@pytest.mark.usefixtures("_often")
def test_a_stream_ends_when_its_token_is_revoked_and_no_other_does(
    start: Serve,
    closed_settings: Settings,
    tokens: Tokens,
    bearer: Callable[[Scope], dict[str, str]],
) -> None:
    made = tokens.create("ERP", Scope.READ, 1)
    mine = {"Authorization": f"Bearer {made.secret.text}"}
    with client(start(closed_settings)) as http:
        with http.stream("GET", PATH, headers=bearer(Scope.READ)) as other:
            with http.stream("GET", PATH, headers=mine) as stream:
                lines = stream.iter_lines()
                assert next(lines) == ": connected"
                tokens.revoke(made.token.id)
                # Comes to an end; a stream that goes on would time out.
                list(lines)
            assert next(other.iter_lines()) == ": connected"
            assert not other.is_closed
        wait_until(lambda: http.get(PATH, headers=mine).status_code == 401)
