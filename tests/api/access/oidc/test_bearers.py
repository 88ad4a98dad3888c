"""Programs with a token of the provider's."""

import time

import anyio
import httpx
import pytest

from api.access import watch
from api.access.grants import Grant
from api.access.watch import AccessWatch
from tests.api.access.conftest import SAME_ORIGIN
from tests.api.access.test_every_route import ASKED, ask
from tests.api.serving import WAIT_SECONDS, client, serving
from tests.issuer import Issuer
from vehicle_pipeline.access_contracts import ANYBODY, Scope
from vehicle_pipeline.adapters.access.sessions import Sessions
from vehicle_pipeline.adapters.access.tokens import Tokens
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.settings import Settings

from .conftest import with_provider

IMPORTS = "/api/v1/imports"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_every_route_lets_in_whom_the_groups_let_in(company: httpx.Client, issuer: Issuer) -> None:
    headers = bearer(issuer.token(issuer.claims(groups=["frota"]))) | SAME_ORIGIN
    for each in ASKED:
        status = ask(company, each, headers)
        assert (status == 403) is not Scope.IMPORT.includes(each.scope), each
        assert status != 401, each


def test_no_route_lets_in_a_wrong_or_old_token(company: httpx.Client, issuer: Issuer) -> None:
    for others in ({"aud": "another"}, {"exp": int(time.time()) - 60}):
        headers = bearer(issuer.token(issuer.claims(**others)))
        assert [each for each in ASKED if ask(company, each, headers) != 401] == []


def test_the_caller_is_told_the_code_and_the_log_once_the_reason(
    company: httpx.Client, issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    headers = bearer(issuer.token(issuer.claims(), typ="logout+jwt"))
    answer = company.get(IMPORTS, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "jwt_refused")
    assert "logout" not in answer.text
    assert caplog.text.count("typ: 'logout+jwt'") == 1


def test_who_has_no_group_is_told_which_ones_would_do(
    company: httpx.Client, issuer: Issuer
) -> None:
    answer = company.get(IMPORTS, headers=bearer(issuer.token(issuer.claims(groups=[]))))
    assert (answer.status_code, answer.json()["code"]) == (403, "no_group")
    assert "frota, ti" in answer.json()["detail"]


def test_tokens_of_ours_are_good_as_before(company: httpx.Client, tokens: Tokens) -> None:
    secret = tokens.create("ERP", Scope.READ, 1).secret.text
    assert company.get(IMPORTS, headers=bearer(secret)).status_code == 200
    assert company.get(IMPORTS, headers=bearer("vp_x")).json()["code"] == "token_unknown"


def test_a_program_makes_no_tokens(company: httpx.Client, issuer: Issuer) -> None:
    headers = bearer(issuer.token(issuer.claims(groups=["ti"])))
    body = {"name": "x", "scope": "read", "days": 1}
    answer = company.post("/api/v1/admin/tokens", data=body, headers=headers)
    assert answer.status_code == 403


def test_a_stream_ends_with_its_token(
    access_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "EVERY", 0.02)

    async def watched() -> tuple[bool, bool]:
        watcher = AccessWatch(Sessions(access_database, 3600))
        over, still = anyio.Event(), anyio.Event()
        ended, good = (Grant(ANYBODY, until=time.time() + seconds) for seconds in (0.1, 300))
        async with anyio.create_task_group() as tasks:
            with watcher.watching(ended, over), watcher.watching(good, still):
                tasks.start_soon(watcher.run)
                with anyio.fail_after(WAIT_SECONDS):
                    await over.wait()
            tasks.cancel_scope.cancel()
        return over.is_set(), still.is_set()

    assert anyio.run(watched) == (True, False)


def test_without_the_provider_nobody_knows(settings: Settings) -> None:
    away = with_provider(settings, "http://127.0.0.1:9", 9)
    with serving(away) as address, client(address) as http:
        answer = http.get(IMPORTS, headers=bearer("e30.e30.e30"))
        assert (answer.status_code, answer.json()["code"]) == (503, "login_provider_unavailable")
        page = http.get("/entrar/oidc", headers={"Accept": "text/html"})
        assert page.status_code == 503
        assert "login da empresa não responde" in page.text
        assert "Retry-After" in answer.headers
