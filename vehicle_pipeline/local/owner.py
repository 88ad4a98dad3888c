"""The command that a stack's processes belong to, named in their environment.

A name that no file keeps: a living stack is recognised, also when its files are removed.
"""

import psutil

# The system counts a start in hundredths of a second since its own, which a set clock moves.
TOLERANCE = 5.0


def identity() -> str:
    """Return the name of this process: its number, and when it started."""
    this = psutil.Process()
    return f"{this.pid}@{this.create_time():.2f}"


def lives(owner: str) -> bool:
    """Whether the process of that name runs, and its number is not another's by now."""
    pid, _, started = owner.partition("@")
    try:
        process = psutil.Process(int(pid))
        return (
            abs(process.create_time() - float(started)) < TOLERANCE
            and process.status() != psutil.STATUS_ZOMBIE
        )
    except (ValueError, psutil.NoSuchProcess):
        return False
