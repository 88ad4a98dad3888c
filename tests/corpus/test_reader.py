"""Every file of the corpus gives exactly its expectation through the real reader and rules."""

import io
from pathlib import Path

import polars as pl
import pytest

from tests.corpus.expectations import SUFFIX, Fault, Outcome, Sample, samples
from tests.effort import one_in
from tests.oracle import pipeline
from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.domain import rejections
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.repeats import find_repeats
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.conversion import convert
from vehicle_pipeline.spreadsheets.signature import HEAD_BYTES, check_container, check_signature

SAMPLES = samples()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_file_gives_its_expectation(sample: Sample, tmp_path: Path) -> None:
    sample.check(outcome(sample, 1_000, tmp_path))


@pytest.mark.parametrize(
    "sample",
    one_in(3, [each for each in SAMPLES if each.path.parent.name == "text"]),
    ids=lambda sample: sample.name,
)
def test_a_text_gives_its_expectation_in_small_pieces_too(sample: Sample, tmp_path: Path) -> None:
    sample.check(outcome(sample, 2, tmp_path))


def outcome(sample: Sample, chunk_rows: int, folder: Path) -> Outcome:
    """What the reader and the rules make of a file, as the API and the job put them together."""
    stream = io.BytesIO(sample.content)
    try:
        check_signature(sample.name, sample.content[:HEAD_BYTES])
        check_container(stream, sample.name)
        converted = convert(
            stream,
            sample.name,
            lambda index: folder / f"{index}.arrow",
            chunk_rows,
            DialectOverrides(**sample.overrides),
        )
    except BadSpreadsheetError as error:
        sentence(error.code, error.params)  # can be told
        return Outcome(error.code, error.params, {}, [], [])
    cells = [pl.read_ipc(folder / f"{chunk.index}.arrow") for chunk in converted.chunks]
    judged = [pipeline.judged(chunk, converted) for chunk in cells]
    repeats = find_repeats([rejections.accepted(chunk) for chunk in judged]).lazy()
    faults = [
        Fault(*row)
        for rows, chunk in zip(cells, judged, strict=True)
        for row in rejections.faults(chunk, repeats, rows.lazy())
        .select("row_number", "code", "field", "value", "suggestion")
        .rows()
    ]
    accepted = pipeline.settle(cells, judged).accepted
    dialect = converted.dialect.model_dump(mode="json")
    return Outcome(None, {}, dialect, accepted, faults)


def test_every_file_has_an_expectation_and_every_expectation_its_file() -> None:
    folders = {sample.path.parent for sample in SAMPLES}
    written = {path for folder in folders for path in folder.glob(f"*{SUFFIX}")}
    assert written == {path.with_name(path.stem + SUFFIX) for path in (s.path for s in SAMPLES)}
    assert len(written) == len(SAMPLES) >= 80


def test_no_vehicle_is_in_two_files() -> None:
    """So that all of them can be imported into one table, in any order."""
    plates = [row.plate for sample in SAMPLES for row in sample.accepted]
    assert len(plates) == len(set(plates))
