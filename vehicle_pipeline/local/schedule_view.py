"""Schedules, their due times and their objects as a person reads them in a terminal."""

from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from vehicle_pipeline.contracts import ConflictPolicy, ImportStatus
from vehicle_pipeline.domain.outside_text import printable
from vehicle_pipeline.local.import_view import STATUS_NAMES
from vehicle_pipeline.local.showing import local_time, show_done, show_rest
from vehicle_pipeline.schedule_contracts import MissedPolicy, ObjectState, OccurrenceState

Shown = dict[str, Any]

OCCURRENCE_NAMES = {
    OccurrenceState.DUE: "a começar",
    OccurrenceState.RUNNING: "em execução",
    OccurrenceState.DONE: "concluído",
    OccurrenceState.NOTHING_NEW: "nada novo",
    OccurrenceState.SKIPPED: "pulado",
    OccurrenceState.MISSED: "perdido",
    OccurrenceState.FAILED: "falhou",
}
OBJECT_NAMES = {
    ObjectState.GROWING: "ainda sendo gravado",
    ObjectState.NEW: "novo",
    ObjectState.IMPORTED: "importado",
    ObjectState.SAME_CONTENT: "mesmo conteúdo",
    ObjectState.REFUSED: "recusado",
    ObjectState.FAILED: "falhou",
}
POLICY_NAMES = {
    ConflictPolicy.UPDATE: "são atualizadas",
    ConflictPolicy.SKIP: "ficam como estão",
}
MISSED_NAMES = {
    MissedPolicy.NONE: "nenhum é recuperado",
    MissedPolicy.LATEST: "o último é recuperado",
    MissedPolicy.ALL: "todos são recuperados",
}


def show_page(console: Console, page: Shown) -> None:
    """Show a page of schedules, or that there is none."""
    # Narrow enough that an import's id fits beside it.
    table = _table(_folding("Agendamento"), Column("Situação", overflow="fold", max_width=36))
    for each in page["items"]:
        last = each["last_occurrence"]
        times = [f"próxima: {next_time(each)}", f"última: {_occurrence(last)}" if last else ""]
        what = _lines(each["name"], _source(each["source"]))
        table.add_row(what, _lines(each["cron"], _state(each), *times))
    _show(console, page, table, "Nenhum agendamento.")


def show_occurrences(console: Console, page: Shown) -> None:
    """Show a page of due times, or that there is none."""
    table = _table(_whole("ID"), _folding("Horário"), _whole("Importações"))
    for each in page["items"]:
        state = OCCURRENCE_NAMES[OccurrenceState(each["state"])]
        due = _lines(local_time(each["due_at"]), state, each["reason"])
        made = [text for made in each["imports"] for text in _import(made)]
        table.add_row(str(each["id"]), due, _lines(*made or "—"))
    _show(console, page, table, "Nenhum horário até agora.")


def show_objects(console: Console, page: Shown) -> None:
    """Show a page of a source's objects, or that there is none."""
    table = _table(_whole("ID"), _folding("Arquivo"), _whole("Importação"))
    for each in page["items"]:
        state = OBJECT_NAMES[ObjectState(each["state"])]
        written = (f"{each['size']} bytes", local_time(each["modified_at"]))
        file = _lines(each["key"], *written, state, each["reason"])
        table.add_row(str(each["id"]), file, _lines(each["job_id"] or "—"))
    _show(console, page, table, "A origem não mostrou nenhum arquivo até agora.")


def show_schedule(console: Console, schedule: Shown) -> None:
    """Show a schedule whole."""
    rows = Table.grid(padding=(0, 2))
    for label, text in _fields(schedule):
        rows.add_row(label, _lines(text))
    console.print(rows)


def show_asked_for(console: Console, occurrence: Shown) -> None:
    """Show that an occurrence that somebody asked for is going to start."""
    show_done(console, f"Começa em até um minuto (número {occurrence['id']}).")


def next_time(schedule: Shown) -> str:
    """Return the next time by the clock of the schedule's zone."""
    return _zoned(schedule["next_times"][0]) if schedule["next_times"] else "—"


def _fields(schedule: Shown) -> list[tuple[str, str]]:
    last = schedule["last_occurrence"]
    return [
        ("Agendamento", schedule["name"]),
        ("Identificador", schedule["id"]),
        ("Quando", f"{schedule['cron']} ({schedule['timezone']})"),
        ("Origem", _source(schedule["source"])),
        ("Placas cadastradas", POLICY_NAMES[ConflictPolicy(schedule["on_conflict"])]),
        ("Leitura", _given(schedule["overrides"])),
        ("Limites", _given(schedule["guard"])),
        ("Avisos", _told(schedule["webhook"])),
        ("Horários perdidos", MISSED_NAMES[MissedPolicy(schedule["missed"])]),
        ("Situação", _state(schedule)),
        ("Próximas vezes", "\n".join(map(_zoned, schedule["next_times"]))),
        ("Última", _occurrence(last) if last else "—"),
        *(("Atenção", f"{note['message']}.") for note in schedule["notes"]),
    ]


def _state(schedule: Shown) -> str:
    if because := schedule["not_started_because"]:
        return f"ativo, mas não começa ({because})"
    if schedule["enabled"]:
        return "ativo"
    return f"pausado ({schedule['paused_because']})"


def _source(source: Shown) -> str:
    if "import" in source:
        return f"arquivo da importação {source['import']}"
    pick = "novos" if source["pick"] == "new" else "o mais novo"
    return f"{source['location']} {source['glob']} ({pick})"


def _given(options: Shown) -> str:
    """What was said, of options that may not be."""
    said = [f"{name}={value}" for name, value in options.items() if value not in (None, {})]
    return ", ".join(said) or "—"


def _told(webhook: Shown | None) -> str:
    return f"{webhook['receiver']}: {', '.join(webhook['events'])}" if webhook else "—"


def _occurrence(occurrence: Shown) -> str:
    state = OCCURRENCE_NAMES[OccurrenceState(occurrence["state"])]
    return f"{local_time(occurrence['due_at'])}: {state}"


def _import(made: Shown) -> list[str | None]:
    """The id on a line of its own, and what became of it."""
    status = made["status"]
    return [made["job_id"], status and STATUS_NAMES[ImportStatus(status)]]


def _zoned(moment: str) -> str:
    offset = "UTC" if moment.endswith("Z") else moment[-6:]
    return f"{datetime.fromisoformat(moment):%d/%m/%Y %H:%M} ({offset})"


def _table(*columns: Column) -> Table:
    return Table(*columns, show_lines=True)


def _whole(title: str) -> Column:
    # To be copied into the next command, so never cut: there is room for an id beside the rest.
    return Column(title, no_wrap=True)


def _folding(title: str) -> Column:
    return Column(title, overflow="fold")


def _lines(*texts: str | None) -> Text:
    """One below the other, without those that say nothing."""
    return Text("\n".join(printable(text) for text in texts if text))


def _show(console: Console, page: Shown, table: Table, none: str) -> None:
    if not page["items"]:
        console.print(none if page["total"] == 0 else "Não há mais.")
        return
    console.print(table, soft_wrap=False)
    show_rest(console, page)
