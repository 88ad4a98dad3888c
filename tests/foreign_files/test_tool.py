"""The tool as it is run, over files made for it: `make corpus DIR=...`."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.spreadsheets.sheets import xlsx

# The reader breaks on some files, and so does one of the others.
BROKEN = """
import os, sys, time
from foreign_files import __main__, ours, others
honest, reads = ours.read, dict(others.TEXT_READERS)

def read(path, folder):
    if path.name == "abort.csv":
        os.abort()
    if path.name == "hang.csv":
        time.sleep(60)
    return honest(path, folder)

def wrong(path, dialect):
    for number, cells in reads["csv"](path, dialect):
        yield number, [cell.replace("45000", "54000") for cell in cells]

ours.read = read
others.TEXT_READERS["csv"] = wrong
sys.exit(__main__.main(sys.argv[1:]))
"""
FLEET = "modelo;placa;ano;valor_fipe\nVW Gol;ABC1D23;2020;45000\n\n  ;;;\nFox;ABC1D24;2014\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("foreign")
    (folder / "deep").mkdir()
    (folder / "deep" / "frota.csv").write_text(FLEET)
    (folder / "cities.csv").write_text("city,state\nCampinas,SP\nRecife,PE\n")
    (folder / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    (folder / "README").write_text("nothing to see\n")
    sheet = [("modelo", "placa", "ano", "valor_fipe"), ("VW Gol", "ABC1D23", 2020, 45000.5)]
    book = xlsx(sheet)
    book.seek(0)
    (folder / "frota.xlsx").write_bytes(book.read())
    return folder


def run(folder: Path, *arguments: str) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    """Run the tool; return how it ended and what it knows of each file."""
    out = folder.with_suffix(".json")
    ended = subprocess.run(
        [sys.executable, *arguments, str(folder), "--json", str(out), "--seconds", "5"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    known = json.loads(out.read_text("utf-8"))
    return ended, {file["file"]: file for file in known["files"]}


def test_every_file_is_read_or_refused_and_compared(folder: Path) -> None:
    ended, files = run(folder, "-m", "foreign_files")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert {name: (file["verdict"], file["agreement"]) for name, file in files.items()} == {
        "README": ("refused", ""),
        "cities.csv": ("read", "agrees"),
        "deep/frota.csv": ("read", "agrees but for: blank row"),
        "frota.xlsx": ("read", "agrees"),
        "picture.csv": ("refused", ""),
    }
    assert files["cities.csv"]["description"] == "read as any table, 2 x 2"
    assert files["deep/frota.csv"]["description"] == "read as an import, 2 x 4"
    assert "PNG" in files["picture.csv"]["description"]
    assert set(files["frota.xlsx"]["others"]) == {"openpyxl", "calamine"}
    assert all(file["seconds"] > 0 and file["peak_mb"] > 1 for file in files.values())
    for name in files:
        assert name in ended.stdout


def test_a_crash_a_hang_and_a_difference_stand_out(tmp_path: Path) -> None:
    folder = tmp_path / "foreign"
    folder.mkdir()
    for name in ("abort.csv", "hang.csv", "wrong.csv"):
        (folder / name).write_text(FLEET)
    ended, files = run(folder, "-c", BROKEN)
    assert ended.returncode == 1
    assert files["abort.csv"]["description"] == "crashed: SIGABRT"
    assert files["hang.csv"]["verdict"] == "timed out"
    assert files["wrong.csv"]["agreement"] == "differs"
    assert "wrong.csv: 1 x, csv: row 2, column 4: '45000', other '54000'" in ended.stdout


def test_a_folder_without_files_is_a_wrong_argument(tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", "foreign_files", str(tmp_path)]
    ended = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert str(tmp_path) in ended.stderr
