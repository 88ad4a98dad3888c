"""What has to come of each upload, computed without the system: by the pandas reference."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from chaos.files import write_twin
from chaos.uploads import Upload
from tests.oracle import reference
from tests.oracle.reference import Accepted

# Row number, code, field.
Fault = tuple[int, str, str]


@dataclass(frozen=True)
class Expected:
    """What has to come of one upload.

    `racing` are plates that another upload brings at the same time: whichever is first has it.
    """

    upload: Upload
    total: int
    accepted: Mapping[str, Accepted]
    faults: frozenset[Fault]
    rejected: int
    repeated: int
    updated: int = 0
    unchanged: int = 0
    racing: frozenset[str] = frozenset()

    @property
    def status(self) -> str:
        """How the import ends."""
        if not self.total:
            return "failed"
        return "undone" if self.upload.is_undone else "completed"

    @property
    def error_code(self) -> str | None:
        """Why it fails, if it does."""
        return None if self.total else "no_rows"

    @property
    def inserted(self) -> int:
        """Vehicles that were not there before; without competitors."""
        return len(self.accepted) - self.updated - self.unchanged


@dataclass
class Fleet:
    """The rows that the table may hold in the end: by plate, each with the upload it is of."""

    rows: dict[str, list[tuple[str, Accepted]]] = field(default_factory=lambda: defaultdict(list))

    def insert(self, expected: Expected) -> None:
        """Add what an upload brings."""
        for plate, row in expected.accepted.items():
            self.rows[plate].append((expected.upload.name, row))

    def update(self, expected: Expected, base: Expected) -> None:
        """Add what an upload brings, where it differs from `base`."""
        for plate, row in expected.accepted.items():
            before = base.accepted.get(plate)
            if before is None or not _same(before, row):
                self.rows[plate] = [(expected.upload.name, row)]


def judge(upload: Upload, folder: Path) -> Expected:
    """Judge one upload as if it were alone; needs a folder for its rows as text."""
    twin, delimiter = write_twin(upload, folder)
    verdict = reference.judge(twin, delimiter)
    faults = [*verdict.rejected, *verdict.duplicates]
    return Expected(
        upload,
        total=verdict.total,
        accepted={row.plate: row for row in verdict.accepted},
        faults=frozenset((fault.row_number, fault.code, fault.field) for fault in faults),
        rejected=len({fault.row_number for fault in verdict.rejected}),
        repeated=len(verdict.duplicates),
    )


def _beside(expected: Expected, other: Expected) -> Expected:
    """What an upload's relative makes of it."""
    common = expected.accepted.keys() & other.accepted.keys()
    if not expected.upload.waits:
        return replace(expected, racing=frozenset(common))
    same = sum(_same(expected.accepted[plate], other.accepted[plate]) for plate in common)
    return replace(expected, updated=len(common) - same, unchanged=same)


def _same(one: Accepted, other: Accepted) -> bool:
    """Whether an update would leave the vehicle as it is; its spelling alone is no reason."""
    return (one.modelo, one.ano, one.valor_fipe) == (other.modelo, other.ano, other.valor_fipe)


def of_all(uploads: Iterable[Upload], folder: Path) -> tuple[dict[str, Expected], Fleet]:
    """Judge all uploads; those with a relative come after it. The table was empty before."""
    judged: dict[str, Expected] = {}
    fleet = Fleet()
    for upload in uploads:
        expected = judge(upload, folder)
        base = judged[upload.relative.name] if upload.relative else None
        if base:
            expected = _beside(expected, base)
        judged[upload.name] = expected
        if upload.is_undone:
            continue
        if base and upload.waits:
            fleet.update(expected, base)
        elif not upload.is_dry_run:
            fleet.insert(expected)
        if base and not upload.waits:
            judged[base.upload.name] = replace(base, racing=expected.racing)
    return judged, fleet
