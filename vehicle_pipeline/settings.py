"""Configuration of every process, read from the environment once, in the composition roots."""

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    Field,
    HttpUrl,
    IPvAnyNetwork,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import NoDecode, SettingsConfigDict

from vehicle_pipeline.browsers import Doorkeeper, is_loopback
from vehicle_pipeline.comma_separated import CommaSeparated, split
from vehicle_pipeline.limit_settings import LimitSettings
from vehicle_pipeline.oidc_settings import OidcSettings
from vehicle_pipeline.retention_settings import RetentionSettings
from vehicle_pipeline.webhook_contracts import LEAST_SECRET, ImportEvent

# Dagster's tables have their own schema, because both Dagster and we have an `alembic_version`.
DAGSTER_SCHEMA = "dagster"
# Listening addresses that mean every interface.
EVERY_ADDRESS = frozenset({"0.0.0.0", "::", ""})
LOOPBACK = "127.0.0.1"


def local_url(host: str, port: int) -> str:
    """Return the address, as seen from this machine, of a server that listens on `host`."""
    return f"http://{_bracketed(LOOPBACK if host in EVERY_ADDRESS else host)}:{port}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


LogFormat = Literal["text", "json"]


class Settings(LimitSettings, OidcSettings, RetentionSettings):
    """One field per environment variable of the same name in capitals.

    `vehicle-pipeline up` sets the addresses of the parts that it starts (database, queue) before
    it starts the other processes, so each of them sees a complete configuration.
    """

    # Errors hide the values, which may be secrets, because errors are logged. An empty variable
    # counts as not set.
    model_config = SettingsConfigDict(
        extra="ignore", hide_input_in_errors=True, env_ignore_empty=True
    )

    data_dir: Path = Field(Path(".data"), description="Where the embedded parts keep their data.")

    run_as_user: str = Field(
        "", description="The user that a stack started by root runs as; empty: root."
    )
    database_url: str = Field(
        "", description="postgresql://... ; empty: PostgreSQL is started under the data dir."
    )
    queue: Literal["embedded", "aws"] = Field(
        "embedded",
        description="'aws' talks to SQS, or to whatever AWS_ENDPOINT_URL_SQS points at; "
        "'embedded' starts an emulator.",
    )
    sqs_queue_name: str = Field("vehicle-imports", description="Created when missing.")
    sqs_dead_letter_queue_name: str = Field("vehicle-imports-dead", description="Created too.")
    sqs_visibility_timeout_seconds: int = Field(
        60, ge=10, le=43_200, description="Lease of a delivery; extended while its run lives."
    )
    sqs_max_receive_count: int = Field(
        5, ge=1, le=1_000, description="Deliveries before a message becomes a dead letter."
    )
    stalled_after_seconds: int = Field(
        600,
        ge=10,
        le=604_800,
        description="A run that gives no sign for so long is killed and repeated.",
    )
    reconcile_after_seconds: int = Field(
        60,
        ge=1,
        le=604_800,
        description="Age at which an accepted upload without a message or run is queued again.",
    )
    object_store_url: str = Field(
        "", description="A folder or s3://bucket/prefix; empty: a folder under the data dir."
    )
    aws_default_region: str = Field("us-east-1", description="Region of SQS and S3.")

    source_roots: Annotated[tuple[Path, ...], NoDecode, BeforeValidator(split)] = Field(
        (), description="Folders that schedules may read spreadsheets from, and from below them."
    )
    source_still_seconds: float = Field(
        30,
        ge=0,
        le=86_400,
        description="How long a file's size must stand still before it is imported.",
    )
    schedule_catch_up_limit: int = Field(
        24, ge=1, le=1_000, description="Missed times that a schedule of `missed: all` catches up."
    )
    schedule_failure_limit: int = Field(
        6, ge=1, le=1_000, description="Failures in a row after which a schedule is paused."
    )
    retry_attempts: int = Field(
        3, ge=0, le=100, description="Nights on which a failed import is taken up again; 0: none."
    )

    alert_webhook_url: HttpUrl | None = Field(
        None,
        repr=False,
        description="Webhook that receives alerts, in Slack's format. Secret: it grants access.",
    )

    webhook_url: HttpUrl | None = Field(
        None, repr=False, description="Receives what became of each import, signed."
    )
    webhook_secret: SecretStr = Field(
        SecretStr(""),
        validate_default=True,
        description="Signs what is sent to WEBHOOK_URL; 16 characters or more.",
    )
    webhook_events: Annotated[tuple[ImportEvent, ...], NoDecode, BeforeValidator(split)] = Field(
        tuple(ImportEvent), description="What WEBHOOK_URL is told: all four by default."
    )
    webhook_private_targets: Annotated[
        tuple[IPvAnyNetwork, ...], NoDecode, BeforeValidator(split)
    ] = Field((), description="Networks, as 10.0.0.0/8, that the webhooks of schedules may lie in.")

    trusted_proxies: CommaSeparated = Field(
        (),
        description="Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto "
        "are believed.",
    )
    log_format: LogFormat = Field(
        "text", description="'json': every process logs one JSON object a line."
    )
    authentication: Literal["off", "required"] = Field(
        "off", description="'required': nobody gets in without a token or a session."
    )
    api_token: SecretStr | None = Field(
        None, description="The token by which commands get in where access is closed."
    )
    session_hours: float = Field(
        12, gt=0, le=8_760, description="How long a session of the console lasts."
    )

    otel_exporter_otlp_endpoint: HttpUrl | None = Field(
        None,
        repr=False,
        description="Collector of traces, as http://localhost:4318. The other OTEL_* variables are "
        "OpenTelemetry's own.",
    )

    api_host: str = Field("127.0.0.1", description="Address the API listens on.")
    api_port: int = Field(8000, ge=1, le=65_535, description="Port of the API.")
    allowed_hosts: CommaSeparated = Field(
        (), description="Names besides loopback under which we are reached; '*': any name."
    )
    cors_origins: CommaSeparated = Field(
        (), description="Origins of other front ends that may use the API, as https://example.com."
    )
    dagster_home: Path = Field(Path("dagster_home"), description="Folder that holds dagster.yaml.")
    dagster_host: str = Field("127.0.0.1", description="Address the Dagster UI listens on.")
    dagster_behind_proxy: bool = Field(
        False,
        description="The Dagster UI has no login of its own: say so where a proxy with one stands "
        "before it and DAGSTER_HOST is not this machine alone.",
    )
    dagster_public_url: HttpUrl | None = Field(
        None, description="Address of the Dagster UI as people see it, for links to runs."
    )
    dagster_read_only: bool = Field(
        False, description="Whether the Dagster UI shows everything and changes nothing."
    )
    dagster_port: int = Field(3000, ge=1, le=65_535, description="Port of the Dagster UI.")

    @field_validator("allowed_hosts")
    @classmethod
    def _check_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        Doorkeeper.of(hosts)
        return hosts

    @field_validator("trusted_proxies")
    @classmethod
    def _check_proxies(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in proxies:
            ip_network(proxy)
        return proxies

    @field_validator("webhook_secret")
    @classmethod
    def _check_secret(cls, secret: SecretStr, info: ValidationInfo) -> SecretStr:
        if info.data.get("webhook_url") and len(secret.get_secret_value()) < LEAST_SECRET:
            raise ValueError(f"WEBHOOK_URL needs one of {LEAST_SECRET} characters or more")
        return secret

    @field_validator("source_roots")
    @classmethod
    def _check_roots(cls, roots: tuple[Path, ...]) -> tuple[Path, ...]:
        if any(not root.is_absolute() or root == Path("/") for root in roots):
            raise ValueError("each folder needs its full path, and none may be /")
        return roots

    @field_validator("cors_origins")
    @classmethod
    def _check_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        Doorkeeper.of((), origins)
        return origins

    @field_validator("api_host", "dagster_host")
    @classmethod
    def _check_address(cls, address: str) -> str:
        if address not in EVERY_ADDRESS:
            Doorkeeper.of([_bracketed(address)])
        return address

    @property
    def is_traced(self) -> bool:
        """Whether traces are exported."""
        return self.otel_exporter_otlp_endpoint is not None

    @property
    def uploads_url(self) -> str:
        """The object store's URL: the configured one, or a folder under the data dir."""
        return self.object_store_url or str(self.data_dir.resolve() / "uploads")

    @property
    def scratch_dir(self) -> Path:
        """Local folder for the temporary files of runs."""
        return self.data_dir.resolve() / "scratch"

    @property
    def api_url(self) -> str:
        """Base address of the API as people see it, without a trailing slash."""
        return str(self.public_url or self.api_address).rstrip("/")

    @property
    def api_address(self) -> str:
        """Base address of the API for our own processes."""
        return local_url(self.api_host, self.api_port)

    @property
    def dagster_url(self) -> str:
        """Base address of the Dagster UI as people see it, without a trailing slash."""
        return str(self.dagster_public_url or self.dagster_address).rstrip("/")

    @property
    def dagster_address(self) -> str:
        """Base address of the Dagster UI for our own processes: no proxy asks them who they are."""
        return local_url(self.dagster_host, self.dagster_port)

    @property
    def is_closed(self) -> bool:
        """Whether callers have to show who they are."""
        return self.authentication == "required" or bool(self.oidc_issuer)

    @property
    def exposed(self) -> list[str]:
        """The parts that strangers could use: codes of sentences why they must not be started."""
        api = not (self.is_closed or is_loopback(self.api_host))
        # Who leaves access open for a proxy that asks who people are says so.
        named = not (self.is_closed or "authentication" in self.model_fields_set)
        dagster = not (self.dagster_behind_proxy or is_loopback(self.dagster_host))
        found = {
            "api_exposed": api,
            "api_named": named and not api and self.is_named,
            "dagster_exposed": dagster,
        }
        return [code for code, is_exposed in found.items() if is_exposed]

    @property
    def is_named(self) -> bool:
        """Whether other machines are to reach us by some name, if only through a proxy."""
        names = {url.host for url in (self.public_url, self.dagster_public_url) if url}
        return not all(is_loopback(name or "") for name in {*names, *self.allowed_hosts})

    @property
    def api_doorkeeper(self) -> Doorkeeper:
        """Decides which requests the API answers."""
        public = [_origin(self.public_url)] if self.public_url else []
        is_secure = self.public_url is not None and self.public_url.scheme == "https"
        origins = [*public, *self.cors_origins]
        return Doorkeeper.of(self._hosts(self.api_host), origins, is_secure=is_secure)

    @property
    def dagster_doorkeeper(self) -> Doorkeeper:
        """Decides which requests the Dagster UI answers."""
        url = self.dagster_public_url
        public = {url.host} if url and url.host else set()
        return Doorkeeper.of(self._hosts(self.dagster_host) | public)

    def _hosts(self, address: str) -> set[str]:
        """The names of a server that listens on `address`, besides loopback."""
        listening = set() if address in EVERY_ADDRESS else {_bracketed(address)}
        public = {self.public_url.host} if self.public_url and self.public_url.host else set()
        return {*self.allowed_hosts, *listening, *public}


def _origin(url: HttpUrl) -> str:
    return f"{url.scheme}://{url.host}:{url.port}"
