"""Dagster's daemon with a shorter interval between sensor ticks.

Dagster starts a tick every 5 s, a constant of a private module without a setting. A tick that
receives a message ends at once, so the next upload may wait up to 5 s. With an interval of 0.5 s
the next tick listens again immediately, while an idle sensor still long-polls only every 4 s
(docs/decisions/0002).

Dagster's own `dagster-daemon run` works as well, with that delay.
"""

import sys

from dagster._daemon import sensor as sensor_daemon
from dagster._daemon.cli import create_dagster_daemon_cli

from vehicle_pipeline.logs.install import install
from vehicle_pipeline.settings import Settings

SENSOR_LOOP_SECONDS = 0.5
# Name of the constant in Dagster 1.13; a contract test checks that it exists.
INTERVAL_NAME = "MIN_INTERVAL_LOOP_TIME"


def run_daemon(arguments: list[str]) -> None:
    """Run `dagster-daemon` with these arguments until it is stopped by a signal."""
    if hasattr(sensor_daemon, INTERVAL_NAME):
        setattr(sensor_daemon, INTERVAL_NAME, SENSOR_LOOP_SECONDS)
    create_dagster_daemon_cli()(args=arguments, prog_name="dagster-daemon")


if __name__ == "__main__":
    install(Settings().log_format)
    run_daemon(sys.argv[1:])
