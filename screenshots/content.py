"""What the pages show in the pictures: imports, one with faults, a schedule, a draft."""

import time
from pathlib import Path
from typing import Any

import httpx

EXAMPLES = Path(__file__).parent.parent / "examples"
# A workbook as people send them: title, faults, prices as text.
FAULTY = """Frota da filial de Campinas;;;
Modelo;Nr. Placa;Ano;FIPE
VW Gol 1.0;ABC1D23;2020;R$ 45.000,00
Fiat Strada Freedom;ABC-12O4;2022;R$ 89.900,00
Honda Civic EXL;DEF4G56;20I9;R$ 98.500,00
;GHI7J89;2018;R$ 52.300,00
Toyota Hilux SRX;JKL0M12;2023;
Chevrolet Onix LT;MNO3P45;2021;R$ 67.800,00
VW Gol 1.0;ABC1D23;2020;R$ 45.000,00
"""
_SECONDS = 120


def fill(http: httpx.Client, folder: Path) -> dict[str, str]:
    """Import files and make a schedule; return the ids that addresses of pages need."""
    fleet = _imported(http, EXAMPLES / "frota.csv", "update")
    faulty = folder / "filial-campinas.csv"
    faulty.write_text(FAULTY, "utf-8")
    with_faults = _imported(http, faulty, "skip")
    _imported(http, EXAMPLES / "frota.xlsx", "update")
    terms = {
        "name": "Frota mensal",
        "cron": "0 6 1 * *",
        "source": {"import": fleet},
        "on_conflict": "update",
    }
    schedule = _answered(http.post("/api/v1/schedules", json=terms))
    vehicles = _answered(http.get("/api/v1/vehicles", params={"limit": 1}))
    return {
        "import_id": fleet,
        "faulty_id": with_faults,
        "schedule_id": str(schedule["id"]),
        "placa": str(vehicles["items"][0]["placa"]),
        "faulty_file": str(faulty),
    }


def _imported(http: httpx.Client, path: Path, policy: str) -> str:
    with path.open("rb") as file:
        answer = http.post(
            "/api/v1/imports", files={"file": (path.name, file)}, data={"on_conflict": policy}
        )
    job_id = str(_answered(answer)["job_id"])
    deadline = time.monotonic() + _SECONDS
    while _answered(http.get(f"/api/v1/imports/{job_id}"))["status"] in ("pending", "processing"):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{path.name} was not imported within {_SECONDS} s")
        time.sleep(0.5)
    return job_id


def _answered(answer: httpx.Response) -> dict[str, Any]:
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found
