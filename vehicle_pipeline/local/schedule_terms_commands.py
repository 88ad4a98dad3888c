"""`vehicle-pipeline schedules add` and `edit`: what a schedule says."""

from typing import Annotated, Any
from uuid import UUID

import typer

from vehicle_pipeline.local import output, schedule_form
from vehicle_pipeline.local import schedule_options as options
from vehicle_pipeline.local import schedule_view as view
from vehicle_pipeline.local.api_access import ApiUrl, DataDirOption, console, opened_api
from vehicle_pipeline.local.errors import BadUsageError
from vehicle_pipeline.local.mapped_columns import mapped_columns
from vehicle_pipeline.local.schedule_access import PATH, AsJson, Wanted, schedule_of
from vehicle_pipeline.local.showing import show_done


def add(
    name: Annotated[str, typer.Argument(metavar="NOME", help="Nome do agendamento.")],
    cron: options.Cron,
    timezone: options.Zone = None,
    location: options.Location = None,
    glob: options.Glob = None,
    pick: options.PickOption = None,
    upload: options.Upload = None,
    on_conflict: options.Policy = None,
    missed: options.Missed = None,
    guard: options.Limits = None,
    paused: Annotated[bool, typer.Option("--paused", help="Cria-o já pausado.")] = False,
    encoding: options.Encoding = None,
    delimiter: options.Delimiter = None,
    decimal: options.Decimal = None,
    sheet: options.Sheet = None,
    header_row: options.HeaderRow = None,
    mapping: options.Mapping = None,
    column: options.Column = None,
    webhook: options.Receiver = None,
    webhook_event: options.Events = None,
    webhook_secret_file: options.SecretFile = None,
    data_dir: DataDirOption = None,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Cria um agendamento; o primeiro horário é o próximo."""
    is_clear = (location is None) is not (upload is None)
    misuse = None if is_clear else "Diga de onde vêm os arquivos: --location ou --import."
    with opened_api(data_dir, api_url, misuse) as api:
        terms = schedule_form.terms(
            {},
            source=_typed_source(location, glob, pick, upload),
            reading=_typed_reading(encoding, delimiter, decimal, sheet, header_row),
            mapping=mapped_columns(mapping or [], column or []),
            guard=guard or [],
            name=name,
            cron=cron,
            timezone=timezone,
            on_conflict=on_conflict,
            missed=missed,
        ) | schedule_form.webhook(webhook, webhook_event or [], webhook_secret_file)
        made = api.request("POST", PATH, body={**terms, "enabled": not paused})
    _show(made, "criado", as_json=as_json)


def edit(
    schedule: Wanted,
    name: Annotated[str | None, typer.Option(metavar="TEXTO", help="Novo nome.")] = None,
    cron: options.NewCron = None,
    timezone: options.Zone = None,
    location: options.Location = None,
    glob: options.Glob = None,
    pick: options.PickOption = None,
    upload: options.Upload = None,
    on_conflict: options.Policy = None,
    missed: options.Missed = None,
    guard: options.Limits = None,
    encoding: options.Encoding = None,
    delimiter: options.Delimiter = None,
    decimal: options.Decimal = None,
    sheet: options.Sheet = None,
    header_row: options.HeaderRow = None,
    mapping: options.Mapping = None,
    column: options.Column = None,
    webhook: options.Receiver = None,
    webhook_event: options.Events = None,
    webhook_secret_file: options.SecretFile = None,
    data_dir: DataDirOption = None,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Muda só o que for dito, para os horários que vêm; um texto vazio retira uma opção."""
    with opened_api(data_dir, api_url) as api:
        before = schedule_of(api, schedule)
        changes = schedule_form.terms(
            before,
            source=_typed_source(location, glob, pick, upload),
            reading=_typed_reading(encoding, delimiter, decimal, sheet, header_row),
            mapping=mapped_columns(mapping or [], column or []),
            guard=guard or [],
            name=name,
            cron=cron,
            timezone=timezone,
            on_conflict=on_conflict,
            missed=missed,
        ) | schedule_form.webhook(webhook, webhook_event or [], webhook_secret_file)
        if not changes:
            raise BadUsageError("Diga o que mudar, como --cron '0 6 1 * *'.")
        changed = api.request("PATCH", f"{PATH}/{before['id']}", body=changes)
    _show(changed, "mudado", as_json=as_json)


def _show(schedule: dict[str, Any], done: str, *, as_json: bool) -> None:
    """Show a schedule after what was `done` with it."""
    if as_json:
        output.print_json(schedule)
        return
    show_done(console(), f"{schedule['name']}: {done}.")
    view.show_schedule(console(), schedule)


def _typed_source(
    location: str | None, glob: str | None, pick: str | None, upload: UUID | None
) -> dict[str, str | None]:
    place = {"location": location, "glob": glob, "pick": pick}
    return {**place, "import": None if upload is None else str(upload)}


def _typed_reading(
    encoding: str | None,
    delimiter: str | None,
    decimal: str | None,
    sheet: str | None,
    header_row: str | None,
) -> dict[str, str | None]:
    of_text = {"encoding": encoding, "delimiter": delimiter, "decimal": decimal}
    return {**of_text, "sheet": sheet, "header_row": header_row}
