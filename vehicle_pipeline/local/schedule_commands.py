"""`vehicle-pipeline schedules`: seeing, pausing, running and removing them."""

import typer

from vehicle_pipeline.local import output, schedule_history_commands, schedule_terms_commands
from vehicle_pipeline.local import schedule_view as view
from vehicle_pipeline.local.api_access import ApiUrl, DataDirOption, console, opened_api
from vehicle_pipeline.local.help_pages import Command
from vehicle_pipeline.local.schedule_access import (
    PATH,
    AsJson,
    Limit,
    Skip,
    Wanted,
    path_of,
    schedule_of,
)
from vehicle_pipeline.local.showing import show_done
from vehicle_pipeline.local.usage import Commands

app = typer.Typer(
    cls=Commands,
    help="Importações agendadas: criar, ver, pausar, executar.",
    no_args_is_help=True,
)


@app.command("list", cls=Command)
def list_(
    skip: Skip = 0,
    limit: Limit = 50,
    data_dir: DataDirOption = None,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Lista os agendamentos, por nome."""
    with opened_api(data_dir, api_url) as api:
        page = api.request("GET", PATH, skip=skip, limit=limit)
    if as_json:
        output.print_json(page)
    else:
        view.show_page(console(), page)


@app.command(cls=Command)
def show(
    schedule: Wanted,
    data_dir: DataDirOption = None,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Mostra um agendamento inteiro, com as próximas cinco vezes."""
    with opened_api(data_dir, api_url) as api:
        found = schedule_of(api, schedule)
    if as_json:
        output.print_json(found)
    else:
        view.show_schedule(console(), found)


app.command("add", cls=Command)(schedule_terms_commands.add)
app.command("edit", cls=Command)(schedule_terms_commands.edit)


@app.command(cls=Command)
def pause(
    schedule: Wanted,
    data_dir: DataDirOption = None,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Pausa um agendamento: nenhum horário dele começa."""
    with opened_api(data_dir, api_url) as api:
        paused = api.request("POST", f"{path_of(api, schedule)}/pause")
    if as_json:
        output.print_json(paused)
    else:
        show_done(console(), f"{paused['name']}: pausado. Retome-o com schedules resume.")


@app.command(cls=Command)
def resume(
    schedule: Wanted,
    data_dir: DataDirOption = None,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Retoma um agendamento; --missed diz quais horários da pausa são recuperados."""
    with opened_api(data_dir, api_url) as api:
        resumed = api.request("POST", f"{path_of(api, schedule)}/resume")
    if as_json:
        output.print_json(resumed)
    else:
        when = view.next_time(resumed)
        show_done(console(), f"{resumed['name']}: retomado; a próxima vez é {when}.")


@app.command(cls=Command)
def delete(schedule: Wanted, data_dir: DataDirOption = None, api_url: ApiUrl = None) -> None:
    """Remove um agendamento, com a sua história; as importações dele ficam."""
    with opened_api(data_dir, api_url) as api:
        found = schedule_of(api, schedule)
        api.request("DELETE", f"{PATH}/{found['id']}")
    show_done(console(), f"{found['name']}: removido; as importações que ele fez ficam.")


@app.command(cls=Command)
def run(
    schedule: Wanted,
    data_dir: DataDirOption = None,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Executa um agendamento agora, também um que está pausado."""
    with opened_api(data_dir, api_url) as api:
        occurrence = api.request("POST", f"{path_of(api, schedule)}/run")
    if as_json:
        output.print_json(occurrence)
    else:
        view.show_asked_for(console(), occurrence)


app.command("occurrences", cls=Command)(schedule_history_commands.occurrences)
app.command("replay", cls=Command)(schedule_history_commands.replay)
app.command("objects", cls=Command)(schedule_history_commands.objects)
app.command("import-again", cls=Command)(schedule_history_commands.import_again)
