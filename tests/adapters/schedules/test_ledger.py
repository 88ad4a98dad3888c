from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from unicodedata import normalize
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.adapters.schedules.clock import terms
from tests.adapters.sources.places import BucketPlace, FolderPlace, Place
from tests.domain.schedules.moments import at
from vehicle_pipeline.adapters.postgres.database import Connection, Database, load_statements, one
from vehicle_pipeline.adapters.schedules.ledger import Ledger
from vehicle_pipeline.adapters.schedules.queries import ScheduleQueries, object_of
from vehicle_pipeline.adapters.schedules.schedules import Schedules
from vehicle_pipeline.adapters.sources.source import FoundObject, closed_folder, found
from vehicle_pipeline.domain.schedules.object_names import NamePattern
from vehicle_pipeline.schedule_contracts import Pick, SourceObject

NOW = at("2026-05-02T06:00-03:00")
MINUTE = timedelta(minutes=1)
STILL = 30.0
EVERYTHING = NamePattern("**/*")

Tables = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
def ledger(database: Database) -> Ledger:
    schedule = Schedules(database, 3).create(uuid4(), terms(), NOW)
    return Ledger(database, schedule.id)


def an_object(key: str, version: str = "1", *, day: int = 1, **more: Any) -> FoundObject:
    since = more.get("untouched_since")
    return found(key, version, more.get("size", 10), NOW.replace(day=day), since)


def keys(objects: list[SourceObject]) -> list[str]:
    return [each.key for each in objects]


def import_of(job_id: UUID) -> Callable[[Connection], None]:
    insert = (
        "insert into import_jobs (id, filename, object_key, file_size, file_sha256)"
        " values (%s, 'frota.csv', %s, 1, '')"
    )
    return lambda connection: connection.execute(insert, [job_id, str(job_id)]) and None


def take(ledger: Ledger, taken: SourceObject, content: str) -> SourceObject:
    job_id = uuid4()
    return ledger.take(taken.id, content, job_id, NOW, import_of(job_id))


def shown(ledger: Ledger) -> list[SourceObject]:
    """The objects of a ledger, the newest first."""
    queries = ScheduleQueries(ledger._database)
    return queries.objects(ledger._schedule_id, skip=0, limit=9).items


def again(ledger: Ledger, object_id: int) -> SourceObject:
    """Have an object imported again, whatever has become of its import."""
    values = {"id": object_id, "schedule_id": ledger._schedule_id}
    with ledger._database.transaction() as connection:
        return object_of(one(connection, load_statements("source_objects").again, values))


def imports(tables: Tables) -> int:
    row = tables.execute("select count(*) from import_jobs").fetchone()
    assert row is not None
    return int(row[0])


def test_new_objects_come_oldest_first_and_once(ledger: Ledger) -> None:
    look = [an_object("b.csv", day=2), an_object("c.csv", day=3), an_object("a.csv", day=1)]
    for _ in range(2):
        assert ledger.enter(look, NOW, None) == 0
        assert keys(ledger.pick(Pick.NEW)) == ["a.csv", "b.csv", "c.csv"]
    assert keys(ledger.pick(Pick.NEWEST)) == ["c.csv"]
    for each in ledger.pick(Pick.NEW):
        take(ledger, each, each.key)
    ledger.enter(look, NOW, None)
    assert ledger.pick(Pick.NEW) == ledger.pick(Pick.NEWEST) == []


@pytest.mark.parametrize(("minutes", "is_new"), [(10, True), (1, False), (-5, False)])
def test_what_the_source_knows_to_stand_still_is_new_at_the_first_look(
    ledger: Ledger, minutes: int, is_new: bool
) -> None:
    touched = NOW - timedelta(minutes=minutes)
    assert ledger.enter([an_object("a.csv", untouched_since=touched)], NOW, 300) == (not is_new)
    assert bool(ledger.pick(Pick.NEW)) is is_new
    # The same for what was seen to grow.
    ledger.enter([an_object("b.csv", "1", untouched_since=NOW)], NOW, 300)
    later = NOW + timedelta(hours=1)
    ledger.enter([an_object("b.csv", "2", untouched_since=later - (NOW - touched))], later, 300)
    assert ("b.csv" in keys(ledger.pick(Pick.NEW))) is is_new


