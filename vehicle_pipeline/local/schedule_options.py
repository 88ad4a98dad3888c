"""Options of `vehicle-pipeline schedules add` and `edit`."""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from vehicle_pipeline.contracts import ConflictPolicy
from vehicle_pipeline.local.typed import identifier, one_of
from vehicle_pipeline.schedule_contracts import MissedPolicy, Pick
from vehicle_pipeline.webhook_contracts import ImportEvent


def _source(help_: str, **more: Any) -> Any:
    """An option about where the files come from."""
    return typer.Option(help=help_, rich_help_panel="Origem", **{"metavar": "TEXTO", **more})


def _reading(help_: str) -> Any:
    """An option that says how to read the files."""
    panel = "Leitura dos arquivos (o que faltar é detectado)"
    return typer.Option(help=help_, metavar="TEXTO", rich_help_panel=panel)


def _told(help_: str, **more: Any) -> Any:
    """An option about who is told what becomes of the imports."""
    return typer.Option(help=help_, rich_help_panel="Avisos (webhook)", **more)


_CRON = typer.Option(
    metavar="TEXTO", help="Minuto, hora, dia, mês e dia da semana, como '0 6 1 * *'."
)
Cron = Annotated[str, _CRON]
NewCron = Annotated[str | None, _CRON]
Zone = Annotated[
    str | None, typer.Option(metavar="TEXTO", help="Fuso horário, como America/Sao_Paulo.")
]
Location = Annotated[str | None, _source("Pasta (caminho completo) ou s3://bucket/pasta.")]
Glob = Annotated[str | None, _source("Nomes dos arquivos, como *.xlsx ou **/*.csv.")]
PickOption = Annotated[
    Pick | None,
    _source(
        "Todos os novos (new) ou só o mais novo (newest).",
        parser=one_of(Pick),
        metavar="|".join(Pick),
    ),
]
Upload = Annotated[
    UUID | None,
    typer.Option(
        "--import",
        parser=identifier,
        metavar="ID",
        help="O arquivo de uma importação anterior.",
        rich_help_panel="Origem",
    ),
]
Policy = Annotated[
    ConflictPolicy | None,
    typer.Option(
        parser=one_of(ConflictPolicy),
        metavar="|".join(ConflictPolicy),
        help="O que fazer com placas já cadastradas.",
    ),
]
Missed = Annotated[
    MissedPolicy | None,
    typer.Option(
        parser=one_of(MissedPolicy),
        metavar="|".join(MissedPolicy),
        help="Horários perdidos que são recuperados: nenhum, o último, todos.",
    ),
]
Limits = Annotated[
    list[str] | None,
    typer.Option(
        metavar="LIMITE",
        help="Limite além do qual a importação é retida, como max_rejected_share=0.1; pode ser "
        "repetida.",
    ),
]
Encoding = Annotated[str | None, _reading("Codificação: utf-8, windows-1252…")]
Delimiter = Annotated[str | None, _reading("Separador: , ; | ou tab.")]
Decimal = Annotated[str | None, _reading("Sinal decimal: comma ou dot.")]
Sheet = Annotated[str | None, _reading("Nome da aba de uma planilha do Excel.")]
HeaderRow = Annotated[str | None, _reading("Linha do cabeçalho; a primeira é 1.")]
Mapping = Annotated[
    list[str] | None,
    _reading('Coluna de um campo, como placa="Nr. Placa"; pode ser repetida.'),
]
Column = Annotated[
    list[str] | None,
    _reading("Coluna de um campo pela posição, se não tem nome ou o repete, como placa=C."),
]
Receiver = Annotated[
    str | None,
    _told("Endereço que recebe o que aconteceu com cada importação.", metavar="URL"),
]
Events = Annotated[
    list[ImportEvent] | None,
    _told(
        "O que é avisado; pode ser repetida. Sem ela, tudo.",
        parser=one_of(ImportEvent),
        metavar="|".join(ImportEvent),
    ),
]
SecretFile = Annotated[
    Path | None,
    _told(
        "Arquivo com o segredo que assina os avisos, de 16 caracteres ou mais.", metavar="ARQUIVO"
    ),
]
