"""Jobs for the tests of the run launcher, as small as they can be."""

import resource
import signal
import time
from pathlib import Path

from dagster import Definitions, OpExecutionContext, in_process_executor, job, op

# What the op `wait` logs first.
BEGUN = "begun"


@op
def speak(context: OpExecutionContext) -> None:
    print("hello from the op")


@op(config_schema={"marker": str, "seconds": float})
def wait(context: OpExecutionContext) -> None:
    """Log a line every tenth of a second; leave a marker when interrupted."""
    try:
        context.log.info(BEGUN)
        for step in range(int(context.op_config["seconds"] * 10)):
            time.sleep(0.1)
            context.log.info(f"step {step}")
    except BaseException:
        Path(context.op_config["marker"]).write_text("cleaned up")
        raise


@op
def be_deaf() -> None:
    """Notice no interruption, as a computation in native code does."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    time.sleep(120)


@op
def tell_limit(context: OpExecutionContext) -> None:
    """Log how much memory this process may allocate, in bytes."""
    context.log.info(f"limit {resource.getrlimit(resource.RLIMIT_DATA)[0]}")


@op
def wait_the_first_time(context: OpExecutionContext) -> None:
    if not context.run.parent_run_id:
        time.sleep(120)


@job(executor_def=in_process_executor)
def quick() -> None:
    speak()


@job(executor_def=in_process_executor)
def waiting() -> None:
    wait()


@job(executor_def=in_process_executor)
def deaf() -> None:
    be_deaf()


@job(executor_def=in_process_executor)
def limited() -> None:
    tell_limit()


@job(executor_def=in_process_executor)
def dies_once() -> None:
    wait_the_first_time()


defs = Definitions(jobs=[quick, waiting, deaf, limited, dies_once])