def test_the_newest_comes_with_what_somebody_asked_for(ledger: Ledger) -> None:
    ledger.enter([an_object("a.csv", day=1), an_object("b.csv", day=2)], NOW, None)
    old, _ = ledger.pick(Pick.NEW)
    take(ledger, old, "a")
    assert keys(ledger.pick(Pick.NEWEST)) == ["b.csv"]
    again(ledger, old.id)
    assert keys(ledger.pick(Pick.NEWEST)) == ["a.csv", "b.csv"]


def test_an_object_that_appears_late_with_an_early_time_is_new(ledger: Ledger) -> None:
    ledger.enter([an_object("b.csv", day=20)], NOW, None)
    take(ledger, ledger.pick(Pick.NEW)[0], "b")
    ledger.enter([an_object("b.csv", day=20), an_object("a.csv", day=1)], NOW, None)
    assert keys(ledger.pick(Pick.NEW)) == ["a.csv"]


def test_a_changed_object_is_another_row(ledger: Ledger) -> None:
    ledger.enter([an_object("a.csv", "1", day=1)], NOW, None)
    first = take(ledger, ledger.pick(Pick.NEW)[0], "one")
    ledger.enter([an_object("a.csv", "2", day=2)], NOW, None)
    second = take(ledger, ledger.pick(Pick.NEW)[0], "two")
    assert (first.state, second.state) == ("imported", "imported")
    assert [each.version for each in shown(ledger)] == ["2", "1"]


def test_two_names_with_one_content_are_one_import_and_two_rows(
    ledger: Ledger, tables: Tables
) -> None:
    ledger.enter([an_object("a.csv"), an_object("b.csv", day=2)], NOW, None)
    first, second = (take(ledger, each, "same") for each in ledger.pick(Pick.NEW))
    assert (first.state, second.state) == ("imported", "same_content")
    assert second.job_id == first.job_id
    assert imports(tables) == 1


def test_two_runs_take_one_content_once(ledger: Ledger, tables: Tables) -> None:
    ledger.enter([an_object(f"{number}.csv") for number in range(8)], NOW, None)
    with ThreadPoolExecutor(4) as threads:
        new = ledger.pick(Pick.NEW)
        found = list(threads.map(lambda each: take(ledger, each, "same"), new + new))
    assert sorted(each.state for each in found).count("imported") == 2  # the one row, twice
    assert imports(tables) == 1


def test_a_content_that_comes_back_is_imported_again(ledger: Ledger, tables: Tables) -> None:
    for version, content in (("1", "old"), ("2", "new"), ("3", "old")):
        ledger.enter([an_object("a.csv", version)], NOW, None)
        assert take(ledger, ledger.pick(Pick.NEW)[0], content).state == "imported"
        # What was written without a change stays what it is.
        ledger.enter([an_object("a.csv", f"{version} again")], NOW, None)
        assert take(ledger, ledger.pick(Pick.NEW)[0], content).state == "same_content"
    assert imports(tables) == 3


def test_a_killed_run_leaves_no_import_without_its_row(ledger: Ledger, tables: Tables) -> None:
    ledger.enter([an_object("a.csv")], NOW, None)
    (new,) = ledger.pick(Pick.NEW)

    def die(connection: Connection) -> None:
        import_of(uuid4())(connection)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ledger.take(new.id, "content", uuid4(), NOW, die)
    assert imports(tables) == 0
    first = take(ledger, new, "content")
    assert take(ledger, new, "content") == first
    assert imports(tables) == 1


def test_an_object_can_be_imported_again(ledger: Ledger, tables: Tables) -> None:
    ledger.enter([an_object("a.csv")], NOW, None)
    (new,) = ledger.pick(Pick.NEW)
    first = take(ledger, new, "content")
    renewed = again(ledger, new.id)
    assert (renewed.state, renewed.job_id) == ("new", first.job_id)
    second = take(ledger, renewed, "content")
    assert (second.state, imports(tables)) == ("imported", 2)
    assert second.job_id != first.job_id


