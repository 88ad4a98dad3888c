"""Dead letters as a person reads them in a terminal."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from vehicle_pipeline.contracts import ImportStatus
from vehicle_pipeline.domain.outside_text import printable
from vehicle_pipeline.local.import_view import STATUS_NAMES
from vehicle_pipeline.local.showing import local_time, show_done, show_rest

Letter = dict[str, Any]


def show_page(console: Console, page: dict[str, Any], *, redriven: bool) -> None:
    """Show a page of the list, or that there is none."""
    items = page["items"]
    if not items:
        none = "Nenhuma mensagem reenviada." if redriven else "Nenhuma mensagem morta."
        console.print(none if page["total"] == 0 else "Não há mais mensagens.")
        return
    console.print(_table(items), soft_wrap=False)
    show_rest(console, page, "outras")


def _table(items: list[Letter]) -> Table:
    table = Table()
    # To be copied into the next command, so never cut.
    table.add_column("ID", no_wrap=True)
    for title in ("Recolhida", "Arquivo", "Motivo"):
        table.add_column(title, overflow="fold")
    for letter in items:
        cells = (local_time(letter["collected_at"]), letter["filename"] or "—", letter["reason"])
        table.add_row(letter["id"], *(Text(printable(cell)) for cell in cells))
    return table


def show_letter(console: Console, letter: Letter) -> None:
    """Show a letter with its whole body."""
    rows = Table.grid(padding=(0, 2))
    for label, text in _fields(letter):
        rows.add_row(label, Text(printable(text)))
    console.print(rows)
    console.print(Text(printable(letter["body"])))


def _fields(letter: Letter) -> list[tuple[str, str]]:
    return [
        ("Mensagem morta", letter["id"]),
        ("No SQS", letter["message_id"]),
        ("Importação", _import(letter)),
        ("Motivo", letter["reason"]),
        ("Entregas", str(letter["receive_count"])),
        ("Enviada", local_time(letter["sent_at"])),
        ("Recolhida", local_time(letter["collected_at"])),
        ("Reenviada", local_time(letter["redriven_at"])),
        ("Conteúdo", f"{letter['body_size']} bytes:"),
    ]


def _import(letter: Letter) -> str:
    if letter["import_status"] is None:
        return letter["job_id"] or "—"
    status = STATUS_NAMES[ImportStatus(letter["import_status"])]
    return f"{letter['job_id']} ({letter['filename']}, {status})"


def show_report(console: Console, report: dict[str, Any]) -> None:
    """Show what became of all letters."""
    if not (report["redriven"] or report["not_redriven"]):
        console.print("Nenhuma mensagem morta.")
        return
    show_done(console, f"Mensagens reenviadas: {report['redriven']}")
    for letter in report["not_redriven"]:
        console.print(
            Text.assemble(("✗", "red"), f" {letter['id']}: {printable(letter['message'])}")
        )
