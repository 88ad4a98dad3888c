"""The one constant of Dagster's that our daemon sets."""

import inspect

from dagster._daemon import sensor

from vehicle_pipeline.defs.launching.daemon import INTERVAL_NAME


def test_dagsters_sensor_loop_still_takes_its_interval_from_the_constant_we_set() -> None:
    assert hasattr(sensor, INTERVAL_NAME)
    assert INTERVAL_NAME in inspect.getsource(sensor.execute_sensor_iteration_loop)
