"""Finding the stack that runs on a data dir."""

import time
from contextlib import suppress

import psutil

from vehicle_pipeline.local import owner, state
from vehicle_pipeline.local.environment import STACK_OWNER
from vehicle_pipeline.local.errors import StartError
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.leftovers import marked, variables_of
from vehicle_pipeline.local.readiness import POLL_SECONDS, READY_TIMEOUT

# What leads to a stack's parts. The folders and the launcher of its Dagster stay its own.
_SHARED = {
    "DATA_DIR",
    "DATABASE_URL",
    "QUEUE",
    "OBJECT_STORE_URL",
    "PUBLIC_URL",
    "API_HOST",
    "API_PORT",
    "DAGSTER_HOST",
    "DAGSTER_PORT",
}
_SHARED_PREFIXES = ("AWS_", "SQS_")


def shared_environment(data_dir: DataDir) -> dict[str, str]:
    """Return the variables that lead to the parts of the stack on the data dir; none without one.

    They are those of its processes: the queue emulator's access key is stored nowhere else.
    """
    for process in marked(data_dir.root):
        with suppress(psutil.Error, OSError):
            found = variables_of(process)
            if "DATABASE_URL" in found and owner.lives(found.get(STACK_OWNER, "")):
                return {name: value for name, value in found.items() if _is_shared(name)}
    return {}


def _is_shared(name: str) -> bool:
    return name in _SHARED or name.startswith(_SHARED_PREFIXES)


def running_api(data_dir: DataDir) -> str | None:
    """Address of the stack that runs on the data dir, once it is ready; None when none runs.

    Raises StartError when one is starting for too long.
    """
    deadline = time.monotonic() + READY_TIMEOUT
    while state.is_held(data_dir):
        if published := state.read(data_dir):
            return published.api_url
        if time.monotonic() > deadline:
            raise StartError(f"O sistema em {data_dir.root} não ficou pronto.")
        time.sleep(POLL_SECONDS)
    return None
