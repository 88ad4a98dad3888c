"""What the provider and we have agreed on, and what its groups may do."""

from dataclasses import dataclass, field
from typing import Any

from vehicle_pipeline.access_contracts import Scope
from vehicle_pipeline.settings import Settings

# Where the provider sends people back to, below PUBLIC_URL.
RETURN_PATH = "/entrar/oidc/retorno"
# In the configuration: whoever the provider vouches for.
EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class Groups:
    """Which groups may do what, and where a token names them."""

    claim: str
    by_scope: dict[Scope, frozenset[str]]

    def scope(self, claims: dict[str, Any]) -> Scope | None:
        """Return the largest scope that the groups of a token give; None if they give none."""
        named = _named(self.value(claims)) | {EVERYBODY}
        given = (scope for scope in reversed(Scope) if named & self.by_scope[scope])
        return next(given, None)

    def value(self, claims: dict[str, Any]) -> object:
        """Return what a token says where it names groups."""
        return claims[self.claim] if self.claim in claims else _inside(claims, self.claim)

    @property
    def all(self) -> list[str]:
        """The groups that give any access, by name."""
        return sorted(frozenset().union(*self.by_scope.values()))


@dataclass(frozen=True, slots=True)
class Registration:
    """How we are registered at the provider. `audience` is that of the tokens of programs."""

    issuer: str
    client_id: str
    client_secret: str | None = field(repr=False)
    audience: str
    scopes: str
    redirect_uri: str
    allows_http: bool
    groups: Groups

    @classmethod
    def of(cls, settings: Settings) -> "Registration":
        """Return what the configuration says; the return address is never what a request says."""
        secret = settings.oidc_client_secret
        by_scope = {
            Scope.READ: frozenset(settings.oidc_read_groups),
            Scope.IMPORT: frozenset(settings.oidc_import_groups),
            Scope.ADMIN: frozenset(settings.oidc_admin_groups),
        }
        return cls(
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id,
            client_secret=secret.get_secret_value() if secret else None,
            audience=settings.oidc_audience or settings.oidc_client_id,
            scopes=settings.oidc_scopes,
            redirect_uri=settings.api_url + RETURN_PATH,
            allows_http=settings.oidc_allow_http,
            groups=Groups(settings.oidc_groups_claim, by_scope),
        )


def _named(value: object) -> frozenset[str]:
    if isinstance(value, str):
        # As OAuth writes scopes.
        return frozenset({value, *value.split()} - {EVERYBODY})
    listed = value if isinstance(value, list) else []
    return frozenset(each for each in listed if isinstance(each, str))


def _inside(claims: dict[str, Any], path: str) -> object:
    value: object = claims
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value
