"""The company's accounts, put together."""

from dataclasses import dataclass

from vehicle_pipeline.adapters.oidc.bearers import Bearers
from vehicle_pipeline.adapters.oidc.http import Http
from vehicle_pipeline.adapters.oidc.provider import Provider
from vehicle_pipeline.adapters.oidc.registration import Registration
from vehicle_pipeline.adapters.oidc.sign_in import SignIn
from vehicle_pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Accounts:
    """People sign in by one of them, programs come with a token of the other."""

    registration: Registration
    sign_in: SignIn
    bearers: Bearers

    @classmethod
    def of(cls, settings: Settings) -> "Accounts | None":
        """Return what the configuration says; None without a provider. Asks it nothing yet."""
        if not settings.oidc_issuer:
            return None
        registration = Registration.of(settings)
        http = Http(allows_http=registration.allows_http)
        provider = Provider(registration.issuer, http)
        return cls(
            registration,
            SignIn(registration, provider, http),
            Bearers(registration, provider),
        )
