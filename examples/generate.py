"""Writes frota.csv and frota.xlsx beside this file: `python -m examples.generate`.

The same bytes every time (the workbook: the same cells), so that a change of the examples is a
change of this program.
"""

import csv
import io
import random
from pathlib import Path

from examples import oddities
from examples.catalogue import VEHICLES, Vehicle
from examples.workbook import write_workbook

HERE = Path(__file__).parent
HEADER = ("modelo", "placa", "ano", "valor_fipe")
SEED = 2026
GOOD_ROWS = 2_900
REPEATED_ROWS = 24
# A vehicle keeps this part of its value from one year to the next, for so many years.
YEARLY_VALUE = 0.91
LOSES_VALUE_FOR_YEARS = 14
NEWEST_YEAR = 2026
# First letters of plates; Z is left to the oddities.
FIRST_LETTERS = "ABCDEFGHIJKLMNOPQRSTUV"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Cars registered since then got a Mercosul plate; older ones may have been converted to one.
MERCOSUL_SINCE = 2020

Row = tuple[str, str, int, str]


def main() -> None:
    """Write both files."""
    rng = random.Random(SEED)
    fleet = make_fleet(rng, GOOD_ROWS)
    (HERE / "frota.csv").write_text(csv_text(rng, fleet), "utf-8", newline="")
    write_workbook(HERE / "frota.xlsx", fleet[:180])


def make_fleet(rng: random.Random, size: int) -> list[Row]:
    """`size` good rows with distinct plates."""
    fleet: list[Row] = []
    serials = rng.sample(range(len(FIRST_LETTERS) * 26 * 26 * 10_000), size)
    for serial in serials:
        vehicle = rng.choice(VEHICLES)
        year = rng.randint(vehicle.first_year, min(vehicle.last_year, NEWEST_YEAR))
        fleet.append((vehicle.name, plate(rng, serial, year), year, price(rng, vehicle, year)))
    return fleet


def plate(rng: random.Random, serial: int, year: int) -> str:
    """The plate with this serial number, as the vehicle's age and owner would have it."""
    letters, number = divmod(serial, 10_000)
    first, rest = divmod(letters, 26 * 26)
    prefix = FIRST_LETTERS[first] + LETTERS[rest // 26] + LETTERS[rest % 26]
    digits = f"{number:04}"
    if year >= MERCOSUL_SINCE or rng.random() < 0.15:
        return f"{prefix}{digits[0]}{LETTERS[int(digits[1])]}{digits[2:]}"
    return f"{prefix}-{digits}" if rng.random() < 0.1 else prefix + digits


def price(rng: random.Random, vehicle: Vehicle, year: int) -> str:
    """A plausible FIPE value: whole reais, falling with age."""
    age = min(NEWEST_YEAR - year, LOSES_VALUE_FOR_YEARS)
    return f"{round(vehicle.price_new * YEARLY_VALUE**age * rng.uniform(0.94, 1.06))}.00"


def csv_text(rng: random.Random, fleet: list[Row]) -> str:
    """The fleet as CSV, with repeated rows and every oddity somewhere among it."""
    lines = [csv_line(row) for row in fleet]
    repeated = rng.sample(lines[: len(lines) // 2], REPEATED_ROWS)
    middle = len(lines) // 2
    for line in (*repeated, *(second for _, second in oddities.DUPLICATES)):
        lines.insert(rng.randint(middle, len(lines)), line)
    for first, _ in oddities.DUPLICATES:
        lines.insert(rng.randrange(middle), first)
    for line in single_oddities():
        lines.insert(rng.randrange(len(lines)), line)
    return "".join(f"{line}\n" for line in (",".join(HEADER), *lines))


def csv_line(row: Row) -> str:
    """One record without its line end."""
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(row)
    return text.getvalue()


def single_oddities() -> list[str]:
    """Every odd line that needs no partner."""
    return [
        *oddities.REQUIRED,
        *oddities.BAD_PLATES,
        *oddities.BAD_YEARS,
        *oddities.BAD_PRICES,
        *oddities.SEVERAL_FAULTS,
        *oddities.TOO_LONG,
        *oddities.MALFORMED,
        *oddities.BLANK,
        *oddities.ACCEPTED,
    ]


if __name__ == "__main__":
    main()
