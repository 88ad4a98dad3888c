"""The rows of an upload, good ones and bad ones, made from its seed alone."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from random import Random

from chaos.uploads import BLOCK, Upload

Row = list[str]
HEADER = ["modelo", "placa", "ano", "valor_fipe"]
_DIGITS = "ABCDEFGHIJ"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MODELS = [
    "Fiat Strada Freedom",
    "VW Gol 1.0 Trend",
    "Citroën C3, cabine dupla",
    "Chevrolet  Onix LT",
    'Delivery "Express"',
    "Mercedes-Benz Atego 1719 Furgão",
]
_BAD_PLATES = ["S/PLACA", "ABC123", "ABCD234", "1BC1234", "ABC1CC4"]
_BAD_YEARS = ["1899", "2099", "32000", "abc", "2018.5"]
_BAD_PRICES = ["0", "-1", "a consultar", "10 reais", "10000000000"]
# Of a hundred rows so many have faults, repeat a plate of the file, or are blank.
_FAULTY, _REPEATED, _BLANK = 7, 3, 1


@lru_cache(maxsize=16)
def rows_of(upload: Upload) -> list[Row]:
    """Return the rows without the header; prices have a dot, blank rows no text."""
    random = Random(upload.seed)
    if upload.is_bad:
        return [_spoilt(row, random, upload) for row in _good(upload, random)]
    rows: list[Row] = []
    for row in _good(upload, random):
        die = random.randrange(100)
        if die < _FAULTY and upload.rows > 1:
            rows.append(_spoilt(row, random, upload))
        elif die < _FAULTY + _REPEATED and rows:
            rows.append([row[0], _respelled(random.choice(rows)[1], random), *row[2:]])
        else:
            rows.append(row)
        if random.randrange(100) < _BLANK:
            rows.append([""] * len(HEADER))
    return rows


def _good(upload: Upload, random: Random) -> Iterator[Row]:
    """Rows with nothing wrong: plates of the upload's own block, and of its relative's rows."""
    own = random.sample(range(BLOCK), upload.rows)
    known = _whole_rows(upload.relative) if upload.relative else []
    borrowed = random.sample(known, min(len(known), upload.rows // 2))
    rows = [_changed(row, random) for row in borrowed]
    rows += [
        _row(upload.block * BLOCK + serial, random) for serial in own[: upload.rows - len(rows)]
    ]
    random.shuffle(rows)
    yield from rows


def _whole_rows(upload: Upload) -> list[Row]:
    return [row for row in rows_of(upload) if len(row) == len(HEADER) and all(row)]


def _row(serial: int, random: Random) -> Row:
    year, cents = random.randint(1995, 2026), random.randint(500_000, 99_999_999)
    price = f"{cents // 100}.{cents % 100:02}"
    return [random.choice(_MODELS), _respelled(plate(serial), random), str(year), price]


def _changed(row: Row, random: Random) -> Row:
    """A row about the same vehicle: a third of them equal, the others with new values."""
    model, placa, year, price = row
    match random.randrange(3):
        case 0:
            model = f"{model} II"
        case 1:
            price = f"{random.randint(5_000, 99_999)}.{random.randrange(100):02}"
        case _:
            pass
    return [model, _respelled(placa, random), year, price]


def _spoilt(row: Row, random: Random, upload: Upload) -> Row:
    """The row with one or two faults."""
    row = list(row)
    if not upload.is_workbook and random.randrange(5) == 0:
        return random.choice([row[:3], [*row, "sobra"]])
    bad: Sequence[Sequence[str]] = (["", " "], _BAD_PLATES, _BAD_YEARS, _BAD_PRICES)
    for column in random.sample(range(len(HEADER)), random.choice([1, 1, 2])):
        row[column] = random.choice(["", random.choice(bad[column])])
    return row


def plate(serial: int) -> str:
    """Return a plate in its Mercosul form; each serial number below 175,760,000 has another."""
    rest, last = divmod(serial, 100)
    rest, fifth = divmod(rest, 10)
    rest, fourth = divmod(rest, 10)
    rest, third = divmod(rest, 26)
    first, second = divmod(rest, 26)
    letters = _LETTERS[first] + _LETTERS[second] + _LETTERS[third]
    return f"{letters}{fourth}{_DIGITS[fifth]}{last:02}"


def _respelled(placa: str, random: Random) -> str:
    """The same plate in another spelling; what is no plate stays as it is."""
    bare = placa.replace("-", "").upper()
    if len(bare) != 7 or bare[4] not in _DIGITS + "0123456789":
        return placa
    fifth = bare[4] if bare[4] in _DIGITS else _DIGITS[int(bare[4])]
    old = f"{bare[:4]}{_DIGITS.index(fifth)}{bare[5:]}"
    new = f"{bare[:4]}{fifth}{bare[5:]}"
    return random.choice([new, new, old, f"{old[:3]}-{old[3:]}", new.lower()])
