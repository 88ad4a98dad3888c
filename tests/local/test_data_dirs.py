"""A data dir that cannot be one is a sentence, for every command that would write there."""

import os
import pwd
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.disks import SmallDisk, small_disk
from vehicle_pipeline.cli import app
from vehicle_pipeline.local import data_dirs
from vehicle_pipeline.local.locks import FileLock
from vehicle_pipeline.settings import Settings

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


@pytest.mark.parametrize("blank", ["", " ", "\t"], ids=repr)
def test_an_empty_name_is_not_the_folder_the_command_runs_in(
    command: list[str], blank: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "aqui"
    here.mkdir()
    monkeypatch.chdir(here)
    by_option = CliRunner().invoke(app, [*command, "--data-dir", blank])
    monkeypatch.setenv("DATA_DIR", blank)
    by_variable = CliRunner().invoke(app, command)

    assert_says(by_option, "--data-dir: o nome está vazio")
    assert_says(by_variable, "DATA_DIR está vazia")
    assert not list(here.iterdir())


def test_a_folder_of_other_things_is_refused_and_left_as_it_is(
    command: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "documentos"
    folder.mkdir(mode=0o755)
    (folder / "carta.txt").touch()

    assert_says(run(command, folder), str(folder), "Use uma pasta nova ou vazia")
    assert [path.name for path in folder.iterdir()] == ["carta.txt"]
    assert folder.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize(
    "names",
    [
        [],
        ["lost+found"],
        [".Trash-1000", ".DS_Store", "lost+found"],
        ["postgres", "backup-de-ontem"],
        ["code-server.port"],
        ["stack.lock"],
    ],
    ids=str,
)
def test_an_empty_folder_a_fresh_disk_and_one_that_was_used_before_serve(
    names: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "dados"
    folder.mkdir()
    for name in names:
        (folder / name).mkdir()

    with data_dirs.opened(Settings(data_dir=folder), lambda _: None) as data_dir:
        assert data_dir.root == folder


def test_a_folder_that_others_can_change_is_refused(command: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "dados"
    (folder / "logs").mkdir(parents=True)
    (folder / "anotações.txt").touch()
    for mode in (0o777, 0o775, 0o707, 0o1777):
        folder.chmod(mode)
        assert_says(run(command, folder), str(folder), "Outros usuários podem mudar", "chmod go-w")
    assert folder.stat().st_mode & 0o7777 == 0o1777


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make files of another user")
@pytest.mark.parametrize("name", ["", "logs", "dagster_home", "supervisord.conf", "stack.lock"])
@pytest.mark.parametrize("kind", ["folder", "link"])
def test_what_belongs_to_another_user_is_neither_used_nor_followed(
    command: list[str], tmp_path: Path, name: str, kind: str
) -> None:
    folder = tmp_path / "dados"
    if name:
        folder.mkdir(mode=0o700)
    planted, secret = folder / name, tmp_path / "segredo"
    secret.mkdir(mode=0o700)
    if kind == "folder":
        planted.mkdir(mode=0o777)
    else:
        planted.symlink_to(secret)
    os.chown(planted, pwd.getpwnam("daemon").pw_uid, -1, follow_symlinks=False)

    if name or kind == "folder":
        assert_says(run(command, folder), str(planted), "pertence ao usuário daemon", "RUN_AS_USER")
    assert not list(secret.iterdir())


def test_a_link_of_ones_own_to_a_larger_disk_serves(tmp_path: Path) -> None:
    (tmp_path / "disco").mkdir(mode=0o700)
    (tmp_path / "dados").mkdir(mode=0o700)
    (tmp_path / "dados" / "uploads").symlink_to(tmp_path / "disco")
    with data_dirs.opened(Settings(data_dir=tmp_path / "dados"), print) as data_dir:
        assert data_dir.root == tmp_path / "dados"


@pytest.mark.parametrize("name", ["dados", "nova/pasta"])
@pytest.mark.parametrize("locks", [[], ["stack.lock"], ["stack.lock", "clients.lock"]], ids=str)
def test_a_folder_that_was_made_for_nothing_is_removed_again(
    name: str, locks: list[str], tmp_path: Path
) -> None:
    with data_dirs.opened(Settings(data_dir=tmp_path / name), lambda _: None) as data_dir:
        for lock in locks:
            (data_dir.root / lock).touch()

    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_which_something_is_stays(tmp_path: Path) -> None:
    with data_dirs.opened(Settings(data_dir=tmp_path / "dados"), lambda _: None) as data_dir:
        data_dir.logs.mkdir()
        data_dir.lock.touch()

    assert {path.name for path in data_dir.root.iterdir()} == {"logs", "stack.lock"}


def test_an_empty_folder_that_was_there_stays(tmp_path: Path) -> None:
    with data_dirs.opened(Settings(data_dir=tmp_path), lambda _: None):
        pass

    assert tmp_path.is_dir()


def test_a_folder_whose_lock_another_command_holds_stays(tmp_path: Path) -> None:
    with data_dirs.opened(Settings(data_dir=tmp_path / "dados"), lambda _: None) as data_dir:
        other = FileLock(data_dir.lock)
        other.acquire()

    with other:
        assert data_dir.lock.exists()


def test_a_parent_that_was_made_before_a_name_too_long_is_removed_again(
    command: list[str], tmp_path: Path
) -> None:
    assert_says(run(command, tmp_path / "nova" / ("d" * 300)), "longo demais")
    assert not (tmp_path / "nova").exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [("a #b", "não serve"), ("%(here)s", "não serve"), ("\udcff", "codificação do sistema")],
    ids=ascii,
)
def test_a_name_that_no_stack_can_have_is_refused_and_leaves_no_folder(
    command: list[str], name: str, words: str, tmp_path: Path
) -> None:
    assert_says(run(command, tmp_path / "nova" / name), words)
    assert not (tmp_path / "nova").exists()
