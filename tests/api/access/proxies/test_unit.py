"""The unit of docs/deploy, as systemd reads it."""

import re
import shutil
import subprocess
from pathlib import Path

from tests.api.access.proxies.served import DEPLOY, executable

UNIT = "vehicle-pipeline.service"
# 10 is worst.
_MOST_EXPOSED = 2.0


def _analyzed(folder: Path, *arguments: str) -> str:
    """Return what systemd says of the unit; its program has to exist, so another one is named."""
    text = (DEPLOY / UNIT).read_text()
    program = re.search(r"ExecStart=(\S+)", text)
    assert program
    (folder / UNIT).write_text(text.replace(program[1], shutil.which("true") or ""))
    command = [executable("systemd-analyze"), *arguments, str(folder / UNIT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_systemd_accepts_it_without_a_word(tmp_path: Path) -> None:
    assert _analyzed(tmp_path, "verify") == ""


def test_systemd_finds_it_little_exposed(tmp_path: Path) -> None:
    shown = _analyzed(tmp_path, "security", "--offline=true", "--no-pager")
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", shown)
    assert found
    assert float(found[1]) < _MOST_EXPOSED
