import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
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


def test_who_waits_for_a_lock_that_is_removed_holds_the_one_that_others_find(
    tmp_path: Path,
) -> None:
    path = tmp_path / "lock"
    with FileLock(path) as first, FileLock(path) as second, ThreadPoolExecutor(1) as pool:
        first.acquire()
        waiting = pool.submit(second.acquire, patience=30)
        path.unlink()
        first.release()

        assert waiting.result()
        assert path.exists()
        assert not FileLock(path).acquire(patience=0)


def test_a_lock_that_another_holds_is_not_removed(tmp_path: Path) -> None:
    with FileLock(tmp_path / "lock") as lock:
        lock.acquire(shared=True)
        FileLock(tmp_path / "lock").remove()
        assert (tmp_path / "lock").exists()

    FileLock(tmp_path / "lock").remove()
    assert not (tmp_path / "lock").exists()
