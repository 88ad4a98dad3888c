"""Tokens that the provider made for programs: every wrong one is refused."""

import base64
import hmac
import json
import time

import pytest
from joserfc import jws

from tests.issuer import KEYS, Issuer
from vehicle_pipeline.access_contracts import Caller, CallerKind, Scope
from vehicle_pipeline.adapters.oidc import kept
from vehicle_pipeline.adapters.oidc.accounts import Accounts
from vehicle_pipeline.adapters.oidc.kept import Kept
from vehicle_pipeline.errors import AccessRefusedError, LoginProviderUnavailableError

ANA = Caller(kind=CallerKind.PERSON, id="ana@empresa", name="Ana", scope=Scope.IMPORT)


def refusal(accounts: Accounts, token: str) -> str:
    """Return the code with which a token is refused."""
    with pytest.raises(AccessRefusedError) as refused:
        accounts.bearers.caller(token)
    return refused.value.code


def only_line(caplog: pytest.LogCaptureFixture, token: str) -> str:
    """Return the one line that the log has about a refused token, which it does not show."""
    (line,) = [each.getMessage() for each in caplog.records if each.levelname == "WARNING"]
    assert line.isprintable()
    assert len(line) < 300
    assert not any(part in line for part in token.split(".") if len(part) > 8)
    return line


def encoded(part: bytes) -> bytes:
    """Return a part of a token as it stands there."""
    return base64.urlsafe_b64encode(part).rstrip(b"=")


@pytest.mark.parametrize(
    ("key", "algorithm"), [("one", "RS256"), ("one", "PS256"), ("curve", "ES256")]
)
def test_a_right_token_says_who_and_until_when(
    accounts: Accounts, issuer: Issuer, key: str, algorithm: str
) -> None:
    claims = issuer.claims()
    caller, until = accounts.bearers.caller(issuer.token(claims, key, algorithm))
    assert caller == ANA
    assert claims["exp"] <= until <= claims["exp"] + 60


@pytest.mark.parametrize(
    "others",
    [
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": ["another", "one more"]},
        {"aud": None},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": 10**400},
        {"exp": 1e308},
        {"exp": float("inf")},
        {"exp": float("nan")},
        {"exp": True},
        {"nbf": 10**400},
        {"iat": float("nan")},
        {"sub": None},
        {"sub": ""},
        {"sub": "a\nb"},
        {"sub": "a" * 256},
        {"sub": 5},
        {"nbf": 4_000_000_000},
        {"iat": 4_000_000_000},
        # ID tokens, which are made for the same audience.
        {"nonce": "n"},
        {"at_hash": "h"},
        {"c_hash": ""},
        # Tells that somebody has signed out, to the same audience.
        {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}},
        {"events": {}},
    ],
    ids=str,
)
def test_a_token_with_a_wrong_claim_is_refused(
    accounts: Accounts, issuer: Issuer, others: dict[str, object]
) -> None:
    assert refusal(accounts, issuer.token(issuer.claims(**others))) == "jwt_refused"


@pytest.mark.parametrize(
    "kind",
    ["logout+jwt", "application/logout+jwt", "id_token+jwt", "secevent+jwt", "JWE", "", " JWT"],
)
def test_a_token_of_another_type_is_refused(accounts: Accounts, issuer: Issuer, kind: str) -> None:
    assert refusal(accounts, issuer.token(issuer.claims(), typ=kind)) == "jwt_refused"


@pytest.mark.parametrize(
    "header",
    [{}, *({"typ": each} for each in ("JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"))],
    ids=str,
)
def test_an_access_token_says_so_in_any_spelling_or_says_nothing(
    accounts: Accounts, issuer: Issuer, header: dict[str, object]
) -> None:
    body = json.dumps(issuer.claims()).encode()
    token = jws.serialize_compact({"alg": "RS256", "kid": "one", **header}, body, KEYS["one"])
    assert accounts.bearers.caller(token)[0] == ANA


