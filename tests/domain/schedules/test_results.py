from hypothesis import given
from hypothesis import strategies as st

from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.domain.schedules.results import result_of
from vehicle_pipeline.schedule_contracts import ObjectState

GOOD = [ObjectState.IMPORTED, ObjectState.SAME_CONTENT]
BAD = [ObjectState.REFUSED, ObjectState.FAILED]
counts = st.integers(0, 5)


@given(st.lists(st.sampled_from([*GOOD, *BAD])), counts, counts)
def test_an_occurrence_ends_by_what_became_of_its_objects(
    settled: list[ObjectState], growing: int, unreadable: int
) -> None:
    result = result_of(settled, growing, unreadable)
    good = [state for state in settled if state in GOOD]
    if good:
        assert result.state == "done"
    elif settled:
        assert result.state == "failed"
    else:
        assert result.state == "nothing_new"
    # What grows is said where there is nothing else.
    is_silent = len(good) == len(settled) and not unreadable and (settled or not growing)
    assert (result.reason is None) is bool(is_silent)


@given(st.lists(st.sampled_from(BAD)), counts, counts)
def test_whatever_is_not_plain_is_said_in_both_languages(
    settled: list[ObjectState], growing: int, unreadable: int
) -> None:
    result = result_of(settled, growing, unreadable)
    if result.reason:
        pt, en = (sentence(result.reason, result.params, each) for each in ("pt", "en"))
        assert pt != en
        assert str(result.params["count"]) in pt