def test_a_refused_object_says_why_and_is_not_picked_again(ledger: Ledger) -> None:
    look = [an_object("a.csv")]
    ledger.enter(look, NOW, None)
    (new,) = ledger.pick(Pick.NEW)
    refused = ledger.reject(new.id, "refused", NOW, "file_too_large", {"limit": 20})
    assert (refused.state, refused.reason, refused.params) == (
        "refused",
        "file_too_large",
        {"limit": 20},
    )
    ledger.enter(look, NOW, None)
    assert ledger.pick(Pick.NEW) == []
    assert take(ledger, new, "content").state == "refused"


def test_a_file_that_grows_waits_and_is_one_row(ledger: Ledger) -> None:
    for step in range(3):
        look = [an_object("a.csv", str(step), size=step + 1)]
        assert ledger.enter(look, NOW + step * MINUTE, STILL) == 1
    assert ledger.pick(Pick.NEW) == []
    (growing,) = shown(ledger)
    assert (growing.state, growing.size, growing.version) == ("growing", 3, "2")
    assert ledger.enter(look, NOW + 2 * MINUTE + timedelta(seconds=29), STILL) == 1
    assert ledger.enter(look, NOW + 2 * MINUTE + timedelta(seconds=30), STILL) == 0
    assert keys(ledger.pick(Pick.NEW)) == ["a.csv"]


def test_a_name_that_was_only_written_under_is_forgotten(ledger: Ledger) -> None:
    ledger.enter([an_object("a.csv.part")], NOW, STILL)
    assert ledger.enter([an_object("a.csv")], NOW + MINUTE, STILL) == 1
    assert keys(shown(ledger)) == ["a.csv"]


def test_a_name_that_cannot_be_stored_is_refused(ledger: Ledger) -> None:
    ledger.enter([an_object("fun\udce7ao.csv")], NOW, None)
    (refused,) = shown(ledger)
    assert (refused.state, refused.reason) == ("refused", "source_name_unstorable")


def test_schedules_do_not_see_each_other_s_objects(ledger: Ledger, database: Database) -> None:
    other = Schedules(database, 3).create(uuid4(), terms(name="Outra"), NOW)
    ledger.enter([an_object("a.csv")], NOW, None)
    assert Ledger(database, other.id).pick(Pick.NEW) == []


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        return FolderPlace(tmp_path / "frota")
    request.getfixturevalue("aws")
    return BucketPlace()


def test_both_spellings_of_a_name_are_one_object_of_a_source(
    ledger: Ledger, place: Place, tables: Tables
) -> None:
    for form in ("NFC", "NFD"):
        name = normalize(form, "junção.csv")
        place.put(name, b"same")
        ledger.enter(place.source.objects(EVERYTHING), NOW, None)
        for new in ledger.pick(Pick.NEW):
            assert new.key == normalize("NFC", "junção.csv")
            take(ledger, new, "same")
        place.remove(name)
    assert {each.key for each in shown(ledger)} == {normalize("NFC", "junção.csv")}
    assert imports(tables) == 1


def test_more_objects_than_one_transaction_holds_are_entered_once(
    ledger: Ledger, tmp_path: Path
) -> None:
    place = FolderPlace(tmp_path / "frota")
    place.put_many([f"frota-{number:05}.csv" for number in range(2_500)])
    for _ in range(2):
        ledger.enter(place.source.objects(EVERYTHING), NOW, None)
    assert len(ledger.pick(Pick.NEW)) == 2_500


@pytest.mark.parametrize("status", ["failed", "cancelled", "undone"])
def test_content_that_was_not_brought_is_imported_again(
    ledger: Ledger, tables: Tables, status: str
) -> None:
    """Its import failed, was discarded by a person, or was undone."""
    ledger.enter([an_object("a.csv", day=1), an_object("b.csv", day=2)], NOW, None)
    first, second = ledger.pick(Pick.NEW)
    job_id = take(ledger, first, "content").job_id
    tables.execute("update import_jobs set status = %s where id = %s", [status, job_id])
    assert take(ledger, second, "content").state == "imported"
    assert imports(tables) == 2


def test_content_whose_undo_was_asked_for_is_imported_again(ledger: Ledger, tables: Tables) -> None:
    ledger.enter([an_object("a.csv", day=1), an_object("b.csv", day=2)], NOW, None)
    first, second = ledger.pick(Pick.NEW)
    job_id = take(ledger, first, "content").job_id
    tables.execute("update import_jobs set undone_by = id where id = %s", [job_id])
    assert take(ledger, second, "content").state == "imported"


