"""`vehicle-pipeline database`: PostgreSQL's own programs on the database of a stack."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress

from psycopg import pq

from vehicle_pipeline.local import postgres, postgres_wheel, signals
from vehicle_pipeline.local.database_alone import running_alone
from vehicle_pipeline.local.database_tools import Tool
from vehicle_pipeline.local.errors import BadUsageError, CommandError
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.narrator import Narrator
from vehicle_pipeline.settings import Settings


def run(settings: Settings, tool: Tool, arguments: Sequence[str], narrator: Narrator) -> int:
    """Run `tool`, connected to DATABASE_URL or to the embedded database; return its status.

    If no stack runs, the database is started for as long as the tool runs, and for a restoration
    made as well. Raises CommandError if there is no database, or no such program.
    """
    data_dir = DataDir(settings.data_dir.resolve())
    command = [program(tool), *arguments]
    if url := settings.database_url or postgres.running_url(data_dir.postgres):
        os.execve(command[0], command, {**os.environ, **_variables(url)})
    if tool is not Tool.RESTORE and not data_dir.postgres.exists():
        raise CommandError(f"Não há banco de dados em {data_dir.root}.")
    with running_alone(settings, os.environ, narrator) as address:
        return _status(command, {**os.environ, **_variables(address)})


def _status(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a program on this terminal. Ctrl-C reaches it as well, and is its own affair."""
    with subprocess.Popen(command, env=environment) as process, signals.answered(lambda: None):
        return process.wait()


def program(tool: Tool) -> str:
    """The program of the embedded PostgreSQL, else that on the PATH."""
    # The embedded one belongs to the extra `local`.
    with suppress(ModuleNotFoundError):
        bundled = postgres_wheel.binaries() / tool
        if bundled.is_file():
            return str(bundled)
    if found := shutil.which(tool):
        return found
    raise CommandError(f"O programa {tool} não foi encontrado; instale o cliente PostgreSQL.")


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
