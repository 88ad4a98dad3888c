"""The rows of an upload as a file, and as the text by which the reference judges it."""

import csv
from collections.abc import Sequence
from pathlib import Path
from random import Random

from openpyxl import Workbook

from chaos.rows import HEADER, Row, rows_of
from chaos.uploads import Upload

# Delimiter and decimal sign, as Brazilian and as English programs write them.
_STYLES = ((";", ","), (",", "."), ("\t", "."))


def write_upload(upload: Upload, folder: Path) -> Path:
    """Write the file that is uploaded, and return its path."""
    path = folder / upload.filename
    if upload.is_workbook:
        _write_workbook(path, rows_of(upload))
    else:
        _write_text(path, rows_of(upload), *style_of(upload))
    return path


def write_twin(upload: Upload, folder: Path) -> tuple[Path, str]:
    """Write the same rows as text, and return its path and delimiter."""
    delimiter, decimal = style_of(upload)
    path = folder / f"{upload.name}.twin.csv"
    _write_text(path, rows_of(upload), delimiter, decimal)
    return path, delimiter


def style_of(upload: Upload) -> tuple[str, str]:
    """Return the delimiter and the decimal sign of an upload's text."""
    return Random(f"{upload.seed}/style").choice(_STYLES)


def _write_text(path: Path, rows: Sequence[Row], delimiter: str, decimal: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow(HEADER)
        for row in rows:
            writer.writerow([*row[:3], *(price.replace(".", decimal) for price in row[3:])])


def _write_workbook(path: Path, rows: Sequence[Row]) -> None:
    """Years and prices are numbers, as in workbooks that people make."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Frota")
    sheet.append(HEADER)
    for row in rows:
        sheet.append([_cell(text) if at >= 2 else text or None for at, text in enumerate(row)])
    workbook.save(path)


def _cell(text: str) -> str | int | float | None:
    try:
        return (float(text) if "." in text else int(text)) if text else None
    except ValueError:
        return text