@pytest.mark.parametrize(
    ("others", "header", "reason"),
    [
        ({"iss": "https://elsewhere.example"}, {}, "'iss': 'https://elsewhere.example'"),
        ({"aud": ["another", "one more"]}, {}, "'aud': ['another', 'one more']"),
        ({"aud": "x" * 999}, {}, "'aud': 'xxx"),
        ({"exp": 5}, {}, "expired: 5"),
        ({"exp": None}, {}, "Missing claim: 'exp'"),
        ({"exp": 1e308}, {}, "'exp': 1e+308"),
        ({"nbf": 4_000_000_000}, {}, "not yet valid: 4000000000"),
        ({"iat": 4_000_000_000}, {}, "issued in the future: 4000000000"),
        ({"sub": "a\nb"}, {}, r"'sub': 'a\nb'"),
        ({"nonce": "n"}, {}, "an ID token: nonce"),
        ({"at_hash": "h", "aud": "another"}, {}, "an ID token: at_hash"),
        ({"events": {}}, {}, "a logout token: events"),
        ({}, {"typ": "logout+jwt"}, "typ: 'logout+jwt'"),
        ({}, {"typ": "\u202e\n" * 20}, r"typ: '\u202e\n"),
        ({"groups": ["outro"]}, {}, "gives access: ['outro']"),
        ({"groups": None}, {}, "gives access: None"),
    ],
    ids=str,
)
def test_the_log_says_why_a_token_is_refused(
    accounts: Accounts,
    issuer: Issuer,
    caplog: pytest.LogCaptureFixture,
    others: dict[str, object],
    header: dict[str, object],
    reason: str,
) -> None:
    token = issuer.token(issuer.claims(**others), **header)
    refusal(accounts, token)
    assert reason in only_line(caplog, token)


