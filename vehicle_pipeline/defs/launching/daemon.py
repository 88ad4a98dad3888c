"""Dagster's daemon, with a sensor loop that does not sleep between an upload and the next.

The loop starts a tick every 5 s, and the interval is a constant of a private module: there is no
setting for it. A tick that receives a message ends at once, so an upload that arrives a moment
later waits for up to 5 s. With a loop of half a second the next tick listens again immediately,
and an idle sensor still long-polls only every 4 s (docs/decisions/0002).

Dagster's own `dagster-daemon run` works as well, only with that delay.
"""

import sys

from dagster._daemon import sensor as sensor_daemon
from dagster._daemon.cli import create_dagster_daemon_cli

SENSOR_LOOP_SECONDS = 0.5
# The constant in Dagster 1.13; the contract test watches over it.
INTERVAL_NAME = "MIN_INTERVAL_LOOP_TIME"


def run_daemon(arguments: list[str]) -> None:
    """Run `dagster-daemon` with these arguments until it is told to stop."""
    if hasattr(sensor_daemon, INTERVAL_NAME):
        setattr(sensor_daemon, INTERVAL_NAME, SENSOR_LOOP_SECONDS)
    create_dagster_daemon_cli()(args=arguments, prog_name="dagster-daemon")


if __name__ == "__main__":
    run_daemon(sys.argv[1:])
