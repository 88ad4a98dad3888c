"""Lets a restrained child try to get out, on this kernel or on one that lacks some of its barriers.

In a process of its own: what a kernel lacks is taken from it by a filter that stays.
"""

import errno
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import Any, NamedTuple

from vehicle_pipeline.spreadsheets.limits import DEFAULT_LIMITS
from vehicle_pipeline.spreadsheets.reader_process import Patience, ReaderProcess

PROBER = "tests.spreadsheets.confined.prober"
Attempt = tuple[str, str]
# The system calls that a kernel without it does not know, or does not allow.
OF_BARRIER = {
    "landlock": ["landlock_create_ruleset"],
    "seccomp": ["seccomp"],
    "other_user": ["setuid", "setgid", "setgroups"],
}


class Probed(NamedTuple):
    """What the child said it lacks, its environment, and what became of each attempt."""

    missing: list[str]
    environment: dict[str, str]
    outcomes: list[str]


def probe(
    attempts: Sequence[Attempt],
    without: Sequence[str] = (),
    started_by: Sequence[str] = (),
    **environment: str,
) -> Probed:
    """Return what a restrained child can do on a kernel that lacks what is named.

    `started_by` is a command that starts the child's parent.
    """
    command = [*started_by, sys.executable, "-m", __name__, json.dumps([attempts, without])]
    done = subprocess.run(command, env=environment or None, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return Probed(**json.loads(done.stdout))


def unrestrained(attempt: Attempt) -> str:
    """Return what becomes of an attempt in a process that is not restrained."""
    command = [sys.executable, "-m", PROBER, *attempt]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    # It says nothing any more when it has become another program.
    return str(json.loads(done.stdout)["answer"]) if done.stdout else "done"


def announced(without: Sequence[str]) -> str:
    """Return what is logged when a process starts on a kernel that lacks what is named."""
    program = (
        f"from {__name__} import lose\n"
        "from vehicle_pipeline.spreadsheets.reader_start import announce_barriers\n"
        f"lose({list(without)})\n"
        "announce_barriers()\n"
        "announce_barriers()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stderr.strip()


def lose(barriers: Sequence[str]) -> None:
    """Make this process's kernel one that lacks them."""
    import seccompy

    calls = seccompy.Filter(seccompy.Action.ALLOW)
    for name in (call for barrier in barriers for call in OF_BARRIER[barrier]):
        calls.errno(name, errno.ENOSYS)
    calls.load()


def main(attempts: Sequence[Attempt], without: Sequence[str]) -> dict[str, Any]:
    if without:
        lose(without)
    patience = Patience(60)
    with tempfile.TemporaryFile() as file:
        child = ReaderProcess(file.fileno(), DEFAULT_LIMITS, PROBER)
        try:
            hello = child.hear(patience)[0]["hello"]

            def ask(**question: object) -> Any:
                child.say(question)
                return child.hear(patience)[0]["answer"]

            environment = ask(environment=True)
            outcomes = [ask(**{"try": what, "with": argument}) for what, argument in attempts]
        finally:
            child.end()
    return {"missing": hello["missing"], "environment": environment, "outcomes": outcomes}


if __name__ == "__main__":
    print(json.dumps(main(*json.loads(sys.argv[1]))))
