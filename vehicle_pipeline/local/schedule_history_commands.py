"""`vehicle-pipeline schedules occurrences`, `replay`, `objects` and `import-again`."""

from typing import Annotated, Any

import typer

from vehicle_pipeline.local import output
from vehicle_pipeline.local import schedule_view as view
from vehicle_pipeline.local.api_access import ApiUrl, DataDirOption, console, opened_api
from vehicle_pipeline.local.schedule_access import AsJson, Limit, Number, Skip, Wanted, path_of
from vehicle_pipeline.local.showing import show_done
from vehicle_pipeline.local.typed import one_of
from vehicle_pipeline.schedule_contracts import ObjectState, OccurrenceState


def occurrences(
    schedule: Wanted,
    state: Annotated[
        OccurrenceState | None,
        typer.Option(
            parser=one_of(OccurrenceState),
            metavar="|".join(OccurrenceState),
            help="Só os neste estado.",
        ),
    ] = None,
    skip: Skip = 0,
    limit: Limit = 50,
    data_dir: DataDirOption = None,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Lista os horários de um agendamento e o que foi de cada um, o último primeiro."""
    with opened_api(data_dir, api_url) as api:
        path = f"{path_of(api, schedule)}/occurrences"
        page = api.request("GET", path, skip=skip, limit=limit, **_of(state))
    if as_json:
        output.print_json(page)
    else:
        view.show_occurrences(console(), page)


def replay(
    schedule: Wanted,
    occurrence: Number,
    data_dir: DataDirOption = None,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Executa (de novo) um horário que passou."""
    with opened_api(data_dir, api_url) as api:
        path = f"{path_of(api, schedule)}/occurrences/{occurrence}/replay"
        replayed = api.request("POST", path)
    if as_json:
        output.print_json(replayed)
    else:
        view.show_asked_for(console(), replayed)


def objects(
    schedule: Wanted,
    state: Annotated[
        ObjectState | None,
        typer.Option(
            parser=one_of(ObjectState), metavar="|".join(ObjectState), help="Só os neste estado."
        ),
    ] = None,
    skip: Skip = 0,
    limit: Limit = 50,
    data_dir: DataDirOption = None,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Lista os arquivos que a origem mostrou e o que foi de cada um, o mais novo primeiro."""
    with opened_api(data_dir, api_url) as api:
        path = f"{path_of(api, schedule)}/objects"
        page = api.request("GET", path, skip=skip, limit=limit, **_of(state))
    if as_json:
        output.print_json(page)
    else:
        view.show_objects(console(), page)


def import_again(
    schedule: Wanted,
    object_id: Number,
    data_dir: DataDirOption = None,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Importa de novo um arquivo da origem, mesmo que o conteúdo já tenha sido importado."""
    with opened_api(data_dir, api_url) as api:
        again = api.request("POST", f"{path_of(api, schedule)}/objects/{object_id}/import")
    if as_json:
        output.print_json(again)
        return
    is_soon = again["occurrence"] is not None
    when = (
        "em até um minuto" if is_soon else "quando o agendamento, que está pausado, for executado"
    )
    show_done(console(), f"{again['key']} será importado de novo {when}.")


def _of(state: str | None) -> dict[str, Any]:
    return {} if state is None else {"state": state}
