"""What is wrong with the parameters of a request, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError

from api.language import say
from api.schemas.problem import FieldError
from vehicle_pipeline.domain.messages import Language, sentence
from vehicle_pipeline.errors import BadOptionError, BadScheduleError, ScheduleFaultsError

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

_FIELD_OF = {
    **dict.fromkeys(("bad_cron", "too_often", "never_due"), "cron"),
    "bad_timezone": "timezone",
    "bad_glob": "glob",
    "bad_name": "name",
    "bad_webhook": "webhook",
}


def field_of(fault: BadScheduleError | BadOptionError) -> str:
    """Return the field of a schedule that a fault is about."""
    if isinstance(fault, BadOptionError):
        return str(fault.params.get("field", "mapping"))
    is_of_import = str(fault.params.get("reason", "")).startswith("source_import")
    return _FIELD_OF.get(fault.code, "import" if is_of_import else "location")


def schedule_errors(error: ScheduleFaultsError, language: Language) -> list[FieldError]:
    """Return each field of a schedule that makes no sense, with the reason."""
    return [
        FieldError(field=field_of(fault), reason=say(fault.code, fault.params, language))
        for fault in error.faults
    ]


def field_errors(error: RequestValidationError, language: Language) -> list[FieldError]:
    """Return each parameter concerned with what would be allowed."""
    return [
        FieldError(field=field, reason=_reason(fault, language))
        for field, fault in _first_faults(error).items()
    ]


def names(error: RequestValidationError) -> str:
    """Return the parameters concerned, with the values they take where they can be listed."""
    values = {field: _values(fault) for field, fault in _first_faults(error).items()}
    return ", ".join(f"{field} ({those})" if those else field for field, those in values.items())


def _first_faults(error: RequestValidationError) -> dict[str, Mapping[str, Any]]:
    """Return the first fault of each field: a list whose values are wrong counts as short, too."""
    found: dict[str, Mapping[str, Any]] = {}
    for fault in error.errors():
        found.setdefault(_field(fault, error.body), fault)
    return found


def _reason(fault: Mapping[str, Any], language: Language) -> str:
    kind = _SAME.get(fault["type"], fault["type"])
    params = {**fault.get("ctx", {}), "values": _values(fault)}
    if kind == "string_too_short" and params["min_length"] > 1:
        kind = "string_shorter"
    try:
        return sentence(f"parameter_{kind}", params, language)
    except KeyError:
        return sentence("parameter_invalid", {}, language)


def _field(fault: Mapping[str, Any], body: Any) -> str:
    """The parameter's name; of a name in an object that is wrong itself, the object's.

    pydantic puts the branches of a union among the names: what is wrong is at those names alone
    that lead through the body to the value that was refused.
    """
    # Of a list, its name: the places in it have none.
    places = [place for place in fault["loc"] if isinstance(place, str)]
    if places[-1] == "[key]":
        return places[-2]
    if fault["type"] == "missing" or not isinstance(body, Mapping):
        return places[-1]
    inner = places[1:] if places[0] == "body" else places
    refused = (name for name, value in _reached(body, inner) if value == fault.get("input"))
    return next(refused, places[-1])


def _reached(value: Any, places: Sequence[Any], name: str = "body") -> Iterator[tuple[str, Any]]:
    """Yield what any of `places`, in their order, lead to, by its name; the longest ways first."""
    if not places:
        yield name, value
        return
    if isinstance(value, Mapping) and places[0] in value:
        yield from _reached(value[places[0]], places[1:], str(places[0]))
    yield from _reached(value, places[1:], name)


def _values(fault: Mapping[str, Any]) -> str:
    if fault["type"] not in ("enum", "literal_error"):
        return ""
    return str(fault["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
