import pytest

from api.presenters.preview import present_preview
from tests.adapters.recorded import DIALECT
from vehicle_pipeline.spreadsheets.judged_rows import Judgement
from vehicle_pipeline.spreadsheets.preview import Preview, Refusal


@pytest.mark.parametrize(
    ("total", "records", "codes", "is_whole"),
    [
        (30, 30, ["preview_rejected", "preview_duplicate"], True),
        (90, 30, ["preview_of_part", "preview_rejected", "preview_duplicate"], False),
        (None, 30, ["preview_of_head", "preview_rejected", "preview_duplicate"], False),
    ],
)
@pytest.mark.parametrize("language", ["pt", "en"])
def test_counts_say_what_they_are_counts_of(
    total: int | None, records: int, codes: list[str], is_whole: bool, language: str
) -> None:
    judgement = Judgement(records=records, rejected=5, duplicate=4, codes={"invalid_plate": 5})
    seen = Preview(dialect=DIALECT, total_rows=total, rows=[], judgement=judgement)
    shown = present_preview("frota.csv", 7, seen, language)  # type: ignore[arg-type]
    assert [problem.code for problem in shown.problems] == codes
    for problem in shown.problems:
        assert "30" in problem.message
        assert "{" not in problem.message
    assert shown.faults.is_whole is is_whole
    assert shown.is_whole is (total is not None)


def test_of_a_file_that_cannot_be_imported_nothing_is_counted() -> None:
    refusal = Refusal(code="no_rows", params={})
    seen = Preview(
        dialect=DIALECT, total_rows=None, rows=[], judgement=Judgement(), refusal=refusal
    )
    shown = present_preview("frota.csv", 7, seen, "pt")
    assert shown.problems == []
    assert shown.faults.is_whole is False
    assert shown.error is not None
    assert "nenhuma linha" in shown.error.message
