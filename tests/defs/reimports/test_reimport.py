"""Occurrences by the real job: what becomes of the objects of a source, and of the imports."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unicodedata import normalize
from uuid import uuid4

import boto3
import dagster as dg
import pytest

from tests.defs.reimports.world import World, rows
from vehicle_pipeline.adapters.schedules.settling import Settling
from vehicle_pipeline.adapters.sources.folder_source import FolderSource
from vehicle_pipeline.contracts import ConflictPolicy, Delimiter, DialectOverrides
from vehicle_pipeline.defs.reimports import reimport
from vehicle_pipeline.domain.schedules.reasons import reasons
from vehicle_pipeline.errors import SourceUnreadableError
from vehicle_pipeline.guard_contracts import Guard
from vehicle_pipeline.schedule_contracts import LocationSource, Occurrence


def test_a_new_file_becomes_an_import_with_all_that_its_schedule_says(world: World) -> None:
    (world.folder / "frota.csv").write_bytes(rows("ABC1C34"))
    guard, overrides = Guard(max_shrink=0.5), DialectOverrides(delimiter=Delimiter.COMMA)
    schedule = world.schedule(on_conflict=ConflictPolicy.SKIP, guard=guard, overrides=overrides)
    occurrence = world.ran(schedule)
    (made,) = world.imports()
    assert (occurrence.state, occurrence.reason, occurrence.job_ids) == ("done", None, [made.id])
    assert (made.filename, made.on_conflict, made.guard) == ("frota.csv", "skip", guard)
    assert made.overrides == overrides
    assert (made.schedule_id, made.occurrence_id) == (schedule.id, occurrence.id)
    assert world.promised() == 1
    assert world.stored() == {made.object_key}
    assert re.fullmatch(r"[0-9a-f-]{36}\.csv", made.object_key)


def test_without_anything_new_nothing_is_made(world: World) -> None:
    (world.folder / "frota.csv").write_bytes(rows("ABC1C34"))
    schedule = world.schedule()
    world.ran(schedule)
    assert world.ran(schedule).state == "nothing_new"
    assert len(world.imports()) == 1


def test_a_file_that_appears_late_with_an_early_time_is_imported(world: World) -> None:
    (world.folder / "b.csv").write_bytes(rows("ABC1C34"))
    schedule = world.schedule()
    world.ran(schedule)
    (world.folder / "a.csv").write_bytes(rows("DEF1D23"))
    os.utime(world.folder / "a.csv", (1_000_000_000, 1_000_000_000))
    assert world.ran(schedule).state == "done"
    assert [each.filename for each in world.imports()] == ["b.csv", "a.csv"]


def test_a_growing_file_waits_until_its_size_stands_still(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = World(
        world.settings.model_copy(update={"source_still_seconds": 3_600}),
        world.database,
        world.tables,
        world.history,
        world.folder,
    )
    (world.folder / "frota.csv").write_bytes(rows("ABC1C34"))
    schedule = world.schedule()
    waiting = patient.ran(schedule)
    assert (waiting.state, waiting.reason, waiting.params) == (
        "nothing_new",
        "objects_growing",
        {"count": 1},
    )
    world.tables.execute("update source_objects set still_since = now() - interval '2 hours'")
    assert patient.ran(schedule).state == "done"


def test_a_file_that_has_just_been_written_is_waited_for(world: World) -> None:
    settings = world.settings.model_copy(update={"source_still_seconds": 1})
    patient = World(settings, world.database, world.tables, world.history, world.folder)
    (world.folder / "frota.csv").write_bytes(rows("ABC1C34"))
    assert patient.ran(world.schedule()).state == "done"
    assert [each.filename for each in world.imports()] == ["frota.csv"]


def test_another_content_under_the_same_name_is_imported_and_the_same_again_is_not(
    world: World,
) -> None:
    schedule = world.schedule()
    for plate in ("ABC1C34", "DEF1D23"):
        (world.folder / "frota.csv").write_bytes(rows(plate))
        assert world.ran(schedule).state == "done"
    (world.folder / "copia.csv").write_bytes(rows("DEF1D23"))
    assert world.ran(schedule).state == "done"
    first, second = world.imports()
    assert world.ledger(schedule)["copia.csv"] == ("same_content", None)
    by_key = {each.key: each for each in world.objects(schedule)}
    assert by_key["copia.csv"].job_id == second.id
    assert world.stored() == {first.object_key, second.object_key}


def test_two_spellings_of_one_name_are_one_object(world: World) -> None:
    schedule = world.schedule()
    for form in ("NFC", "NFD"):
        (world.folder / normalize(form, "junção.csv")).write_bytes(rows("ABC1C34"))
        world.ran(schedule)
    assert set(world.ledger(schedule)) == {normalize("NFC", "junção.csv")}
    assert len(world.imports()) == 1


def test_what_is_no_spreadsheet_is_refused_with_its_reason(world: World) -> None:
    for name, content in {
        "leia-me.pdf": b"%PDF-1.7",
        "vazia.csv": b"  \n",
        "imagem.xlsx": b"\x89PNG....",
        "quebrada.xlsx": b"PK\x03\x04 and nothing",
        "grande.csv": rows("ABC1C34") + b"x" * 20_000_001,
    }.items():
        (world.folder / name).write_bytes(content)
    schedule = world.schedule()
    failed = world.ran(schedule)
    assert (failed.state, failed.reason, failed.params) == ("failed", "all_refused", {"count": 5})
    assert world.ledger(schedule) == {
        "leia-me.pdf": ("refused", "not_a_spreadsheet"),
        "vazia.csv": ("refused", "empty_file"),
        "imagem.xlsx": ("refused", "content_mismatch"),
        "quebrada.xlsx": ("refused", "unreadable_file"),
        "grande.csv": ("refused", "file_too_large"),
    }
    assert world.stored() == set()
    assert world.ran(schedule).state == "nothing_new"


def test_options_of_another_kind_of_file_refuse_it(world: World) -> None:
    (world.folder / "frota.csv").write_bytes(rows("ABC1C34"))
    schedule = world.schedule(overrides=DialectOverrides(sheet="Frota"))
    assert world.ran(schedule).reason == "all_refused"
    assert world.ledger(schedule) == {"frota.csv": ("refused", "workbook_option")}


def test_of_good_and_bad_files_the_good_are_imported(world: World) -> None:
    (world.folder / "a.csv").write_bytes(rows("ABC1C34"))
    (world.folder / "b.pdf").write_bytes(b"%PDF-1.7")
    done = world.ran(world.schedule())
    assert (done.state, done.reason, len(done.job_ids)) == ("done", "some_refused", 1)


def test_the_newest_is_imported_alone(world: World) -> None:
    for day, name in enumerate(("a.csv", "b.csv", "c.csv")):
        (world.folder / name).write_bytes(rows(f"ABC1C3{day}"))
        os.utime(world.folder / name, (1_000_000_000 + day, 1_000_000_000 + day))
    newest = LocationSource(location=str(world.folder), glob="*.csv", pick="newest")
    world.ran(world.schedule(source=newest))
    assert [each.filename for each in world.imports()] == ["c.csv"]


def test_a_file_that_changes_while_it_is_read_is_not_taken_as_what_was_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = world.folder / "frota.csv"
    file.write_bytes(rows("ABC1C34"))
    schedule = world.schedule()
    take = Settling._take

    def changed(*arguments: object) -> object:
        file.write_bytes(rows("ABC1C34", "DEF1D23"))
        return take(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Settling, "_take", changed)
        assert world.ran(schedule).state == "failed"
    assert [(each.state, each.reason) for each in world.objects(schedule)] == [
        ("failed", "object_changed")
    ]
    assert world.stored() == set()
    assert world.ran(schedule).state == "done"
    assert [each.file_size for each in world.imports()] == [file.stat().st_size]


def test_a_file_that_vanishes_and_comes_back_is_imported(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = world.folder / "frota.csv"
    file.write_bytes(rows("ABC1C34"))
    schedule = world.schedule()
    take = Settling._take

    def gone(*arguments: object) -> object:
        file.rename(world.folder.parent / "away")
        return take(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Settling, "_take", gone)
        world.ran(schedule)
    assert world.ledger(schedule) == {"frota.csv": ("failed", "object_vanished")}
    (world.folder.parent / "away").rename(file)
    assert world.ran(schedule).state == "done"
    assert world.ledger(schedule) == {"frota.csv": ("imported", None)}


def test_one_file_that_cannot_be_read_is_tried_each_time_and_fails_its_occurrence_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (world.folder / "frota.csv").write_bytes(rows("ABC1C34"))
    schedule = world.schedule()

    def denied(self: object, path: str, version: str) -> object:
        raise SourceUnreadableError("source_denied", location=path)

    with monkeypatch.context() as patch:
        patch.setattr(FolderSource, "open", denied)
        assert world.ran(schedule).reason == "all_refused"
        again = world.ran(schedule)
        assert (again.state, again.reason) == ("nothing_new", "objects_unreadable")
        (world.folder / "outra.csv").write_bytes(rows("DEF1D23"))
    assert world.ledger(schedule) == {"frota.csv": ("failed", "source_denied")}
    assert world.ran(schedule).reason is None
    assert set(world.ledger(schedule).values()) == {("imported", None)}


def test_a_folder_below_that_cannot_be_read_is_told_and_the_other_files_come(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (world.folder / "frota.csv").write_bytes(rows("ABC1C34"))
    (world.folder / "fechada").mkdir()
    (world.folder / "fechada" / "outra.csv").write_bytes(rows("DEF1D23"))
    schedule = world.schedule()
    entries = FolderSource._entries

    def denied(self: FolderSource, parent: str) -> object:
        if parent == "fechada/":
            raise SourceUnreadableError("source_denied", location=parent)
        return entries(self, parent)

    with monkeypatch.context() as patch:
        patch.setattr(FolderSource, "_entries", denied)
        first = world.ran(schedule)
        assert (first.state, first.reason, first.params) == ("done", "some_refused", {"count": 1})
        assert world.ledger(schedule) == {
            "frota.csv": ("imported", None),
            "fechada/": ("failed", "folder_denied"),
        }
        assert world.ran(schedule).reason == "objects_unreadable"
        (world.folder / "nova.csv").write_bytes(rows("GHI1G23"))
        assert world.ran(schedule).reason == "some_unreadable"
    assert world.ran(schedule).reason is None
    assert set(world.ledger(schedule)) == {"frota.csv", "nova.csv", "fechada/outra.csv"}


def test_an_occurrence_on_request_says_so_and_what_it_found(world: World) -> None:
    def said(occurrence: Occurrence) -> list[str]:
        return [each.code for each in reasons(occurrence)]

    schedule = world.schedule()

    def asked() -> Occurrence:
        occurrence = world.due(schedule)
        world.tables.execute(
            "update schedule_occurrences set reason = 'run_now' where id = %s", [occurrence.id]
        )
        world.run(occurrence)
        return world.occurrence(occurrence.id)

    assert said(asked()) == ["run_now", "nothing_found"]
    (world.folder / "imagem.xlsx").write_bytes(b"\x89PNG....")
    refused = asked()
    assert (refused.state, said(refused)) == ("failed", ["run_now", "all_refused"])
    assert reasons(refused)[1].params == {"count": 1}
    (world.folder / "frota.csv").write_bytes(rows("ABC1C34"))
    assert said(asked()) == ["run_now"]
    world.complete_imports()
    assert said(world.ran(schedule)) == []


def test_a_changed_mode_makes_a_row_and_no_import(world: World) -> None:
    file = world.folder / "frota.csv"
    file.write_bytes(rows("ABC1C34"))
    schedule = world.schedule()
    world.ran(schedule)
    file.chmod(0o640)
    world.ran(schedule)
    assert sorted(each.state for each in world.objects(schedule)) == ["imported", "same_content"]
    assert len(world.imports()) == 1


def test_a_source_that_cannot_be_read_fails_the_occurrence_and_its_run(world: World) -> None:
    schedule = world.schedule()
    world.folder.rename(world.folder.with_name("elsewhere"))
    occurrence = world.due(schedule)
    result = world.run(occurrence)
    failed = world.occurrence(occurrence.id)
    assert (failed.state, failed.reason) == ("failed", "source_missing")
    assert failed.params == {"location": str(world.folder)}
    (failure,) = (event for event in result.all_events if event.is_step_failure)
    data = failure.step_failure_data.user_failure_data
    assert data is not None
    assert "não existe" in str(data.description)


def test_a_folder_that_is_no_root_any_more_fails_the_occurrence(world: World) -> None:
    schedule = world.schedule()
    rules = {"source_roots": (world.folder.parent / "other",)}
    narrowed = World(
        world.settings.model_copy(update=rules),
        world.database,
        world.tables,
        world.history,
        world.folder,
    )
    failed = narrowed.ran(schedule)
    assert (failed.state, failed.reason) == ("failed", "bad_source")
    assert failed.params["reason"] == "source_outside_roots"


def test_a_source_that_is_away_for_a_moment_is_read_in_the_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reimport, "PAUSE_SECONDS", 0.01)
    source = LocationSource(location=f"s3://frota-{uuid4().hex}/mensal", glob="*.csv")
    schedule = world.schedule(source=source)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    failed = world.ran(schedule)
    assert (failed.state, failed.reason) == ("failed", "source_unavailable")


def test_objects_of_a_bucket_are_imported(world: World) -> None:
    bucket = f"frota-{uuid4().hex}"
    client = boto3.client("s3")
    client.create_bucket(Bucket=bucket)
    source = LocationSource(location=f"s3://{bucket}/mensal", glob="*.csv")
    schedule = world.schedule(source=source)
    client.put_object(Bucket=bucket, Key="mensal/frota.csv", Body=rows("ABC1C34"))
    client.put_object(Bucket=bucket, Key="mensal/copia.csv", Body=rows("ABC1C34"))
    done = world.ran(schedule)
    assert (done.state, len(done.job_ids)) == ("done", 1)
    assert sorted(state for state, _ in world.ledger(schedule).values()) == [
        "imported",
        "same_content",
    ]
    client.put_object(Bucket=bucket, Key="mensal/frota.csv", Body=rows("DEF1D23"))
    assert world.ran(schedule).state == "done"
    assert len(world.imports()) == 2


def test_the_file_of_an_upload_is_imported_anew_each_time(world: World) -> None:
    (world.folder / "frota.csv").write_bytes(rows("ABC1C34"))
    world.ran(world.schedule())
    (upload,) = world.imports()
    schedule = world.schedule("Outra", source=world.of_upload(upload.id))
    for _ in range(2):
        occurrence = world.ran(schedule)
        assert (occurrence.state, len(occurrence.job_ids)) == ("done", 1)
    _, first, second = world.imports()
    assert {upload.object_key} == {first.object_key, second.object_key}
    assert (first.filename, first.schedule_id) == ("frota.csv", schedule.id)


def test_an_upload_is_read_again_as_its_sender_said_unless_the_schedule_says_otherwise(
    world: World,
) -> None:
    (world.folder / "frota.csv").write_bytes(rows("ABC1C34"))
    world.ran(world.schedule())
    (upload,) = world.imports()
    said = DialectOverrides(sheet="Frota", header_row=3, mapping={"placa": "Nr."})
    world.tables.execute("update import_jobs set overrides = %s", [said.model_dump_json()])
    source = world.of_upload(upload.id)
    plain = world.schedule("Outra", source=source)
    other = world.schedule("Mais uma", source=source, overrides=DialectOverrides(header_row=5))
    world.ran(plain)
    world.ran(other)
    _, first, second = world.imports()
    assert first.overrides == said
    assert second.overrides == said.model_copy(update={"header_row": 5})


def test_an_upload_whose_file_is_gone_fails_the_occurrence(world: World) -> None:
    (world.folder / "frota.csv").write_bytes(rows("ABC1C34"))
    world.ran(world.schedule())
    (upload,) = world.imports()
    schedule = world.schedule("Outra", source=world.of_upload(upload.id))
    world.tables.execute("update import_jobs set file_removed_at = now()")
    failed = world.ran(schedule)
    assert (failed.state, failed.reason) == ("failed", "source_file_gone")
    assert failed.params == {"job_id": str(upload.id)}
    assert len(world.imports()) == 1


def test_imports_under_way_are_waited_for_and_held_ones_are_not(world: World) -> None:
    schedule = world.schedule()
    (world.folder / "a.csv").write_bytes(rows("ABC1C34"))
    world.run(world.due(schedule))
    (world.folder / "b.csv").write_bytes(rows("DEF1D23"))
    skipped = world.due(schedule)
    world.run(skipped)
    assert world.occurrence(skipped.id).reason == "last_still_running"
    world.tables.execute("update import_jobs set status = 'held', held_because = '[]'")
    assert world.ran(schedule).state == "done"


def test_a_run_shows_what_it_found(world: World) -> None:
    (world.folder / "a.csv").write_bytes(rows("ABC1C34"))
    (world.folder / "[x](www.evil).pdf").write_bytes(b"%PDF-1.7")
    schedule = world.schedule("Mensal")
    occurrence = world.due(schedule)
    result = world.run(occurrence)
    (event,) = result.get_asset_materialization_events()
    metadata = event.step_materialization_data.materialization.metadata
    shown = {name: value.value for name, value in metadata.items()}
    assert (shown["schedule"], shown["state"], shown["imports"]) == ("Mensal", "done", 1)
    assert (shown["objects_imported"], shown["objects_refused"]) == (1, 1)
    assert isinstance(metadata["ledger"], dg.TableMetadataValue)
    texts = [str(record.data) for record in metadata["ledger"].records]
    assert not any("](www." in text for text in texts)
    run = world.history.get_run_by_id(result.run_id)
    assert run is not None
    assert run.tags["import/schedule"] == "Mensal"
    assert run.tags["import/occurrence"] == str(occurrence.id)


@pytest.mark.parametrize("occurrence_id", [0, 1, -1, 2**31 - 1])
def test_a_run_without_an_occurrence_changes_nothing(world: World, occurrence_id: int) -> None:
    schedule = world.schedule()
    occurrence = world.due(schedule).model_copy(update={"id": occurrence_id})
    result = world.run(occurrence)
    assert result.success is (occurrence_id == 0)
    assert world.imports() == []


def test_a_second_run_of_an_occurrence_that_has_ended_does_nothing(world: World) -> None:
    (world.folder / "a.csv").write_bytes(rows("ABC1C34"))
    occurrence = world.ran(world.schedule())
    assert world.run(occurrence).success
    assert world.occurrence(occurrence.id) == occurrence
    assert len(world.imports()) == 1


def test_a_file_is_received_in_blocks(world: World, tmp_path: Path) -> None:
    content = rows(*(f"ABC{number % 10}C{number % 100:02}" for number in range(200_000)))
    assert len(content) > 4_000_000
    (world.folder / "grande.csv").write_bytes(content)
    assert world.ran(world.schedule()).state == "done"
    (made,) = world.imports()
    assert (Path(world.settings.uploads_url) / made.object_key).read_bytes() == content
    assert datetime.now(UTC) - made.created_at < timedelta(minutes=1)


def test_a_schedule_deleted_under_its_run_ends_that_with_a_sentence_and_leaves_no_file(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (world.folder / "frota.csv").write_bytes(rows("ABC1C34"))
    schedule = world.schedule()
    take = Settling._take

    def deleted(*arguments: object) -> object:
        world.schedules.delete(schedule.id)
        return take(*arguments)  # type: ignore[arg-type]

    occurrence = world.due(schedule)
    with monkeypatch.context() as patch:
        patch.setattr(Settling, "_take", deleted)
        result = world.run(occurrence)
    (failure,) = (event for event in result.all_events if event.is_step_failure)
    data = failure.step_failure_data.user_failure_data
    assert data is not None
    assert "já terminou, ou outra execução o assumiu" in str(data.description)
    assert (world.imports(), world.stored()) == ([], set())
    # Its other run, if there is one, finds nothing.
    assert not world.run(occurrence).success
