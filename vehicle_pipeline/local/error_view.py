"""Why rows of an import were rejected, as a person reads it in a terminal."""

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from vehicle_pipeline.contracts import FaultCode
from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.outside_text import printable
from vehicle_pipeline.domain.shown_numbers import number
from vehicle_pipeline.local.option_names import advised

if TYPE_CHECKING:
    from vehicle_pipeline.local.api_client import ApiClient

# Rows that are shown of each kind of fault.
FIRST_ROWS = 3
NONE = "Nenhuma linha rejeitada."


def reasons(api: "ApiClient", import_id: str) -> dict[str, Any]:
    """Return, by code, how often rows of an import have a fault, and the first of them."""
    path = f"/imports/{import_id}/errors"
    pages = {
        code.value: api.request("GET", path, code=code.value, limit=FIRST_ROWS)
        for code in FaultCode
    }
    return {code: page for code, page in pages.items() if page["total"]}


def show(console: Console, import_id: str, found: dict[str, Any]) -> None:
    """Show each kind of fault with its first rows, and how the rows are had."""
    if not found:
        console.print(NONE)
        return
    for code, page in found.items():
        about = sentence(f"about_{code}", {})
        console.print(Text.assemble((f"{about}: ", "bold"), f"{page['total']}"))
        for item in page["items"]:
            row = number(item["row_number"], "pt")
            console.print(Text(f"  Linha {row}: {printable(_said(item))}"))
        if page["total"] > len(page["items"]):
            console.print(Text("  …"))
    console.print(
        Text(f"Para corrigir e reenviar: vehicle-pipeline errors {import_id} --out erros.xlsx")
    )


def _said(item: dict[str, Any]) -> str:
    """What is wrong with a row, and what it may have meant."""
    meant = f" (sugestão: {item['suggestion']})" if item.get("suggestion") else ""
    return f"{advised(item['message'])}{meant}"
