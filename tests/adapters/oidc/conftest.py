"""A provider, and how we are registered there."""

from collections.abc import Iterator

import pytest

from tests.issuer import CLIENT, Issuer, issuing
from vehicle_pipeline.adapters.oidc.accounts import Accounts
from vehicle_pipeline.settings import Settings


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with issuing() as opened:
        yield opened


@pytest.fixture
def accounts(issuer: Issuer) -> Accounts:
    made = Accounts.of(
        Settings(
            oidc_issuer=issuer.url,
            oidc_client_id=CLIENT,
            oidc_read_groups=("leitura",),
            oidc_import_groups=("frota",),
            oidc_admin_groups=("ti",),
            oidc_allow_http=True,
            public_url="https://frota.example.com",  # type: ignore[arg-type]
        )
    )
    assert made
    return made
