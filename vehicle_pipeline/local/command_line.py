"""What the commands share: settings, the exit status, and errors in plain words."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from pydantic import ValidationError

from vehicle_pipeline.local import setting_faults, signals
from vehicle_pipeline.local.errors import BadUsageError, CommandError, MissingExtraError
from vehicle_pipeline.local.layout import project_file
from vehicle_pipeline.local.narrator import Narrator
from vehicle_pipeline.local.privacy import UMASK
from vehicle_pipeline.local.variables import misspelled
from vehicle_pipeline.settings import Settings


@contextmanager
def reporting(narrator: Narrator, *, interrupted: int = signals.INTERRUPTED) -> Iterator[None]:
    """Turn errors into their sentence and exit status, and a stop signal into `interrupted`.

    What is written meanwhile, also by processes that are started, is this user's alone.
    """
    umask = os.umask(UMASK)
    try:
        with signals.interrupting(), _extra_needed():
            yield
    except CommandError as error:
        narrator.failed(error)
        raise typer.Exit(error.exit_status) from error
    except KeyboardInterrupt as error:
        raise typer.Exit(interrupted) from error
    finally:
        os.umask(umask)


@contextmanager
def _extra_needed() -> Iterator[None]:
    """Raise MissingExtraError for a package that is not there.

    It can only be one of the extra: without it, all other modules import (`.ci/installations`).
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingExtraError(error.name or str(error)) from error


def read_settings(**options: Any) -> Settings:
    """Settings of the environment, with the options that were given over them.

    Raises BadUsageError. An empty DATA_DIR is one as well, though an empty variable counts as not
    set elsewhere: a script whose variable is missing would fill the folder it happens to be in.
    """
    given = {name: value for name, value in options.items() if value is not None}
    if "data_dir" not in given and not os.environ.get("DATA_DIR", ".").strip():
        raise BadUsageError("DATA_DIR está vazia; indique uma pasta, ou remova a variável.")
    try:
        return Settings(**given)
    except ValidationError as error:
        faults = "; ".join(map(setting_faults.sentence, error.errors()))
        raise BadUsageError(f"Configuração inválida: {faults}.") from error


def misspelled_variables() -> dict[str, str]:
    """Return variables of the environment that do nothing, and which they look like."""
    return misspelled(os.environ)


def read_process_settings() -> Settings:
    """Settings, made complete, of one process that another program supervises.

    Raises BadUsageError when there is no DATABASE_URL: nothing is started for a single process.
    """
    settings = read_settings()
    if not settings.database_url:
        raise BadUsageError("Defina DATABASE_URL, ou use `vehicle-pipeline up`.")
    if (settings.dagster_home / "dagster.yaml").is_file():
        return settings
    home = project_file("dagster_home/dagster.yaml").parent
    return settings.model_copy(update={"dagster_home": home})


def existing_file(path: Path) -> Path:
    """Return `path`, or raise BadUsageError when no file is there."""
    if path.is_file():
        return path
    reason = "não existe" if not path.exists() else "não é um arquivo comum"
    if path.is_dir():
        reason = "é uma pasta"
    raise BadUsageError(f"O arquivo {path} {reason}.")
