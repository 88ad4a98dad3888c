"""`vehicle-pipeline database`: PostgreSQL's own programs on the database of a stack."""

import os
import shutil
from collections.abc import Sequence
from typing import NoReturn

from psycopg import pq

from vehicle_pipeline.local import postgres, postgres_wheel
from vehicle_pipeline.local.database_tools import Tool
from vehicle_pipeline.local.errors import BadUsageError, CommandError, NotRunningError
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.settings import Settings


def run(settings: Settings, tool: Tool, arguments: Sequence[str]) -> NoReturn:
    """Become `tool`, connected to DATABASE_URL or to the embedded database that runs.

    Raises NotRunningError, or CommandError if there is no such program.
    """
    data_dir = DataDir(settings.data_dir.resolve())
    url = settings.database_url or postgres.running_url(data_dir.postgres)
    if not url:
        raise NotRunningError(data_dir.root)
    path = program(tool)
    os.execve(path, [path, *arguments], {**os.environ, **_variables(url)})


def program(tool: Tool) -> str:
    """The program of the embedded PostgreSQL, else that on the PATH."""
    bundled = postgres_wheel.binaries() / tool
    found = bundled if bundled.is_file() else shutil.which(tool)
    if not found:
        raise CommandError(f"O programa {tool} não foi encontrado; instale o cliente PostgreSQL.")
    return str(found)


def _variables(url: str) -> dict[str, str]:
    """The address as libpq's variables: on a command line everybody could read the password."""
    try:
        options = pq.Conninfo.parse(url.encode())
    except Exception as error:
        raise BadUsageError("DATABASE_URL não é um endereço de PostgreSQL.") from error
    return {
        option.envvar.decode(): option.val.decode()
        for option in options
        if option.envvar and option.val is not None
    }
