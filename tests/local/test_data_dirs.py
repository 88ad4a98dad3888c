"""A data dir that cannot be one is a sentence, for every command that would write there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.disks import SmallDisk, small_disk
from vehicle_pipeline.cli import app

COMMANDS = ["up", "import"]


@pytest.fixture(autouse=True)
def _no_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA_DIR", "DATABASE_URL", "API_PORT", "DAGSTER_PORT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=COMMANDS)
def command(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    file = tmp_path / "frota.csv"
    file.write_text("placa,modelo,ano,valor_fipe\nABC1D23,Gol,2020,50000\n")
    return ["up"] if request.param == "up" else ["import", str(file)]


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    with small_disk() as disk:
        if disk is None:
            pytest.skip("may not mount")
        yield disk


def run(command: list[str], data_dir: Path) -> Result:
    return CliRunner().invoke(app, [*command, "--data-dir", str(data_dir)])


def assert_says(result: Result, *words: str) -> None:
    said = " ".join(result.output.split())
    assert isinstance(result.exception, SystemExit), result.exc_info
    assert result.exit_code in {1, 2}
    assert all(word in said for word in words), said


def test_a_file_is_no_data_dir(command: list[str], tmp_path: Path) -> None:
    file = tmp_path / "arquivo"
    file.write_text("")

    assert_says(run(command, file), str(file), "é um arquivo")
    assert_says(run(command, file / "dentro"), "não é uma pasta")


def test_a_link_to_nothing_is_not_followed(command: list[str], tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "disco-não-montado")

    assert_says(run(command, link), str(link), "não existe")
    assert not (tmp_path / "disco-não-montado").exists()


def test_a_link_to_itself_is_a_sentence(command: list[str], tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(link)

    assert_says(run(command, link), str(link))


def test_a_name_too_long_is_a_sentence(command: list[str], tmp_path: Path) -> None:
    assert_says(run(command, tmp_path / ("d" * 300)), "longo demais")


def test_a_folder_that_cannot_be_made_is_a_sentence(command: list[str]) -> None:
    assert_says(run(command, Path("/proc/nova")), "não pode ser criada")


@pytest.mark.parametrize("name", [".", "nova/pasta"])
def test_a_read_only_disk_is_named(command: list[str], name: str, disk: SmallDisk) -> None:
    disk.protect()

    assert_says(run(command, disk.folder / name), str(disk.folder), "só de leitura")


@pytest.mark.parametrize("name", [".", "nova/pasta"])
def test_a_disk_that_is_full_from_the_start_is_named(
    command: list[str], name: str, disk: SmallDisk
) -> None:
    disk.fill()

    assert_says(run(command, disk.folder / name), str(disk.folder), "cheio")


def test_a_disk_that_fills_up_while_postgres_is_prepared_is_named_and_nothing_half_made_stays(
    command: list[str], disk: SmallDisk
) -> None:
    assert_says(run(command, disk.folder / "dados"), str(disk.folder), "cheio")
    assert not list((disk.folder / "dados").glob("postgres*"))
