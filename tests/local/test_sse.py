from vehicle_pipeline.local.sse import ServerSentEvent, parse


def test_events_have_a_name_data_and_the_position_after_them() -> None:
    lines = ["id: 7", "event: job_status", 'data: {"a": 1}', ""]

    assert list(parse(lines)) == [ServerSentEvent("job_status", '{"a": 1}', "7")]


def test_an_event_without_an_id_keeps_the_position_of_the_one_before() -> None:
    lines = ["id: 7", "data: a", "", "data: b", ""]

    assert [event.last_id for event in parse(lines)] == ["7", "7"]


def test_the_position_of_an_earlier_connection_is_kept() -> None:
    assert [event.last_id for event in parse(["data: a", ""], "41")] == ["41"]


def test_comments_and_unknown_fields_are_not_events() -> None:
    lines = [": heartbeat", "", "retry: 1000", "", "whatever", ""]

    assert list(parse(lines)) == []


def test_several_data_lines_are_one_text_and_only_one_space_is_dropped() -> None:
    lines = ["data:a", "data:  b", "data", ""]

    assert [event.data for event in parse(lines)] == ["a\n b\n"]


def test_an_event_cut_off_by_a_lost_connection_is_dropped() -> None:
    assert list(parse(["data: whole", "", "data: half"])) == [
        ServerSentEvent("message", "whole", None)
    ]
