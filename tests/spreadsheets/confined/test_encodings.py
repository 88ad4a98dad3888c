"""The confined process can load nothing: what it decodes with has to be there before."""

import ast
import re
from pathlib import Path

from vehicle_pipeline.spreadsheets import confined

FOLDER = Path(confined.__file__).parent
# Python knows these without loading anything.
BUILT_IN = {"utf-8", "latin-1", "ascii"}


def loaded() -> set[str]:
    """What `__main__` loads; importing it would make this process a reader."""
    for node in ast.parse((FOLDER / "__main__.py").read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ENCODINGS":
            return set(ast.literal_eval(node.value))
    raise AssertionError("no ENCODINGS")


def test_every_encoding_is_loaded_before_the_process_is_confined() -> None:
    sources = "".join(path.read_text() for path in FOLDER.glob("*.py"))
    used = set(re.findall(r"""\b(?:de|en)code\(\s*["']([\w-]+)["']""", sources))
    assert {"cp1252", "utf-16-le"} <= used
    assert used <= loaded() | BUILT_IN
