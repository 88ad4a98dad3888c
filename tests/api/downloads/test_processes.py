"""A process that makes a file starts in a second: it loads little."""

import subprocess
import sys

import pytest

LOADED = """
import importlib, sys
importlib.import_module(sys.argv[1])
print(*{"dagster", "fastapi", "pandas", "pandera"} & set(sys.modules))
"""


@pytest.mark.parametrize(
    "module", ["api.error_files.workbook_process", "api.exports.export_process"]
)
def test_it_loads_nothing_that_judges_rows_or_serves_requests(module: str) -> None:
    loaded = subprocess.run([sys.executable, "-c", LOADED, module], capture_output=True, text=True)
    assert (loaded.stdout.strip(), loaded.stderr) == ("", "")
