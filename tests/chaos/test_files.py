"""Generated files, as the project's own reader judges them, against what is expected of them."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from chaos import expectations
from chaos.files import write_upload
from chaos.rows import plate, rows_of
from chaos.uploads import Shape, Upload, uploads_of
from tests.oracle import pipeline


def made(shape: Shape, seed: int = 1) -> list[Upload]:
    return uploads_of(shape, f"file-{seed}", 0.0, 40 * seed, Random(seed))


@pytest.mark.parametrize("shape", list(Shape), ids=lambda shape: shape.name.lower())
def test_our_reader_finds_what_is_expected(shape: Shape, tmp_path: Path) -> None:
    for upload in made(shape):
        expected = expectations.judge(upload, tmp_path)
        content = write_upload(upload, tmp_path).read_bytes()
        found = pipeline.judge(content, 500, tmp_path, upload.filename)
        assert {row.plate: row for row in found.accepted} == expected.accepted
        faults = {(f.row_number, f.code, f.field) for f in [*found.rejected, *found.duplicates]}
        assert faults == expected.faults
        assert (found.total, len(found.duplicates)) == (expected.total, expected.repeated)


def test_a_file_is_made_from_its_seed_alone(tmp_path: Path) -> None:
    (upload,) = made(Shape.MIDDLE)
    first = write_upload(upload, tmp_path).read_bytes()
    rows_of.cache_clear()
    assert write_upload(upload, tmp_path).read_bytes() == first
    assert write_upload(replace(upload, seed="another"), tmp_path).read_bytes() != first


def test_files_of_some_size_have_everything_in_them(tmp_path: Path) -> None:
    (upload,) = made(Shape.LARGE, seed=3)
    expected = expectations.judge(upload, tmp_path)
    codes = {code for _, code, _ in expected.faults}
    wanted = {"required", "invalid_plate", "invalid_year", "invalid_price", "malformed_row"}
    assert wanted | {"duplicate_in_file"} <= codes
    assert any(not any(row) for row in rows_of(upload))


def test_a_change_changes_some_vehicles_and_leaves_others(tmp_path: Path) -> None:
    judged, fleet = expectations.of_all(made(Shape.CHANGE), tmp_path)
    first, second = judged.values()
    assert min(second.inserted, second.updated, second.unchanged) > 50
    owners = {plate: [name for name, _ in rows] for plate, rows in fleet.rows.items()}
    assert sum(names == [second.upload.name] for names in owners.values()) == (
        second.inserted + second.updated
    )
    assert len(owners) == len(first.accepted) + second.inserted


def test_a_pair_may_share_its_vehicles_either_way(tmp_path: Path) -> None:
    judged, fleet = expectations.of_all(made(Shape.PAIR), tmp_path)
    first, second = judged.values()
    assert len(first.racing) > 50
    assert first.racing == second.racing
    assert {p for p, rows in fleet.rows.items() if len(rows) == 2} == first.racing


def test_a_dry_run_and_a_file_without_rows_leave_the_fleet_alone(tmp_path: Path) -> None:
    judged, fleet = expectations.of_all(
        [*made(Shape.DRY_RUN), *made(Shape.HEADER_ONLY, 2)], tmp_path
    )
    tried, empty = judged.values()
    assert not fleet.rows
    assert (tried.status, empty.status, empty.error_code) == ("completed", "failed", "no_rows")


def test_plates_are_distinct() -> None:
    serials = [0, 1, 99, 100, 4_999, 5_000, 12_345_678, 175_759_999]
    assert len({plate(serial) for serial in serials}) == len(serials)
    assert (plate(0), plate(175_759_999)) == ("AAA0A00", "ZZZ9J99")
