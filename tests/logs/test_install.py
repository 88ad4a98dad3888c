"""Logs as JSON, in a process of their own: what is installed changes the whole process."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

# What the processes of a stack do with their logs, in this order: Dagster is imported before, and
# sets up its handlers after, the installation; uvicorn and werkzeug set up theirs still later.
PROGRAM = """
import logging, sys, threading, warnings
from dagster import DagsterInstance, job, op
from dagster._utils.log import configure_loggers
import uvicorn
from vehicle_pipeline.logs.bound import add, bound
from vehicle_pipeline.logs.install import install

@op
def speak(context):
    context.log.info("from an op")

@job(tags={"import/job_id": "an-import"})
def speaking():
    speak()

install(sys.argv[1], run_id="this-run")
configure_loggers()
uvicorn.Config(lambda: None)
own = logging.getLogger("vehicle_pipeline.somewhere")
with bound(request_id="r1"):
    with bound(import_id="i1"):
        add(run_id="r2")
        own.warning("two\\nlines of %s", 'a "quoted" \\u2028 name')
    own.warning("outside")
logging.getLogger("dagster.daemon").info("from Dagster")
logging.getLogger("uvicorn.access").info(
    '%s - "%s %s HTTP/%s" %d', "127.0.0.1:1", "GET", "/x", "1.1", 200)
try:
    raise ValueError("broken")
except ValueError:
    own.exception("caught")
warnings.warn("careful", stacklevel=1)
speaking.execute_in_process(instance=DagsterInstance.ephemeral())
thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
thread.join()
raise RuntimeError("the end")
"""


def output_of(log_format: str) -> list[str]:
    command = [sys.executable, "-W", "default", "-c", PROGRAM, log_format]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 1, done.stdout
    return done.stdout.splitlines()


def test_every_line_of_every_library_is_json_and_carries_what_it_is_about() -> None:
    lines: list[dict[str, Any]] = [json.loads(line) for line in output_of("json")]

    found = {line["message"]: line for line in lines}
    split = found['two\nlines of a "quoted" \u2028 name']
    assert (
        split.items()
        >= {
            "level": "warning",
            "logger": "vehicle_pipeline.somewhere",
            "request_id": "r1",
            "import_id": "i1",
            "run_id": "r2",
        }.items()
    )
    age = datetime.now(UTC) - datetime.fromisoformat(split["time"])
    assert split["time"].endswith("Z")
    assert 0 <= age.total_seconds() < 60
    assert found["outside"]["run_id"] == "this-run"
    assert "import_id" not in found["outside"]
    assert "broken" in found["caught"]["exc_info"]
    assert found["from Dagster"]["logger"] == "dagster.daemon"
    assert found['127.0.0.1:1 - "GET /x HTTP/1.1" 200']["logger"] == "uvicorn.access"
    of_run = next(line for text, line in found.items() if text.endswith("from an op"))
    assert of_run["import_id"] == "an-import"
    assert of_run["run_id"] != "this-run"
    assert "ZeroDivisionError" in found["a thread ended by an error"]["exc_info"]
    assert lines[-1].items() >= {"level": "critical"}.items()
    assert "the end" in lines[-1]["exc_info"]
    assert any("careful" in text for text in found)


def test_text_stays_as_each_library_writes_it() -> None:
    lines = output_of("text")

    assert 'INFO:     127.0.0.1:1 - "GET /x HTTP/1.1" 200 OK' in lines
    assert "RuntimeError: the end" in lines
    assert not any(line.startswith("{") for line in lines)
