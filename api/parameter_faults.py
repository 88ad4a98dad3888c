"""What is wrong with the parameters of a request, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError

from api.schemas.problem import FieldError
from vehicle_pipeline.domain.messages import Language, sentence

# pydantic has several types of errors for one thing to people.
_SAME = {
    "timezone_aware": "not_rfc_3339",
    "datetime_parsing": "not_rfc_3339",
    "datetime_from_date_parsing": "not_rfc_3339",
    "datetime_object_invalid": "not_rfc_3339",
    "too_long": "string_too_long",
    "uuid_type": "uuid_parsing",
    "bool_type": "bool_parsing",
    "string_unicode": "unstorable_text",
    "float_parsing": "float_type",
    "finite_number": "float_type",
    "int_type": "int_parsing",
    "dict_type": "model_type",
    "model_attributes_type": "model_type",
}


def field_errors(error: RequestValidationError, language: Language) -> list[FieldError]:
    """Return each parameter concerned with what would be allowed."""
    return [
        FieldError(field=_field(fault), reason=_reason(fault, language)) for fault in error.errors()
    ]


def names(error: RequestValidationError) -> str:
    """Return the parameters concerned, with the values they take where they can be listed."""
    return ", ".join(dict.fromkeys(map(_named, error.errors())))


def _reason(fault: Mapping[str, Any], language: Language) -> str:
    kind = _SAME.get(fault["type"], fault["type"])
    params = {**fault.get("ctx", {}), "values": _values(fault)}
    try:
        return sentence(f"parameter_{kind}", params, language)
    except KeyError:
        return sentence("parameter_invalid", {}, language)


def _field(fault: Mapping[str, Any]) -> str:
    """The parameter's name; of a name in an object that is wrong itself, the object's."""
    places = fault["loc"]
    return str(places[-2] if places[-1] == "[key]" else places[-1])


def _named(fault: Mapping[str, Any]) -> str:
    name, values = _field(fault), _values(fault)
    return f"{name} ({values})" if values else name


def _values(fault: Mapping[str, Any]) -> str:
    if fault["type"] not in ("enum", "literal_error"):
        return ""
    return str(fault["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
