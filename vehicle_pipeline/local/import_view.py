"""An import as a person watches it in a terminal."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from vehicle_pipeline.contracts import ImportStatus
from vehicle_pipeline.domain.outside_text import printable
from vehicle_pipeline.domain.shown_numbers import number
from vehicle_pipeline.local import error_view
from vehicle_pipeline.local.option_names import advised

STATUS_NAMES = {
    ImportStatus.PENDING: "na fila",
    ImportStatus.PROCESSING: "importando",
    ImportStatus.HELD: "retida",
    ImportStatus.COMPLETED: "concluída",
    ImportStatus.FAILED: "falhou",
    ImportStatus.CANCELLED: "cancelada",
    ImportStatus.UNDONE: "desfeita",
}
_STYLES = {ImportStatus.COMPLETED: "green", ImportStatus.HELD: "yellow"}
COUNTS = {
    "total_rows": "Linhas",
    "inserted_rows": "Inseridas",
    "updated_rows": "Atualizadas",
    "unchanged_rows": "Inalteradas",
    "duplicate_rows": "Duplicadas",
    "rejected_rows": "Rejeitadas",
}

_DECIDE = "vehicle-pipeline approve {id}, ou vehicle-pipeline discard {id}"
UNDO_COUNTS = {
    "total_rows": "Veículos",
    "removed_rows": "Removidos",
    "restored_rows": "Com os valores anteriores",
    "rejected_rows": "Mantidos",
}


def show_progress(
    console: Console, filename: str, events: Iterable[tuple[str, dict[str, Any]]]
) -> None:
    """Show a progress bar that follows the events to their end."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TimeElapsedColumn(),
    )
    filename = printable(filename)
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(filename, total=None, rate="")
        for name, data in events:
            if name != "job_log":
                progress.update(task, **_update(filename, data))


def _update(filename: str, data: dict[str, Any]) -> dict[str, Any]:
    """What an event changes on the bar."""
    update: dict[str, Any] = {}
    if data.get("total_rows") is not None:
        update["total"] = data["total_rows"]
        update["completed"] = (data.get("processed_rows") or 0) + (data.get("error_rows") or 0)
    if data.get("rows_per_second"):
        update["rate"] = f"{data['rows_per_second']:,.0f} linhas/s".replace(",", ".")
    if status := data.get("status"):
        update["description"] = f"{filename}: {STATUS_NAMES[ImportStatus(status)]}"
    return update


def show_result(console: Console, finished: dict[str, Any], reasons: dict[str, Any]) -> None:
    """Show how the import ended, what was assumed of the file, and why rows were rejected."""
    status = ImportStatus(finished["status"])
    style = _STYLES.get(status, "red")
    name = "Simulação" if finished.get("dry_run") else "Importação"
    console.print(
        Text.assemble(
            f"{name} {finished['id']}: ",
            (STATUS_NAMES[status], style),
            f" {printable(advised(_error(finished)))}",
        )
    )
    report = finished.get("dry_run_report")
    console.print(_policies(finished, report) if report else _counts(finished))
    if report:
        console.print(Text("Nada foi alterado: isto é o que cada opção de --on-conflict faria."))
    for assumed in (finished.get("dialect") or {}).get("assumptions", []):
        console.print(
            Text.assemble(("• ", "yellow"), printable(advised(assumed["message"]))),
            soft_wrap=True,
        )
    _show_guard(console, finished)
    if reasons:
        error_view.show(console, finished["id"], reasons)


def _show_guard(console: Console, finished: dict[str, Any]) -> None:
    """Show the limits that the import exceeds, and how to decide."""
    exceeded = finished.get("held_because") or []
    if exceeded and finished.get("dry_run"):
        console.print(Text("Com estes limites, a importação seria retida:"))
    for because in exceeded:
        console.print(Text.assemble(("• ", "yellow"), printable(advised(because["detail"]))))
    if finished["status"] == ImportStatus.HELD:
        console.print(Text(f"Nada foi gravado. Decida: {_DECIDE.format(id=finished['id'])}"))


def show_undo(console: Console, undo: dict[str, Any]) -> None:
    """Show how an undo ended, and what became of the vehicles."""
    done = undo["status"] == ImportStatus.COMPLETED
    name = "Simulação" if undo["dry_run"] else "Desfazer"
    console.print(
        Text.assemble(
            f"{name} {undo['undoes']}: ",
            (STATUS_NAMES[ImportStatus(undo["status"])], "green" if done else "red"),
            f" {printable(advised(_error(undo)))}",
        )
    )
    console.print(_counts(undo, UNDO_COUNTS))
    show_warning(console, undo, "undo_listed_later")
    if undo["rejected_rows"]:
        console.print(Text(f"Quais foram mantidos: vehicle-pipeline errors {undo['id']}"))


def show_warning(console: Console, import_: dict[str, Any], code: str) -> None:
    """Show the newest line of this code of an import's log, if there is one."""
    lines = [line["message"] for line in import_["logs"] if line["code"] == code]
    for message in lines[-1:]:
        console.print(Text.assemble(("• ", "yellow"), printable(message)), soft_wrap=True)


def _counts(finished: dict[str, Any], labels: Mapping[str, str] = COUNTS) -> Table:
    rows = Table.grid(padding=(0, 2))
    for field, label in labels.items():
        if finished.get(field) is not None:
            rows.add_row(label, _number(finished[field]))
    return rows


def _policies(finished: dict[str, Any], report: dict[str, Any]) -> Table:
    """The counts of a dry run, a column for each policy."""
    rows = Table.grid(padding=(0, 2))
    rows.add_row("", *(Text(policy, justify="right") for policy in report))
    for field, label in COUNTS.items():
        cells = [
            finished[field] if field == "total_rows" else report[name][field] for name in report
        ]
        rows.add_row(label, *map(_number, cells))
    return rows


def _number(count: int) -> Text:
    return Text(number(count, "pt"), justify="right")


def _error(finished: dict[str, Any]) -> str:
    """The sentence of what made the import fail, if anything did."""
    error = finished.get("error")
    if isinstance(error, dict):
        return str(error.get("detail") or error.get("message") or "")
    return str(error or "")
