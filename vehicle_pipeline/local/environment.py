"""The environment of every process of a stack, composed in this one place."""

import os
import secrets
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from vehicle_pipeline.adapters.postgres.patience import KEEPALIVES
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.ports import LOOPBACK
from vehicle_pipeline.settings import DAGSTER_SCHEMA, Settings

# Marks the processes of a stack with its data dir, so that leftovers of a crash can be found.
STACK_MARKER = "VEHICLE_PIPELINE_STACK"
# Names the command that runs the stack, so that they are not taken for leftovers while it lives.
STACK_OWNER = "VEHICLE_PIPELINE_STACK_OWNER"
# Runs are started once a second; with fewer places than this, small imports would wait for that
# rather than for a processor.
MIN_CONCURRENT_RUNS = 4


def marks(root: Path, owner: str) -> dict[str, str]:
    """Return the variables by which the processes of a stack are found; see `leftovers`."""
    return {STACK_MARKER: str(root), STACK_OWNER: owner}


def compose(
    settings: Settings,
    inherited: Mapping[str, str],
    *,
    queue_endpoint: str = "",
    owner: str = "",
) -> dict[str, str]:
    """Return the environment for the processes described by complete `settings`.

    | variable | from | read by |
    |---|---|---|
    | DATA_DIR, DATABASE_URL, AUTHENTICATION, API_*, DAGSTER_HOST, DAGSTER_PORT | settings | `Settings` |
    | QUEUE=aws | always: starting an emulator is not a process's business | `Settings` |
    | AWS_ENDPOINT_URL_SQS | the emulator's address, if there is one | boto3 |
    | AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY | invented for the emulator, anew at each start | boto3 |
    | AWS_DEFAULT_REGION | settings | boto3 |
    | DAGSTER_HOME, DAGSTER_PG_URL | settings | dagster.yaml |
    | VEHICLE_PIPELINE_COMPUTE_LOGS, VEHICLE_PIPELINE_ARTIFACTS | the data dir | dagster.yaml |
    | VEHICLE_PIPELINE_RUN_LAUNCHER, VEHICLE_PIPELINE_MAX_CONCURRENT_RUNS | set before, or this \
      machine's | dagster.yaml |
    | DAGSTER_CODE_SERVER_SOCKET | the data dir | dagster_home/workspace.yaml |
    | DAGSTER_DISABLE_TELEMETRY | always | Dagster |
    | VEHICLE_PIPELINE_STACK, VEHICLE_PIPELINE_STACK_OWNER | the data dir and the `owner`, if one \
      supervises | `leftovers` |
    | NO_PROXY | this machine added: a proxy cannot reach it | boto3, gRPC |
    | PYTHONUTF8, PYTHONIOENCODING | always UTF-8, as logs and configurations are | Python |
    | PYTHONUNBUFFERED | always, so that logs are current | Python |
    | PATH | with this environment's scripts first | subprocesses |
    """  # noqa: E501 - a table
    data_dir = DataDir(settings.data_dir.resolve())
    scripts = sysconfig.get_path("scripts")
    return {
        "VEHICLE_PIPELINE_RUN_LAUNCHER": "warm",
        "VEHICLE_PIPELINE_MAX_CONCURRENT_RUNS": str(max(MIN_CONCURRENT_RUNS, os.cpu_count() or 1)),
        **inherited,
        **(_emulator(settings, inherited, queue_endpoint) if queue_endpoint else {}),
        **(marks(data_dir.root, owner) if owner else {}),
        "QUEUE": "aws",
        "DATA_DIR": str(data_dir.root),
        "DATABASE_URL": settings.database_url,
        "AUTHENTICATION": settings.authentication,
        "API_HOST": settings.api_host,
        "API_PORT": str(settings.api_port),
        "AWS_DEFAULT_REGION": settings.aws_default_region,
        "DAGSTER_HOST": settings.dagster_host,
        "DAGSTER_PORT": str(settings.dagster_port),
        "DAGSTER_HOME": str(settings.dagster_home.resolve()),
        "DAGSTER_PG_URL": dagster_storage_url(settings.database_url),
        "DAGSTER_CODE_SERVER_SOCKET": str(data_dir.code_server_socket),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "VEHICLE_PIPELINE_COMPUTE_LOGS": str(data_dir.compute_logs),
        "VEHICLE_PIPELINE_ARTIFACTS": str(data_dir.artifacts),
        "NO_PROXY": ",".join(filter(None, (inherited.get("NO_PROXY"), LOOPBACK, "localhost"))),
        "PYTHONUTF8": "1",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONUNBUFFERED": "1",
        "PATH": os.pathsep.join(filter(None, (scripts, inherited.get("PATH")))),
    }


def dagster_storage_url(database_url: str) -> str:
    """Return the address of the same database for Dagster: its own schema, and psycopg 2.

    dagster-postgres does not work with psycopg 3, which SQLAlchemy 2.1 takes by default. A host
    that is gone is noticed, unless the address says otherwise.
    """
    parts = urlsplit(database_url)
    # In a PostgreSQL address a plus sign is a plus sign.
    query: dict[str, Any] = {"fallback_application_name": "vehicle-pipeline dagster"}
    query |= KEEPALIVES | dict(parse_qsl(parts.query.replace("+", "%2B")))
    query["options"] = f"{query.get('options', '')} -csearch_path={DAGSTER_SCHEMA}".strip()
    return urlunsplit(
        parts._replace(
            scheme="postgresql+psycopg2",
            # An empty host (unix socket) would make urlunsplit drop the `//`.
            netloc=parts.netloc or "@",
            query=urlencode(query, quote_via=quote),
        )
    )


def _emulator(settings: Settings, inherited: Mapping[str, str], endpoint: str) -> dict[str, str]:
    """Point SQS, and nothing else of AWS, at the emulator."""
    variables = {"AWS_ENDPOINT_URL_SQS": endpoint}
    has_own = {"AWS_ACCESS_KEY_ID", "AWS_PROFILE"} & inherited.keys()
    # The emulator answers who names the access key of its environment. S3 knows only real ones.
    if not has_own and not settings.uploads_url.startswith("s3://"):
        names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
        variables |= {name: secrets.token_hex(16) for name in names}
    return variables
