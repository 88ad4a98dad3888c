"""The part of the configuration that is about the company's OpenID provider."""

from urllib.parse import urlsplit

from pydantic import Field, HttpUrl, SecretStr, field_validator
from pydantic_settings import BaseSettings

from vehicle_pipeline.comma_separated import CommaSeparated


class OidcSettings(BaseSettings):
    """One field per environment variable, as in `Settings`."""

    oidc_issuer: str = Field(
        "",
        description="The OpenID provider by which people and programs get in, as it names itself. "
        "Closes access.",
    )
    oidc_client_id: str = Field("", description="The name by which the provider knows us.")
    oidc_client_secret: SecretStr | None = Field(
        None, description="Our password there; without one we are a public client."
    )
    oidc_audience: str = Field(
        "", description="Whom the tokens of programs have to be made for; empty: OIDC_CLIENT_ID."
    )
    oidc_scopes: str = Field("openid profile email", description="What we ask of the provider.")
    oidc_groups_claim: str = Field(
        "groups", description="Where a token names groups; `a.b` is b inside of a."
    )
    oidc_read_groups: CommaSeparated = Field(
        (), description="Groups that may see everything; '*': everybody who signs in."
    )
    oidc_import_groups: CommaSeparated = Field((), description="Groups that may also import.")
    oidc_admin_groups: CommaSeparated = Field((), description="Groups that may do everything.")
    oidc_allow_http: bool = Field(
        False, description="Whether provider and PUBLIC_URL may do without TLS, in a LAN."
    )

    public_url: HttpUrl | None = Field(
        None, description="Address of the API as people see it, for links in the Dagster UI."
    )

    @field_validator("oidc_issuer")
    @classmethod
    def _check_issuer(cls, issuer: str) -> str:
        parts = urlsplit(issuer)
        if issuer and (parts.query or parts.fragment or not HttpUrl(issuer).host):
            raise ValueError("an address without query and fragment")
        return issuer

    @property
    def oidc_faults(self) -> list[str]:
        """Codes of sentences about what does not fit together; nothing is to be started then."""
        groups = (self.oidc_read_groups, self.oidc_import_groups, self.oidc_admin_groups)
        if not self.oidc_issuer:
            return ["oidc_needs_issuer"] if self.oidc_client_id or any(groups) else []
        found = {
            "oidc_needs_client_id": not self.oidc_client_id,
            "oidc_needs_groups": not any(groups),
            "oidc_needs_public_url": self.public_url is None,
            "oidc_needs_tls": not self.oidc_allow_http and self._has_plain_http(),
        }
        return [code for code, is_wrong in found.items() if is_wrong]

    def _has_plain_http(self) -> bool:
        schemes = {urlsplit(self.oidc_issuer).scheme, self.public_url and self.public_url.scheme}
        return "http" in schemes
