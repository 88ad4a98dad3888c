"""Jobs for the tests of the run launcher, as small as they can be."""

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
def take_memory() -> None:
    """Allocate without end."""
    taken = []
    while True:
        taken.append(bytearray(100_000_000))


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
def greedy() -> None:
    take_memory()


@job(executor_def=in_process_executor)
def dies_once() -> None:
    wait_the_first_time()


defs = Definitions(jobs=[quick, waiting, deaf, greedy, dies_once])
