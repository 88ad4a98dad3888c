"""Schedules by the name or the id that a person types."""

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from vehicle_pipeline.local.errors import NoSuchScheduleError
from vehicle_pipeline.local.typed import as_typed, whole_number

if TYPE_CHECKING:
    from vehicle_pipeline.local.api_client import ApiClient

PATH = "/schedules"

Wanted = Annotated[
    str, typer.Argument(metavar="AGENDAMENTO", help="Nome ou identificador do agendamento.")
]
Number = Annotated[
    int,
    typer.Argument(
        parser=whole_number(1, 2**63 - 1), metavar="ID", help="Número, como a lista o mostra."
    ),
]
Skip = Annotated[int, typer.Option(parser=whole_number(0), metavar="N", help="Quantos pular.")]
Limit = Annotated[
    int, typer.Option(parser=whole_number(1, 500), metavar="N", help="Quantos mostrar.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Escreve só a resposta, em JSON.")]


def schedule_of(api: "ApiClient", typed: str) -> dict[str, Any]:
    """Return the schedule of a name or an id; raises NoSuchScheduleError."""
    with suppress(ValueError):
        found: dict[str, Any] = api.request("GET", f"{PATH}/{UUID(typed)}")
        return found
    name = as_typed(typed).strip()
    # An empty name would be no filter.
    items = api.request("GET", PATH, name=name)["items"] if name else []
    if not items:
        raise NoSuchScheduleError(typed)
    (found,) = items
    return found


def path_of(api: "ApiClient", typed: str) -> str:
    """Return the path of the schedule of a name or an id; raises NoSuchScheduleError."""
    return f"{PATH}/{schedule_of(api, typed)['id']}"
