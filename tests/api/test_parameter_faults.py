"""A fault is said of a field that the caller knows, never of a branch of a union."""

from typing import Annotated, Any, Literal

import pytest
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, TypeAdapter, ValidationError

from api.parameter_faults import field_errors
from api.schemas.schedule_terms import NewSchedule
from tests.api.schedules.making import terms


class _Either(BaseModel):
    size: Literal["small", "large"] | Annotated[int, "centimetres"]
    inner: "_Either | Literal['none'] | None" = None


def fields(model: Any, body: Any) -> set[str]:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(model).validate_python(body)
    error = RequestValidationError(caught.value.errors(), body=body)
    return {each.field for each in field_errors(error, "pt")}


@pytest.mark.parametrize(
    ("source", "field"),
    [
        (5, "source"),
        ({"location": 5}, "location"),
        ({"location": "s3://bucket/", "glob": 5}, "glob"),
        ({"glob": "*.xlsx"}, "location"),
        ({"import": "x"}, "import"),
        ({"location": "s3://bucket/", "pick": "all"}, "pick"),
    ],
)
def test_the_kind_of_a_source_is_no_field(source: object, field: str) -> None:
    assert fields(NewSchedule, terms(source=source)) == {field}


@pytest.mark.parametrize(
    ("body", "field"),
    [({"size": "huge"}, "size"), ({"size": 1, "inner": {"size": "huge"}}, "size")],
)
def test_the_branches_of_a_union_are_no_fields(body: object, field: str) -> None:
    assert field in fields(_Either, body)
    assert not {each for each in fields(_Either, body) if "literal" in each or each == "int"}
