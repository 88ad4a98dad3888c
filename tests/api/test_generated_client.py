"""A client that a generator makes of the OpenAPI document, against the running API."""

import json
import subprocess
import sys
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from api.downloads.attachments import XLSX
from api.routes.exports import PARQUET
from tests.api.schedules.making import terms
from tests.api.uploading import CSV
from tests.api.world import World

# The generator knows few types of contents by itself; workbooks and Parquet files are bytes, too.
# No formatters.
BYTES = {XLSX: "application/octet-stream", PARQUET: "application/octet-stream"}
CONFIG = {"content_type_overrides": BYTES, "post_hooks": []}


@pytest.fixture
def generated(api: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the package `fleet_client` on the path."""
    document, config = tmp_path / "openapi.json", tmp_path / "config.json"
    document.write_bytes(api.get("/openapi.json").content)
    config.write_text(json.dumps(CONFIG))
    generator = (sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none")
    options = ("--path", document, "--config", config, "--output-path", tmp_path / "fleet_client")
    made = subprocess.run(
        [*generator, *options, "--fail-on-warning"], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stdout + made.stderr
    monkeypatch.syspath_prepend(tmp_path)


def of(name: str) -> Any:
    """Return a module of the package, which is there only now."""
    return import_module(f"fleet_client.{name}")


@pytest.mark.usefixtures("generated")
def test_it_uploads_lists_reads_errors_and_downloads(api: httpx.Client, world: World) -> None:
    client = of("client").Client(str(api.base_url), httpx_args={"trust_env": False})
    with client:
        uses(client, world)


def uses(client: Any, world: World) -> None:
    given = {"client": client}
    file = of("types").File(BytesIO(CSV), file_name="frota.csv", mime_type="text/csv")
    created = of("api.imports.create_import").sync(
        **given, body=of("models").CreateImportBody(file)
    )
    assert created.status == "pending"
    world.update_import(
        created.job_id, status="failed", error_code="empty_file", rejected_rows=1, error_rows=1
    )
    world.add_rejected(created.job_id, 2)
    (listed,) = of("api.imports.list_imports").sync(**given, filename="FROTA").items
    assert listed.id == created.job_id
    assert (
        of("api.imports.get_import").sync(created.job_id, **given).error == "O arquivo está vazio"
    )
    (fault,) = of("api.imports.list_errors").sync(created.job_id, **given).items
    assert (fault.row_number, fault.column) == (2, "placa")
    assert "inválida" in of("api.imports.download_errors_csv").sync(created.job_id, **given)
    workbook = of("api.imports.download_errors_workbook").sync(created.job_id, **given)
    assert workbook.payload.read().startswith(b"PK")
    world.add_vehicle("ABC1D23")
    assert "ABC1D23" in of("api.vehicles.download_vehicles_csv").sync(**given, ano_min=2000)
    parquet = of("api.vehicles.download_vehicles_parquet").sync(**given)
    assert parquet.payload.read().startswith(b"PAR1")
    uses_schedules(given, world)
    refused = of("api.imports.get_import").sync(UUID(int=1), **given)
    assert refused.code == "import_not_found"


def uses_schedules(given: Any, world: World) -> None:
    models, calls = of("models"), "api.schedules"
    new = models.NewSchedule.from_dict(terms())
    made = of(f"{calls}.create_schedule").sync(**given, body=new)
    assert (made.name, len(made.next_times), made.source.glob) == ("Frota mensal", 5, "*.xlsx")
    changes = models.ScheduleChanges(cron="0 7 * * *")
    assert of(f"{calls}.change_schedule").sync(made.id, **given, body=changes).cron == "0 7 * * *"
    occurrence = of(f"{calls}.run_schedule").sync(made.id, **given)
    (listed,) = of(f"{calls}.list_occurrences").sync(made.id, **given, state="due").items
    assert listed.id == occurrence.id
    object_id = world.add_object(made.id)
    assert of(f"{calls}.list_objects").sync(made.id, **given).total == 1
    again = of(f"{calls}.import_object_again").sync(made.id, object_id, **given)
    assert (again.state, again.occurrence.id) == ("new", occurrence.id)
    wrong = models.ScheduleChanges(cron="0 7 * *")
    assert of(f"{calls}.change_schedule").sync(made.id, **given, body=wrong).code == "bad_cron"
