import datetime as dt

import pytest

from vehicle_pipeline.spreadsheets.confined.cell_texts import text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", ""),
        (" Gol ", " Gol "),
        (2020.0, "2020"),
        (-3.0, "-3"),
        (45.125, "45.125"),
        (7, "7"),
        (True, "VERDADEIRO"),
        (False, "FALSO"),
        (float("inf"), "inf"),
        (dt.date(2021, 3, 4), "2021-03-04"),
        (dt.datetime(2021, 3, 4, 5, 6), "2021-03-04 05:06:00"),  # noqa: DTZ001
        (dt.time(5, 6), "05:06:00"),
        (dt.timedelta(hours=5), "5:00:00"),
        (dt.timedelta(days=10, hours=15, minutes=10, seconds=10), "255:10:10"),
        (-dt.timedelta(minutes=1), "-0:01:00"),
    ],
)
def test_a_cell_is_shown_as_people_read_it(value: object, expected: str) -> None:
    assert text(value) == expected
