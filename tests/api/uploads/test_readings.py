"""Readings that are kept: right by everything they depend on, and bounded."""

import io

import pytest

from api.uploads.readings import KeptReadings, ReadingKey
from vehicle_pipeline.contracts import DialectOverrides
from vehicle_pipeline.domain.schema import row_schema
from vehicle_pipeline.errors import BadSpreadsheetError
from vehicle_pipeline.spreadsheets.preview import Reading, read

KEY = ReadingKey(
    sha256="0" * 64, filename="frota.csv", overrides=DialectOverrides(), rows=20, year=2026
)


class Reader:
    """Reads a real file, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Reading:
        self.times += 1
        content = io.BytesIO(b"modelo;placa;ano;valor_fipe\nGol;ABC1234;2020;1,00\n")
        return read(content, "frota.csv", DialectOverrides(), 20, row_schema(2026))


def test_the_same_look_reads_once() -> None:
    kept, reader = KeptReadings(), Reader()
    assert kept.get(KEY, reader) is kept.get(KEY.model_copy(), reader)
    assert reader.times == 1


@pytest.mark.parametrize(
    "other",
    [
        {"sha256": "1" * 64},
        {"filename": "frota.txt"},
        {"overrides": DialectOverrides(decimal="dot")},
        {"overrides": DialectOverrides(mapping={"placa": 3})},
        {"overrides": DialectOverrides(mapping={"placa": "3"})},
        {"rows": 21},
        {"year": 2027},
    ],
)
def test_whatever_a_reading_depends_on_is_another_reading(other: dict[str, object]) -> None:
    kept, reader = KeptReadings(), Reader()
    kept.get(KEY, reader)
    kept.get(KEY.model_copy(update=other), reader)
    assert reader.times == 2


def test_a_reading_grows_old() -> None:
    now = [0.0]
    kept, reader = KeptReadings(most_age=10, clock=lambda: now[0]), Reader()
    for moment, times in ((0.0, 1), (10.0, 1), (10.1, 2)):
        now[0] = moment
        kept.get(KEY, reader)
        assert reader.times == times


def test_what_does_not_fit_is_dropped_the_one_used_longest_ago_first() -> None:
    reader = Reader()
    one = KeptReadings(most_bytes=0)
    one.get(KEY, reader)
    one.get(KEY, reader)
    assert reader.times == 2
    # Room for two of these, which take some 1,000 bytes each.
    two, keys = (
        KeptReadings(most_bytes=2_500),
        [KEY.model_copy(update={"rows": n}) for n in (1, 2, 3)],
    )
    reader = Reader()
    for at in (0, 1, 0, 2, 0):
        two.get(keys[at], reader)
    assert reader.times == 3
    two.get(keys[1], reader)
    assert reader.times == 4


def test_a_file_that_cannot_be_read_is_not_kept() -> None:
    kept, reader = KeptReadings(), Reader()

    def fails() -> Reading:
        raise BadSpreadsheetError("empty_file")

    with pytest.raises(BadSpreadsheetError):
        kept.get(KEY, fails)
    kept.get(KEY, reader)
    assert reader.times == 1
