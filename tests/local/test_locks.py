import subprocess
import sys
from pathlib import Path

from vehicle_pipeline.local.locks import FileLock

HOLD = """
import sys, time
from pathlib import Path
from vehicle_pipeline.local.locks import FileLock
lock = FileLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
time.sleep(60)
"""


def test_a_held_lock_is_refused_and_a_released_one_is_not(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")

    with first, second:
        assert first.acquire(patience=0)
        assert not second.acquire(patience=0)
        first.release()
        assert second.acquire(patience=0)


def test_shared_holders_keep_out_only_an_exclusive_one(tmp_path: Path) -> None:
    first, second, third = (FileLock(tmp_path / "lock") for _ in range(3))

    with first, second, third:
        assert first.acquire(shared=True)
        assert second.acquire(shared=True, patience=0)
        assert not third.acquire(patience=0)
        first.release()
        assert second.acquire(patience=0)  # from shared to exclusive


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path / "lock")]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as holder,
        FileLock(tmp_path / "lock") as lock,
    ):
        assert holder.stdout
        holder.stdout.readline()
        assert not lock.acquire(patience=0)
        holder.kill()
        holder.wait()
        assert lock.acquire(patience=1)
