"""Options that are typed once for each name, as `--mapping placa="Nr. Placa"`."""

from collections.abc import Iterable

from vehicle_pipeline.local.errors import BadUsageError
from vehicle_pipeline.local.typed import as_typed


def pairs(option: str, example: str, typed: Iterable[str]) -> dict[str, str]:
    """Return the value of each name; raises BadUsageError, which shows the example."""
    found: dict[str, str] = {}
    for text in map(as_typed, typed):
        name, sign, value = text.partition("=")
        if not sign or name.strip() in found:
            raise BadUsageError(
                f"Não entendi {option} {text}: diga uma vez por campo, como em {option} {example}."
            )
        found[name.strip()] = value
    return found


def number(text: str) -> float | str:
    """A number, with a decimal point or comma; any other text is left to the rule that judges."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text
