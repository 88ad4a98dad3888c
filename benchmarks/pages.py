"""The console with a large fleet and a long history: how long each page takes, what it weighs."""

import re
import statistics
import time
from pathlib import Path

import httpx

from benchmarks import client, exports, fleet_files
from benchmarks.report import Figure
from benchmarks.stack import Stack

IMPORTS = 10_000
TIMES = 20
SECONDS = 0.150
BYTES = 200_000
# As scripts of our pages send their forms.
_OWN = {"Accept": "application/json", "Sec-Fetch-Site": "same-origin"}
# Pages by what they are, with the ids of an import, a vehicle and a schedule to fill in.
PAGES = {
    "Enviar": "/",
    "Enviar, a preview": "/envios/{draft_id}",
    "Importações": "/importacoes",
    "Importações, by file name": "/importacoes?arquivo=frota-77",
    "Importações, by plate": "/importacoes?placa={placa}",
    "Importação": "/importacoes/{import_id}",
    "Veículos": "/veiculos",
    "Veículos, by model": "/veiculos?modelo=onix",
    "Veículos, by a model that none has": "/veiculos?modelo=zzz",
    "Veículos, by year and price": "/veiculos?ano_min=2015&ano_max=2018&valor_fipe_min=40000",
    "Veículo": "/veiculos/{placa}",
    "Agendamentos": "/agendamentos",
    "Agendamento": "/agendamentos/{schedule_id}",
    "Painel": "/painel",
}
_IMPORTS = """
insert into import_jobs (id, filename, object_key, file_size, file_sha256, on_conflict, status,
                         total_rows, inserted_rows, processed_rows, rejected_rows, error_rows,
                         created_at, started_at, finished_at)
select gen_random_uuid(), 'frota-' || i || '.csv', 'x-' || i || '.csv', 1000, repeat('0', 64),
       case when i %% 3 = 0 then 'update' else 'skip' end, 'completed', 110, 100, 100, 10, 10,
       now() - i * interval '7 minutes', now() - i * interval '7 minutes' + interval '2 seconds',
       now() - i * interval '7 minutes' + interval '5 seconds'
from generate_series(1, %(imports)s) i
"""
_SPREAD = """
with numbered as (select id, row_number() over (order by created_at) - 1 as i from import_jobs)
update vehicles v set import_id = n.id
from numbered n
where n.i = ('x' || substr(md5(v.plate), 1, 6))::bit(24)::int %% %(imports)s
"""
_ASSET = re.compile(r'(?:href|src)="(/assets/[^"]+)"')
_SCRIPT = re.compile(r'from "\./([\w-]+\.js)"')


def measure(stack: Stack, folder: Path, rows: int) -> list[Figure]:
    """Fill the tables, then ask for each page in turn."""
    exports.fill(stack, folder / "pages.csv", rows)
    with stack.connect() as connection:
        connection.execute(_IMPORTS, {"imports": IMPORTS})
        connection.execute(_SPREAD, {"imports": IMPORTS})
        connection.execute("vacuum analyze")
    small = folder / "small.csv"
    fleet_files.write_upload(fleet_files.fleet(1_000, seed=10), small)
    with httpx.Client(base_url=stack.api_url, timeout=60, trust_env=False) as http:
        import_id = client.upload(http, small, on_conflict="update")
        client.wait_until_completed(http, import_id, 0.3)
        terms = {"name": "Frota mensal", "cron": "0 6 1 * *", "source": {"import": import_id}}
        schedule = http.post("/api/v1/schedules", json=terms).raise_for_status().json()
        vehicle = http.get("/api/v1/vehicles?limit=1").raise_for_status().json()["items"][0]
        known = {
            "draft_id": _draft(http, small),
            "import_id": import_id,
            "placa": vehicle["placa"],
            "schedule_id": schedule["id"],
        }
        times = [_time(http, name, address.format(**known)) for name, address in PAGES.items()]
        weights = [_weigh(http, "Enviar", "/"), _weigh(http, "Painel", "/painel")]
        http.delete(f"/api/v1/schedules/{known['schedule_id']}").raise_for_status()
        http.post(f"/envios/{known['draft_id']}/descartar", headers=_OWN)
    return times + weights


def _draft(http: httpx.Client, path: Path) -> str:
    """Return the id of an upload that waits."""
    sent = http.post("/envios", files={"file": (path.name, path.read_bytes())}, headers=_OWN)
    address: str = sent.raise_for_status().json()["address"]
    return address.rpartition("/")[2]


def _time(http: httpx.Client, name: str, address: str) -> Figure:
    seconds = []
    for _ in range(TIMES):
        begin = time.perf_counter()
        http.get(address, headers={"Accept": "text/html"}).raise_for_status()
        seconds.append(time.perf_counter() - begin)
    note = f"median of {TIMES}, the slowest {max(seconds):.3f} s"
    return Figure(f"page {name}", statistics.median(seconds), "s", SECONDS, note)


def _weigh(http: httpx.Client, name: str, address: str) -> Figure:
    """Bytes of a page with all that it loads, as they are sent."""
    page = http.get(address, headers={"Accept": "text/html"})
    seen: dict[str, int] = {address: _sent(page)}
    waiting = _ASSET.findall(page.text)
    while waiting:
        asset = waiting.pop()
        if asset in seen:
            continue
        answer = http.get(asset)
        answer.raise_for_status()
        seen[asset] = _sent(answer)
        base = asset.rpartition("/")[0]
        waiting += [f"{base}/{script}" for script in _SCRIPT.findall(answer.text)]
    return Figure(f"first visit to {name}", sum(seen.values()) / 1000, "kB", BYTES / 1000)


def _sent(answer: httpx.Response) -> int:
    return answer.num_bytes_downloaded
