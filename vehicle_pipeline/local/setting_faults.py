"""What is wrong with an environment variable, in Portuguese, by the kind that Pydantic names."""

from pydantic_core import ErrorDetails

# Templates for the limits that Pydantic reports.
_BY_TYPE = {
    "int_parsing": "use um número inteiro",
    "int_parsing_size": "use um número inteiro menor",
    "int_from_float": "use um número inteiro",
    "float_parsing": "use um número",
    "finite_number": "use um número",
    "greater_than": "use um número maior que {gt:g}",
    "greater_than_equal": "use {ge} ou mais",
    "less_than_equal": "use no máximo {le}",
    "url_parsing": "use um endereço, como https://example.com",
    "url_scheme": "use um endereço http:// ou https://",
    "url_syntax_violation": "use um endereço, como https://example.com",
    "url_too_long": "use um endereço mais curto",
}
# For the checks of our own.
_BY_FIELD = {
    "allowed_hosts": "use nomes de máquinas ou endereços IP, separados por vírgulas",
    "api_host": "use um nome de máquina ou endereço IP",
    "dagster_host": "use um nome de máquina ou endereço IP",
    "oidc_issuer": "use o endereço do provedor, sem '?' e sem '#'",
    "source_roots": "use caminhos completos de pastas, separados por vírgulas, e nenhum só '/'",
    "cors_origins": "use origens como https://example.com, separadas por vírgulas",
}


def sentence(fault: ErrorDetails) -> str:
    """Return the variable, and what would be right."""
    field = str(fault["loc"][0])
    context = fault.get("ctx", {})
    if fault["type"] == "literal_error":
        right = f"use {context['expected']}".replace(" or ", " ou ")
    else:
        template = _BY_FIELD.get(field) or _BY_TYPE.get(fault["type"], "o valor não serve")
        right = template.format(**context)
    return f"{field.upper()}: {right}"