def test_the_import_of_an_object_stays_named_when_a_later_attempt_fails(ledger: Ledger) -> None:
    ledger.enter([an_object("a.csv", day=1), an_object("b.csv", day=2)], NOW, None)
    first, second = ledger.pick(Pick.NEW)
    job_id = take(ledger, first, "content").job_id
    failed = ledger.reject(again(ledger, first.id).id, "failed", NOW, "source_file_gone", {})
    assert (failed.state, failed.job_id) == ("failed", job_id)
    assert take(ledger, second, "content").state == "same_content"


def newest(ledger: Ledger, minutes: int, *objects: FoundObject) -> list[str]:
    """What a look for the newest is to import."""
    ledger.enter(objects, NOW + minutes * MINUTE, None, Pick.NEWEST)
    return keys(ledger.pick(Pick.NEWEST))


def test_the_newest_is_the_newest_that_the_source_shows_now(ledger: Ledger) -> None:
    late, early = an_object("late.csv", day=20), an_object("early.csv", day=1)
    assert newest(ledger, 0, late, early) == ["late.csv"]
    take(ledger, ledger.pick(Pick.NEWEST)[0], "late")
    assert newest(ledger, 1, late, early) == []
    # Deleted, or of a location that the schedule has no more.
    assert newest(ledger, 2, early) == ["early.csv"]


def test_the_newest_is_one_that_can_be_imported(ledger: Ledger) -> None:
    photo, sheet = an_object("photo.jpg", day=20), an_object("sheet.csv", day=1)
    assert newest(ledger, 0, photo, sheet) == ["photo.jpg"]
    ledger.reject(ledger.pick(Pick.NEWEST)[0].id, "refused", NOW, "not_a_spreadsheet", {})
    assert newest(ledger, 1, photo, sheet) == ["sheet.csv"]


def test_a_closed_folder_is_told_until_it_opens_and_hides_no_newest_file(ledger: Ledger) -> None:
    closed = closed_folder("inner/", NOW)
    sheet = an_object("sheet.csv", day=1)
    for minute, picked in enumerate((["sheet.csv", "inner/"], ["inner/"])):
        assert newest(ledger, minute, closed, sheet) == picked
        for each in ledger.pick(Pick.NEWEST):
            if each.key == "inner/":
                ledger.reject(each.id, "failed", NOW, "folder_denied", {"location": "inner/"})
            else:
                take(ledger, each, "sheet")
    assert keys(shown(ledger)) == ["inner/", "sheet.csv"]
    assert newest(ledger, 2, sheet) == []
    assert keys(shown(ledger)) == ["sheet.csv"]


def test_a_row_of_the_first_releases_is_the_same_object_with_its_new_version(
    ledger: Ledger,
) -> None:
    ledger.enter([an_object("a.csv", "1f-a-2"), an_object("b.csv", "abc-2")], NOW, None)
    for each in ledger.pick(Pick.NEW):
        take(ledger, each, each.key)
    ledger.enter([an_object("a.csv", "1f-a-2-3e"), an_object("b.csv", "abc-2-3e")], NOW, None)
    # The second is S3's tag of an object, and another one now.
    assert keys(ledger.pick(Pick.NEW)) == ["b.csv"]
    ledger.enter([an_object("a.csv", "1f-a-2-3f")], NOW, None)
    assert keys(ledger.pick(Pick.NEW)) == ["b.csv", "a.csv"]


def test_an_object_that_is_refused_for_its_name_is_told(ledger: Ledger) -> None:
    ledger.enter([an_object("frota caminh\udce3o.csv"), an_object("x" * 5_000)], NOW, None)
    told = {each.reason: each.state for each in ledger.settled_since(NOW)}
    assert told == {"source_name_unstorable": "refused", "source_name_too_long": "refused"}


def test_long_paths_with_one_beginning_are_different_objects(ledger: Ledger) -> None:
    paths = [f"{'a/' * 2_000}{name}.csv" for name in "xy"]
    ledger.enter([an_object(path) for path in paths] + [an_object("b.csv")], NOW, None)
    assert len(shown(ledger)) == 3
    assert keys(ledger.pick(Pick.NEW)) == ["b.csv"]
