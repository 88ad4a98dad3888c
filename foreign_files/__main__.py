"""Tries the real reader on every file of a folder: `python -m foreign_files DIR`, `make corpus`."""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from foreign_files import comparison, ours
from foreign_files.children import Call, Limits, run
from foreign_files.others import readers_of
from foreign_files.ours import Table
from foreign_files.report import console, print_results, write_json
from foreign_files.results import Result

# Seconds that another reader gets: some of them never come back.
_OTHERS_SECONDS = 20
# Refusals of a name, which says that nothing else is to be expected.
_NO_SPREADSHEET = frozenset({"not_a_spreadsheet", "no_suffix"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; return 1 if our reader crashed or hung, 2 if there is nothing to read."""
    options = _options(arguments)
    paths = sorted(path for path in options.folder.rglob("*") if path.is_file())
    if not paths:
        print(f"There is no file in {options.folder}", file=sys.stderr)  # noqa: T201
        return 2
    limits = Limits(options.seconds, options.megabytes << 20)
    with tempfile.TemporaryDirectory(prefix="foreign-files-") as scratch:
        results = try_all(paths, options.folder, Path(scratch), limits, options.workers)
    print_results(results, console())
    if options.json:
        write_json(results, options.json)
    return int(any(result.is_failure for result in results))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m foreign_files", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write everything here")
    parser.add_argument("--seconds", type=float, default=180, help="what a file may take")
    parser.add_argument("--megabytes", type=int, default=4096, help="of address space, likewise")
    parser.add_argument("--workers", type=int, default=2, help="files at a time")
    return parser.parse_args(arguments)


def try_all(
    paths: Sequence[Path], root: Path, scratch: Path, limits: Limits, workers: int
) -> list[Result]:
    """Read every file, then have the other readers read it too; in the order of `paths`."""
    folders = {path: scratch / str(at) for at, path in enumerate(paths)}
    for folder in folders.values():
        folder.mkdir()
    reads = (Call(path, ours.read, (path, folder)) for path, folder in folders.items())
    ends = dict(run(reads, limits, workers))
    results = {path: Result(path.relative_to(root), ends[path]) for path in paths}

    comparisons = (
        call for path, result in results.items() for call in _asked(path, result, folders[path])
    )
    others = Limits(min(limits.seconds, _OTHERS_SECONDS), limits.memory)
    for (path, reader), ended in run(comparisons, others, workers):
        results[path].others[reader] = ended.result if ended.how == "returned" else str(ended)
    return list(results.values())


def _asked(path: Path, result: Result, folder: Path) -> Iterator[Call[tuple[Path, str]]]:
    """What to ask the other readers about a file."""
    if result.reading is None:
        return
    best = result.reading.best
    for reader in readers_of(path):
        if isinstance(best, Table):
            known = (path, reader, best.dialect, folder)
            yield Call((path, reader), comparison.compare, known)
        elif best.code not in _NO_SPREADSHEET:
            yield Call((path, reader), comparison.count_rows, (path, reader))


if __name__ == "__main__":
    sys.exit(main())
