"""What is wrong with an environment variable, in Portuguese, by the kind that Pydantic names."""

from pydantic_core import ErrorDetails

from vehicle_pipeline.webhook_contracts import LEAST_SECRET

# What no template of ours is about.
UNEXPLAINED = "o valor não serve"
# Templates for the limits that Pydantic reports.
_BY_TYPE = {
    "int_parsing": "use um número inteiro",
    "int_parsing_size": "use um número inteiro menor",
    "int_from_float": "use um número inteiro",
    "float_parsing": "use um número",
    "finite_number": "use um número",
    "bool_parsing": "use true ou false",
    "ip_any_network": "use redes como 10.0.0.0/8, separadas por vírgulas",
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
    "trusted_proxies": "use endereços IP ou redes como 10.0.0.0/8, separados por vírgulas",
    "webhook_secret": f"use {LEAST_SECRET} caracteres ou mais, ou remova WEBHOOK_URL",
    "source_roots": "use caminhos completos de pastas, separados por vírgulas, e nenhum só '/'",
    "cors_origins": "use origens como https://example.com, separadas por vírgulas",
}


def sentence(fault: ErrorDetails) -> str:
    """Return the variable, and what would be right."""
    field = str(fault["loc"][0])
    context = fault.get("ctx", {})
    if fault["type"] in ("literal_error", "enum"):
        right = f"use {context['expected']}".replace(" or ", " ou ")
    else:
        template = _BY_FIELD.get(field) or _BY_TYPE.get(fault["type"], UNEXPLAINED)
        right = template.format(**context)
    return f"{field.upper()}: {right}"
