"""What is said of a variable that cannot be used: its name, and what would be right."""

import math

import pytest
from pydantic import ValidationError

from vehicle_pipeline.local.setting_faults import UNEXPLAINED, sentence
from vehicle_pipeline.settings import Settings

WRONG = ("?? ??", "-1", "0", "1e999", "9" * 15, "nan", "ftp://x", "x" * 3_000, "http://", "a,b c")
NUMBERS = [
    name for name, field in Settings.model_fields.items() if field.annotation in (int, float)
]


def faults_of(name: str, value: str) -> list[str]:
    """The sentences about one variable, whose neighbours are as they should be."""
    beside = {"webhook_url": "https://example.com"} if name == "webhook_secret" else {}
    try:
        Settings(**{name: value, **beside})
    except ValidationError as error:
        return [sentence(fault) for fault in error.errors()]
    return []


@pytest.mark.parametrize("name", Settings.model_fields)
def test_of_every_variable_it_is_said_what_would_be_right(name: str) -> None:
    said = [fault for value in WRONG for fault in faults_of(name, value)]
    assert all(fault.startswith(f"{name.upper()}: use ") for fault in said)
    assert not any(UNEXPLAINED in fault for fault in said)


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_is_bounded_on_both_sides(name: str) -> None:
    for value in (-math.inf, -1, math.inf, 1e18):
        assert faults_of(name, str(value) if math.isinf(value) else str(int(value))), value


def test_a_list_names_each_value_that_there_is() -> None:
    (fault,) = faults_of("webhook_events", "completed,sumiu")
    assert fault == "WEBHOOK_EVENTS: use 'completed', 'failed', 'held' ou 'undone'"


def test_a_short_secret_is_not_repeated() -> None:
    (fault,) = faults_of("webhook_secret", "curto")
    assert "16 caracteres" in fault
    assert "curto" not in fault
