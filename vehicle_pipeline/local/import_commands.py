"""Commands about one import, by its id."""

from getpass import getuser
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.text import Text

from vehicle_pipeline.local import error_view, import_view, output
from vehicle_pipeline.local.api_access import ApiUrl, DataDirOption, console, opened_api
from vehicle_pipeline.local.typed import as_typed, file_to_make, identifier

ImportId = Annotated[
    UUID, typer.Argument(parser=identifier, metavar="ID", help="Identificador da importação.")
]
By = Annotated[
    str | None,
    typer.Option(metavar="NOME", help="Quem decide; o padrão é o usuário do sistema."),
]
SUFFIXES = (".xlsx", ".csv")


def errors(
    import_id: ImportId,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            parser=file_to_make(*SUFFIXES),
            metavar="ARQUIVO",
            help="Grava as linhas rejeitadas neste arquivo, .xlsx ou .csv, para corrigir e enviar.",
        ),
    ] = None,
    data_dir: DataDirOption = None,
    api_url: ApiUrl = None,
    as_json: Annotated[bool, typer.Option("--json", help="Escreve os motivos em JSON.")] = False,
) -> None:
    """Mostra por que linhas de uma importação foram rejeitadas, ou as grava num arquivo."""
    with opened_api(data_dir, api_url) as api:
        if out and _has_none(api.import_(str(import_id))):
            console().print(Text(f"{error_view.NONE} {out} não foi gravado."))
            return
        if out:
            api.download(f"/imports/{import_id}/errors{out.suffix.lower()}", out)
            console().print(Text(f"Linhas rejeitadas em {out}. Corrija-as e envie esse arquivo."))
            return
        reasons = error_view.reasons(api, str(import_id))
    if as_json:
        output.print_json(reasons)
    else:
        error_view.show(console(), str(import_id), reasons)


def cancel(import_id: ImportId, data_dir: DataDirOption = None, api_url: ApiUrl = None) -> None:
    """Cancela uma importação; o que já foi gravado permanece."""
    with opened_api(data_dir, api_url) as api:
        api.request("POST", f"/imports/{import_id}/cancel")
    console().print(Text(f"Importação {import_id} cancelada; o que já tinha sido gravado fica."))


def reimport(import_id: ImportId, data_dir: DataDirOption = None, api_url: ApiUrl = None) -> None:
    """Importa de novo um arquivo enviado; uma importação interrompida continua de onde estava."""
    with opened_api(data_dir, api_url) as api:
        again = api.request("POST", f"/imports/{import_id}/reimport")
    what = "continua" if again["id"] == str(import_id) else "será importado de novo"
    console().print(Text(f"{again['filename']} {what}: importação {again['id']}, na fila."))


def undo(
    import_id: ImportId,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Só diz o que desfaria.")] = False,
    data_dir: DataDirOption = None,
    api_url: ApiUrl = None,
) -> None:
    """Desfaz uma importação; o que outra gravou depois fica como está."""
    shown = console()
    with opened_api(data_dir, api_url) as api:
        form = {"dry_run": str(dry_run).lower()}
        begun = api.request("POST", f"/imports/{import_id}/undo", form=form)
        import_view.show_progress(shown, begun["filename"], api.events(begun["id"]))
        import_view.show_undo(shown, api.import_(begun["id"]))


def approve(
    import_id: ImportId, by: By = None, data_dir: DataDirOption = None, api_url: ApiUrl = None
) -> None:
    """Aprova uma importação retida: ela continua, se nada tiver mudado desde que foi avaliada."""
    with opened_api(data_dir, api_url) as api:
        approved = api.request("POST", f"/imports/{import_id}/approve", form=_decider(by))
    console().print(Text(f"Importação {import_id} aprovada, na fila."))
    import_view.show_warning(console(), approved, "approved_over_newer")


def discard(
    import_id: ImportId, by: By = None, data_dir: DataDirOption = None, api_url: ApiUrl = None
) -> None:
    """Descarta uma importação retida; nada dela foi gravado."""
    with opened_api(data_dir, api_url) as api:
        api.request("POST", f"/imports/{import_id}/discard", form=_decider(by))
    console().print(Text(f"Importação {import_id} descartada; nada foi gravado."))


def _decider(by: str | None) -> dict[str, str]:
    return {"by": as_typed(by) if by else getuser()}


def _has_none(import_: dict[str, Any]) -> bool:
    """Whether an import is over and no row was rejected."""
    from vehicle_pipeline.local.api_client import is_finished

    return is_finished(import_) and not import_["error_rows"]
