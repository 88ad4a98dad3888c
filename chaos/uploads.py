"""The uploads of a plan: what kind of file each is, and how it hangs together with others."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random

# Plates that one upload has for its own.
BLOCK = 5_000


class Shape(StrEnum):
    """Kinds of uploads."""

    ONE_ROW = "one row"
    SMALL = "small"
    SMALL_XLSX = "small .xlsx"
    MIDDLE = "middle"
    MIDDLE_XLSX = "middle .xlsx"
    LARGE = "large"
    CHANGE = "change"
    PAIR = "pair"
    HELD = "held"
    UNDONE = "undone"
    DRY_RUN = "dry run"
    DRY_XLSX = "dry run .xlsx"
    HEADER_ONLY = "header only"
    ALL_BAD = "all bad"
    SCHEDULED = "scheduled"


# Fewest and most rows. A chunk has 500.
_ROWS = {
    Shape.ONE_ROW: (1, 1),
    Shape.SMALL: (2, 60),
    Shape.SMALL_XLSX: (2, 60),
    Shape.MIDDLE: (300, 900),
    Shape.MIDDLE_XLSX: (300, 900),
    Shape.LARGE: (1_500, 2_500),
    Shape.CHANGE: (600, 1_200),
    Shape.PAIR: (600, 1_200),
    Shape.HELD: (600, 1_200),
    Shape.UNDONE: (600, 1_200),
    Shape.DRY_RUN: (200, 1_000),
    Shape.DRY_XLSX: (50, 300),
    Shape.HEADER_ONLY: (0, 0),
    Shape.ALL_BAD: (10, 40),
    Shape.SCHEDULED: (100, 900),
}


@dataclass(frozen=True)
class Upload:
    """A file to upload `at` seconds into its round.

    Its plates are of a `block` of its own, but about half of them are those of `relative`, if
    there is one. Where it `waits`, that one is completed before this is uploaded; else they race.
    One that `is_guarded` is held, for it changes vehicles; one that `is_undone` is, once completed;
    one that `is_scheduled` is put into the folder of a schedule, bit by bit.
    """

    name: str
    at: float
    rows: int
    seed: str
    block: int
    is_workbook: bool = False
    is_bad: bool = False
    is_dry_run: bool = False
    updates: bool = False
    relative: "Upload | None" = None
    waits: bool = False
    is_guarded: bool = False
    is_undone: bool = False
    is_scheduled: bool = False

    @property
    def filename(self) -> str:
        """Its name as a file."""
        return f"{self.name}.{'xlsx' if self.is_workbook else 'csv'}"

    @property
    def form(self) -> dict[str, str]:
        """The form fields of the file's upload."""
        policy = {"on_conflict": "update" if self.updates else "skip"}
        guard = {"guard": '{"max_changed_share": 0}'} if self.is_guarded else {}
        return {**policy, **guard, **({"dry_run": "true"} if self.is_dry_run else {})}


def uploads_of(shape: Shape, name: str, at: float, block: int, random: Random) -> list[Upload]:
    """Return the uploads of a shape: one, or two that belong together and take two blocks."""
    if shape in (Shape.CHANGE, Shape.PAIR, Shape.HELD, Shape.UNDONE):
        waits = shape is not Shape.PAIR
        first = _upload(f"{name}a", at, block, shape, random)
        second = _upload(
            f"{name}b", at, block + 1, shape, random, first, waits=waits, updates=waits
        )
        return [first, second]
    # Of plates of its own `update` makes the same as `skip`.
    return [_upload(name, at, block, shape, random, updates=random.random() < 0.3)]


def _upload(
    name: str,
    at: float,
    block: int,
    shape: Shape,
    random: Random,
    relative: Upload | None = None,
    *,
    waits: bool = False,
    updates: bool = False,
) -> Upload:
    return Upload(
        name=name,
        at=at,
        rows=random.randint(*_ROWS[shape]),
        seed=f"{name}/{random.getrandbits(32):08x}",
        block=block,
        is_workbook=shape in (Shape.SMALL_XLSX, Shape.MIDDLE_XLSX, Shape.DRY_XLSX),
        is_bad=shape is Shape.ALL_BAD,
        is_dry_run=shape in (Shape.DRY_RUN, Shape.DRY_XLSX),
        updates=updates,
        relative=relative,
        waits=waits,
        is_guarded=shape is Shape.HELD and relative is not None,
        is_undone=shape is Shape.UNDONE and relative is not None,
        is_scheduled=shape is Shape.SCHEDULED,
    )
