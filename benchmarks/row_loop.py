"""The algorithm this project replaces, as the seed document describes it (section 4.2).

pandas reads 1,000 rows at a time; one loop collects the plates, one query asks for those that
exist, a second loop validates row by row, and SQLAlchemy inserts the chunk in bulk.
"""

import re
import time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import MetaData, Table, create_engine, make_url, select
from sqlalchemy.orm import DeclarativeBase, Session

from vehicle_pipeline.domain.plates import canonical

CHUNK_ROWS = 1_000
NEWEST_YEAR = 2027
PLATE = re.compile(r"[A-Z]{3}[0-9][0-9A-J][0-9]{2}")
IMPORT_ID = UUID(int=0x5EED)


def import_file(path: Path, database_url: str) -> float:
    """Import the file into `vehicles`; return the seconds it took."""
    engine = create_engine(make_url(database_url).set(drivername="postgresql+psycopg"))
    table = Table("vehicles", MetaData(), autoload_with=engine)
    base: Any = type("Base", (DeclarativeBase,), {})
    model = type("ImportedVehicle", (base,), {"__table__": table})
    started = time.perf_counter()
    with Session(engine) as session:
        for chunk in pd.read_csv(path, chunksize=CHUNK_ROWS):
            session.bulk_insert_mappings(model, _good_rows(chunk, session, table))
            session.commit()
    took = time.perf_counter() - started
    engine.dispose()
    return took


def _good_rows(chunk: pd.DataFrame, session: Session, table: Table) -> list[dict[str, Any]]:
    plates = [row["placa"].strip().upper() for _, row in chunk.iterrows()]
    known = set(session.scalars(select(table.c.plate).where(table.c.plate.in_(plates))))
    seen: set[str] = set()
    good = []
    for row_number, row in chunk.iterrows():
        values = row.to_dict()
        plate = values["placa"].strip().upper()
        if plate in known or plate in seen or not _is_valid(values):
            continue
        seen.add(plate)
        good.append(
            {
                # The table takes canonical plates only; the seed knew no such thing.
                "plate": canonical(plate),
                "placa": plate,
                "modelo": str(values["modelo"]).strip(),
                "ano": int(values["ano"]),
                "valor_fipe": Decimal(str(values["valor_fipe"])),
                "import_id": IMPORT_ID,
                "source_row": row_number + 2,
            }
        )
    return good


def _is_valid(values: dict[str, Any]) -> bool:
    if any(values.get(name) is None for name in ("modelo", "placa", "ano", "valor_fipe")):
        return False
    try:
        year, price = int(values["ano"]), Decimal(str(values["valor_fipe"]))
    except (ValueError, InvalidOperation):
        return False
    plate = str(values["placa"]).strip().upper()
    return bool(PLATE.fullmatch(plate)) and 1900 <= year <= NEWEST_YEAR and price > 0
