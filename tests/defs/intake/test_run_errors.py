"""Which error Dagster's history has of a failed run: real runs, real PostgreSQL."""

from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from vehicle_pipeline.defs.intake.run_errors import causes_of

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dg.op
def fails() -> None:
    try:
        Path("/dev/full").write_bytes(b"x")
    except OSError as error:
        raise RuntimeError("the: store") from error


@dg.op
def refuses() -> None:
    raise dg.Failure(description="The file is not one")


@dg.op(out=dg.Out(int))
def returns_nonsense() -> Any:
    return "nonsense"


@dg.resource
def missing(_: object) -> None:
    raise ConnectionError("nobody there")


@dg.op(required_resource_keys={"missing"})
def asks() -> None:
    """Never begins."""


def run(instance: dg.DagsterInstance, op: dg.OpDefinition) -> str:
    @dg.job(
        name=f"job_{op.name}",
        executor_def=dg.in_process_executor,
        resource_defs={"missing": missing},
    )
    def job() -> None:
        op()

    result = job.execute_in_process(instance=instance, raise_on_error=False, run_config=QUIET)
    assert not result.success
    return result.run_id


def test_an_error_comes_with_its_causes(dagster_on_postgres: dg.DagsterInstance) -> None:
    assert causes_of(dagster_on_postgres, run(dagster_on_postgres, fails)) == [
        ("DagsterExecutionStepExecutionError", 'Error occurred while executing op "fails":'),
        ("RuntimeError", "the: store"),
        ("OSError", "[Errno 28] No space left on device"),
    ]


def test_a_refusal_keeps_its_own_message(dagster_on_postgres: dg.DagsterInstance) -> None:
    run_id = run(dagster_on_postgres, refuses)
    assert causes_of(dagster_on_postgres, run_id) == [("Failure", "The file is not one")]


def test_an_objection_of_dagster_itself_is_found(dagster_on_postgres: dg.DagsterInstance) -> None:
    run_id = run(dagster_on_postgres, returns_nonsense)
    ((name, message),) = causes_of(dagster_on_postgres, run_id)
    assert name == "DagsterTypeCheckDidNotPass"
    assert "nonsense" in message


def test_a_run_that_fails_before_its_first_op_has_its_error(
    dagster_on_postgres: dg.DagsterInstance,
) -> None:
    run_id = run(dagster_on_postgres, asks)
    assert causes_of(dagster_on_postgres, run_id)[-1] == ("ConnectionError", "nobody there")


@pytest.mark.parametrize(
    ("message", "causes"),
    [
        ("Detected run worker status FAILED: 'process 1 was killed'. Marking run x", []),
        ("The run's process ended without finishing the run.", []),
        (None, []),
        ("Run timed out due to taking longer\nhints", [("", "Run timed out due to taking longer")]),
        (
            "The run could not be executed:\nTraceback (most recent call last):\n"
            '  File "x.py", line 1\npsycopg.errors.DiskFull: could not extend: full\n',
            [("DiskFull", "could not extend: full")],
        ),
    ],
    ids=["killed", "ended", "silent", "late", "not-started"],
)
def test_a_run_that_others_declared_failed(
    dagster_on_postgres: dg.DagsterInstance, message: str | None, causes: list[tuple[str, str]]
) -> None:
    @dg.job
    def nothing() -> None:
        """Is only declared."""

    created = dagster_on_postgres.create_run_for_job(nothing)
    dagster_on_postgres.report_run_failed(created, message)
    assert causes_of(dagster_on_postgres, created.run_id) == causes