def test_the_log_says_what_is_wrong_with_a_signature(
    accounts: Accounts, issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    header, claims, _ = issuer.token(issuer.claims()).split(".")
    unsigned = encoded(json.dumps({"alg": "none"}).encode()).decode()
    hostile = encoded(json.dumps({"alg": "RS256", "kid": "a\nb\u202e" * 20}).encode()).decode()
    for token, reason in {
        f"{header}.{claims}.AAAA": "bad_signature",
        f"{unsigned}.{claims}.": "'none'",
        f"{hostile}.{claims}.AAAA": "No key for kid: 'abab",
        issuer.token(issuer.claims(), "two"): "No key for kid: 'two'",
        "a.b.c": "decode_error",
        "x" * 20_000: "longer than 16,000",
        "é.é.é": "ASCII",
    }.items():
        caplog.clear()
        refusal(accounts, token)
        assert reason in only_line(caplog, token)


def test_an_expired_token_is_said_to_be_that(accounts: Accounts, issuer: Issuer) -> None:
    assert (
        refusal(accounts, issuer.token(issuer.claims(exp=int(time.time()) - 60))) == "jwt_expired"
    )


def test_an_unsigned_token_is_refused(accounts: Accounts, issuer: Issuer) -> None:
    parts = ({"alg": "none"}, issuer.claims())
    header, claims = (encoded(json.dumps(part).encode()) for part in parts)
    assert refusal(accounts, b".".join([header, claims, b""]).decode()) == "jwt_refused"


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(
    accounts: Accounts, issuer: Issuer
) -> None:
    parts = ({"alg": "HS256", "kid": "one"}, issuer.claims())
    signed = b".".join(encoded(json.dumps(part).encode()) for part in parts)
    signature = hmac.digest(KEYS["one"].as_pem(private=False), signed, "sha256")
    assert refusal(accounts, b".".join([signed, encoded(signature)]).decode()) == "jwt_refused"


def test_a_token_of_another_key_under_a_known_name_is_refused(
    accounts: Accounts, issuer: Issuer
) -> None:
    header, _, signature = issuer.token(issuer.claims()).split(".")
    other = issuer.token(issuer.claims(groups=["ti"])).split(".")[1]
    assert refusal(accounts, f"{header}.{other}.{signature}") == "jwt_refused"
    # A key of another kind than the algorithm needs.
    body = json.dumps(issuer.claims()).encode()
    token = jws.serialize_compact({"alg": "RS256", "kid": "curve"}, body, KEYS["one"])
    assert refusal(accounts, token) == "jwt_refused"


@pytest.mark.parametrize("text", ["", "a.b.c", "...", "é.é.é", "e30.e30.e30", "x" * 20_000])
def test_what_is_no_token_is_refused(accounts: Accounts, text: str) -> None:
    assert refusal(accounts, text) == "jwt_refused"


@pytest.mark.parametrize(
    ("groups", "scope"),
    [
        (["leitura"], Scope.READ),
        (["leitura", "ti", "frota"], Scope.ADMIN),
        ("leitura", Scope.READ),
        ("email frota", Scope.IMPORT),
        (["outro", 5, None, {"a": 1}, "frota"], Scope.IMPORT),
    ],
    ids=str,
)
def test_groups_give_the_largest_scope(
    accounts: Accounts, issuer: Issuer, groups: object, scope: Scope
) -> None:
    assert accounts.bearers.caller(issuer.token(issuer.claims(groups=groups)))[0].scope is scope


@pytest.mark.parametrize("groups", [None, [], ["outro"], "Frota", "*", ["*"], {"frota": True}, 1])
def test_without_a_group_of_ours_there_is_no_access(
    accounts: Accounts, issuer: Issuer, groups: object
) -> None:
    assert refusal(accounts, issuer.token(issuer.claims(groups=groups))) == "no_group"


def test_a_name_is_made_fit_to_be_shown(accounts: Accounts, issuer: Issuer) -> None:
    names = {"A\u202ena\n  Silva": "Ana Silva", "x" * 999: "x" * 100, "\n": "ana@empresa"}
    for claimed, shown in names.items():
        caller, _ = accounts.bearers.caller(issuer.token(issuer.claims(name=claimed)))
        assert caller.name == shown


def test_a_new_key_is_asked_for_and_strangers_cannot_have_it_asked_for_often(
    accounts: Accounts, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.bearers.caller(issuer.token(issuer.claims()))
    rotated = issuer.token(issuer.claims(), "two")
    for _ in range(5):
        assert refusal(accounts, rotated) == "jwt_refused"
    assert issuer.asked.count("/jwks") == 1

    issuer.published = [KEYS["two"]]
    monkeypatch.setattr(kept, "PAUSE", 0)
    assert accounts.bearers.caller(rotated)[0] == ANA
    assert issuer.asked.count("/jwks") == 2
    assert refusal(accounts, issuer.token(issuer.claims())) == "jwt_refused"


def test_what_is_known_goes_on_to_be_used_while_the_provider_is_away(
    accounts: Accounts, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = issuer.token(issuer.claims())
    issuer.status = 500
    with pytest.raises(LoginProviderUnavailableError):
        accounts.bearers.caller(token)
    monkeypatch.setattr(kept, "PAUSE", 0)
    issuer.status = 200
    accounts.bearers.caller(token)
    issuer.status = 500
    assert accounts.bearers.caller(token)[0] == ANA
    assert refusal(accounts, issuer.token(issuer.claims(), "two")) == "jwt_refused"


def test_an_old_value_is_fetched_again_and_kept_if_that_fails() -> None:
    now, values = [0.0], iter([1, 2])

    def fetch() -> int:
        if (value := next(values, None)) is None:
            raise LoginProviderUnavailableError("away")
        return value

    value = Kept(fetch, 100.0, lambda: now[0])
    seen = []
    for moment in (0.0, 99.0, 101.0, 202.0):
        now[0] = moment
        seen.append(value.get())
    assert seen == [1, 1, 2, 2]


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://elsewhere.example"},
        {"jwks_uri": "ftp://127.0.0.1/keys"},
        {"jwks_uri": None},
    ],
    ids=str,
)
def test_a_provider_that_describes_itself_wrongly_is_not_used(
    accounts: Accounts, issuer: Issuer, changed: dict[str, str]
) -> None:
    issuer.description |= changed
    with pytest.raises(LoginProviderUnavailableError):
        accounts.bearers.caller(issuer.token(issuer.claims()))
