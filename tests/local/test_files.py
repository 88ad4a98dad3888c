from pathlib import Path

import pytest

from vehicle_pipeline.local.errors import BadUsageError, CommandError
from vehicle_pipeline.local.files import new_file


def test_a_file_is_never_written_over_another(tmp_path: Path) -> None:
    path = tmp_path / "erros.xlsx"
    path.write_bytes(b"of the person")

    with pytest.raises(BadUsageError, match="já existe"), new_file(path) as file:
        file.write(b"ours")

    assert path.read_bytes() == b"of the person"


def test_half_a_file_does_not_stay(tmp_path: Path) -> None:
    def write_half() -> None:
        with new_file(tmp_path / "erros.xlsx") as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_missing_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "não há" / "erros.xlsx"

    with pytest.raises(CommandError, match=r"a pasta não existe\.$"), new_file(path):
        pass
