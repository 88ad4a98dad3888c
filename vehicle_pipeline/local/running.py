"""Finding the stack that runs on a data dir."""

import time

from vehicle_pipeline.local import state
from vehicle_pipeline.local.errors import StartError
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.readiness import POLL_SECONDS, READY_TIMEOUT


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
