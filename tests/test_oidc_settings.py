"""A configuration of the OpenID provider that lets in nobody, or strangers, is not started."""

import pytest

from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.settings import Settings

RIGHT = {
    "oidc_issuer": "https://login.example.com",
    "oidc_client_id": "frota",
    "oidc_read_groups": "*",
    "public_url": "https://frota.example.com",
}


def test_a_provider_closes_access() -> None:
    settings = Settings.model_validate(RIGHT)
    assert settings.oidc_faults == []
    assert settings.is_closed
    assert Settings().oidc_faults == []
    assert not Settings().is_closed


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"oidc_issuer": ""}, "oidc_needs_issuer"),
        ({"oidc_client_id": ""}, "oidc_needs_client_id"),
        ({"oidc_read_groups": ""}, "oidc_needs_groups"),
        ({"public_url": None}, "oidc_needs_public_url"),
        ({"public_url": "http://frota.example.com"}, "oidc_needs_tls"),
        ({"oidc_issuer": "http://login.example.com"}, "oidc_needs_tls"),
    ],
)
def test_what_does_not_fit_together_is_said(changed: dict[str, object], code: str) -> None:
    settings = Settings.model_validate(RIGHT | changed)
    assert settings.oidc_faults == [code]
    assert sentence(code, {})
    if code == "oidc_needs_tls":
        assert settings.model_copy(update={"oidc_allow_http": True}).oidc_faults == []


@pytest.mark.parametrize("issuer", ["login", "ftp://login", "https://login/?a", "https://login/#a"])
def test_an_issuer_is_an_address(issuer: str) -> None:
    with pytest.raises(ValueError, match="oidc_issuer"):
        Settings.model_validate(RIGHT | {"oidc_issuer": issuer})


def test_the_secret_is_not_shown() -> None:
    assert "s3cret" not in repr(Settings.model_validate(RIGHT | {"oidc_client_secret": "s3cret"}))
