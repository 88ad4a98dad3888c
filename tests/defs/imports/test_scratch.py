import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest

from vehicle_pipeline.defs.imports.scratch import ScratchFolder, ScratchIOManager

FRAME = pl.DataFrame({"row_number": [2, 3], "modelo": ["Gol", None]})


@pytest.fixture
def scratch(tmp_path: Path) -> ScratchFolder:
    return ScratchFolder(base_dir=str(tmp_path / "scratch"))


def test_every_run_has_a_folder_of_its_own(scratch: ScratchFolder) -> None:
    one, other = scratch.of_run("run 1"), scratch.of_run("run 2")
    assert one.is_dir()
    assert other.is_dir()
    assert scratch.of_run("run 1") == one != other
    assert scratch.records("run 1", 7) == one / "records-7.arrow"


def test_a_runs_folder_is_removed_with_all_in_it_and_no_other(scratch: ScratchFolder) -> None:
    scratch.records("run 1", 0).write_bytes(b"x")
    scratch.records("run 2", 0).write_bytes(b"x")
    scratch.remove("run 1")
    scratch.remove("run 1")
    assert [folder.name for folder in Path(scratch.base_dir).iterdir()] == ["run 2"]


# --- as the io manager of a job -----------------------------------------------------------------

SEEN: dict[str, Any] = {}


@dg.op(out=dg.DynamicOut(int))
def split() -> Iterator[dg.DynamicOutput[int]]:
    for at in (0, 1, 12):
        yield dg.DynamicOutput(at, mapping_key=str(at))


@dg.op
def make(at: int) -> pl.DataFrame:
    return FRAME.with_columns(at=pl.lit(at))


@dg.op
def eager(frame: pl.DataFrame) -> int:
    SEEN["eager"] = frame
    return int(frame["at"][0])


@dg.op
def lazy(frames: list[pl.LazyFrame]) -> None:
    SEEN["lazy"] = frames


@dg.op
def untyped(context: dg.OpExecutionContext, frames: Any) -> None:
    SEEN["untyped"] = frames
    SEEN["run"] = context.run_id


@dg.op
def collected(numbers: list[int]) -> None:
    SEEN["numbers"] = numbers


@dg.graph
def handing_on() -> None:
    frames = split().map(make)
    collected(frames.map(eager).collect())
    lazy(frames.collect())
    untyped(frames.collect())


@pytest.fixture
def run_folder(scratch: ScratchFolder) -> Path:
    """The folder of a run in which ops handed on numbers and frames."""
    SEEN.clear()
    job = handing_on.to_job(
        resource_defs={"io_manager": ScratchIOManager(scratch)},
        executor_def=dg.in_process_executor,
    )
    with dg.DagsterInstance.ephemeral() as instance:
        assert job.execute_in_process(instance=instance).success
    return scratch.of_run(SEEN["run"])


def test_frames_and_values_arrive_as_they_were(run_folder: Path) -> None:
    assert isinstance(SEEN["eager"], pl.DataFrame)
    assert SEEN["numbers"] == [0, 1, 12]
    for frames in (SEEN["lazy"], SEEN["untyped"]):
        assert all(isinstance(frame, pl.LazyFrame) for frame in frames)
        assert (
            pl.concat(frames)
            .collect()
            .equals(pl.concat(FRAME.with_columns(at=pl.lit(at)) for at in (0, 1, 12)))
        )


def test_each_output_is_a_file_without_pattern_characters(run_folder: Path) -> None:
    names = {path.name for path in run_folder.iterdir()}
    assert {name for name in names if name.endswith(".arrow")} == {
        f"make-{at}--result.arrow" for at in (0, 1, 12)
    }
    assert not [name for name in names if set(name) & set("[]*?")]
    (value,) = (name for name in names if name.startswith("split-result-12"))
    assert pickle.loads((run_folder / value).read_bytes()) == 12
