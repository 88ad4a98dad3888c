"""`vehicle-pipeline vehicles` and `template`: the vehicles, and the workbook to fill in."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from vehicle_pipeline.contracts import CsvDialect
from vehicle_pipeline.domain.outside_text import printable
from vehicle_pipeline.local import output
from vehicle_pipeline.local.api_access import ApiUrl, DataDirOption, console, opened_api
from vehicle_pipeline.local.command_line import reporting
from vehicle_pipeline.local.files import new_file
from vehicle_pipeline.local.narrator import Narrator
from vehicle_pipeline.local.showing import show_rest
from vehicle_pipeline.local.typed import file_to_make, one_of, whole_number

TEMPLATE = Path("modelo-veiculos.xlsx")
# 45,000.00 -> 45.000,00
_AS_WRITTEN_HERE = str.maketrans(",.", ".,")
_YEAR = whole_number(0, 9999)
_LIMIT = 50


def vehicles(
    placa: Annotated[
        str | None, typer.Option(metavar="TEXTO", help="Placa inteira, antiga ou Mercosul.")
    ] = None,
    modelo: Annotated[str | None, typer.Option(metavar="TEXTO", help="Parte do modelo.")] = None,
    ano_min: Annotated[
        int | None, typer.Option(parser=_YEAR, metavar="ANO", help="A partir deste ano.")
    ] = None,
    ano_max: Annotated[
        int | None, typer.Option(parser=_YEAR, metavar="ANO", help="Até este ano.")
    ] = None,
    valor_fipe_min: Annotated[
        str | None, typer.Option(metavar="VALOR", help="A partir deste valor, como 45000.00.")
    ] = None,
    valor_fipe_max: Annotated[
        str | None, typer.Option(metavar="VALOR", help="Até este valor, como 45000.00.")
    ] = None,
    skip: Annotated[
        int, typer.Option(parser=whole_number(0), metavar="N", help="Quantos pular.")
    ] = 0,
    limit: Annotated[
        int, typer.Option(parser=whole_number(1, 500), metavar="N", help="Quantos mostrar.")
    ] = _LIMIT,
    data_dir: DataDirOption = None,
    api_url: ApiUrl = None,
    as_json: Annotated[bool, typer.Option("--json", help="Escreve só a lista, em JSON.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            parser=file_to_make(".csv", ".xlsx", ".parquet"),
            metavar="ARQUIVO",
            help="Grava todos num arquivo .csv, .xlsx ou .parquet.",
        ),
    ] = None,
    dialect: Annotated[
        CsvDialect | None,
        typer.Option(
            parser=one_of(CsvDialect),
            metavar="DIALETO",
            help="Do .csv: plain (vírgula e ponto decimal) ou pt-br (como o Excel no Brasil abre).",
        ),
    ] = None,
) -> None:
    """Lista veículos cadastrados, ou grava-os num arquivo."""
    wanted = {"placa": placa, "modelo": modelo, "ano_min": ano_min, "ano_max": ano_max}
    wanted |= {"valor_fipe_min": valor_fipe_min, "valor_fipe_max": valor_fipe_max}
    given: dict[str, Any] = {name: value for name, value in wanted.items() if value is not None}
    if out is not None or dialect is not None:
        misuse = _misuse(out, dialect, is_paged=skip > 0 or limit != _LIMIT or as_json)
        with opened_api(data_dir, api_url, misuse) as api:
            assert out is not None
            suffix = out.suffix.lower()
            api.download(f"/vehicles{suffix}", out, **given, **_of_csv(dialect))
        console().print(Text(f"Veículos gravados em {out}."))
        return
    with opened_api(data_dir, api_url) as api:
        page = api.request("GET", "/vehicles", skip=skip, limit=limit, **given)
    if as_json:
        output.print_json(page)
    else:
        show(console(), page)


def _misuse(out: Path | None, dialect: CsvDialect | None, *, is_paged: bool) -> str | None:
    """Return why options do not go together, or None."""
    if out is None:
        return "--dialect é de um arquivo; indique-o com --out ARQUIVO.csv."
    if dialect is not None and out.suffix.lower() != ".csv":
        return f"--dialect é só de arquivos .csv; num {out.suffix} os números são números."
    return "--out grava todos; não cabe com --skip, --limit ou --json." if is_paged else None


def _of_csv(dialect: CsvDialect | None) -> dict[str, str]:
    return {} if dialect is None else {"dialect": dialect}


def template(
    out: Annotated[
        Path,
        typer.Option(
            "--out", parser=file_to_make(".xlsx"), metavar="ARQUIVO", help="Onde gravá-lo."
        ),
    ] = TEMPLATE,
) -> None:
    """Grava uma planilha modelo, para preencher e importar."""
    from vehicle_pipeline.spreadsheets import template

    with reporting(Narrator(Console(stderr=True))):
        with new_file(out) as file:
            file.write(template.template(datetime.now(UTC).year))
        console().print(Text(f"Modelo gravado em {out}."))


def show(to: Console, page: dict[str, Any]) -> None:
    """Show a page of vehicles, or that there is none."""
    items = page["items"]
    if not items:
        none = "Nenhum veículo encontrado." if page["total"] == 0 else "Não há mais veículos."
        to.print(none)
        return
    to.print(_table(items), soft_wrap=False)
    show_rest(to, page)


def _table(items: list[dict[str, Any]]) -> Table:
    table = Table("Placa", "Modelo", "Ano", "Valor FIPE (R$)", "Arquivo", "Linha")
    for item in items:
        origin = item["origin"]
        price = f"{Decimal(item['valor_fipe']):,.2f}".translate(_AS_WRITTEN_HERE)
        cells = (item["placa"], item["modelo"], item["ano"], price)
        where = (origin["filename"] or "—", origin["row_number"])
        table.add_row(*(Text(printable(str(cell))) for cell in (*cells, *where)))
    return table
