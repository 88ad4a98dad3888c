"""Uploads that wait: confirmed once, whoever comes at the same time."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from vehicle_pipeline.adapters.imports.drafts import Draft, Drafts, NewDraft
from vehicle_pipeline.adapters.imports.remembered import RememberedMappings
from vehicle_pipeline.adapters.postgres.database import Database
from vehicle_pipeline.contracts import ConflictPolicy, DialectOverrides
from vehicle_pipeline.domain.upload_options import UploadOptions
from vehicle_pipeline.errors import DraftNotFoundError

Tables = psycopg.Connection[tuple[Any, ...]]
HEADER = "a" * 64
MAPPED = UploadOptions(overrides=DialectOverrides(mapping={"placa": "Chapa"}))


@pytest.fixture
def drafts(database: Database) -> Drafts:
    return Drafts(database)


def kept(drafts: Drafts, filename: str = "frota.csv") -> Draft:
    draft_id = uuid4()
    return drafts.keep(
        NewDraft(
            id=draft_id,
            filename=filename,
            object_key=f"{draft_id}.csv",
            file_size=10,
            file_sha256="0" * 64,
        )
    )


def test_however_many_confirm_at_once_there_is_one_import(drafts: Drafts, tables: Tables) -> None:
    draft = kept(drafts)
    policies = [ConflictPolicy.SKIP, ConflictPolicy.UPDATE] * 4

    def confirm(policy: ConflictPolicy) -> UUID:
        return drafts.confirm(draft.id, UploadOptions(on_conflict=policy)).id

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(confirm, policies)) == {draft.id}
    imports = tables.execute("select object_key, file_sha256 from import_jobs").fetchall()
    assert imports == [(draft.object_key, draft.file_sha256)]
    assert tables.execute("select job_id from outbox").fetchall() == [(draft.id,)]
    assert drafts.newest(10) == []


def test_a_draft_is_either_confirmed_or_discarded(drafts: Drafts, tables: Tables) -> None:
    draft = kept(drafts)
    assert drafts.remove(draft.id) == draft
    assert drafts.remove(draft.id) is None
    for use in (drafts.get, lambda draft_id: drafts.confirm(draft_id, UploadOptions())):
        with pytest.raises(DraftNotFoundError):
            use(draft.id)
    assert tables.execute("select * from import_jobs").fetchall() == []


def test_the_newest_comes_first(drafts: Drafts) -> None:
    older, newer = kept(drafts), kept(drafts)
    assert drafts.newest(10) == [newer, older]
    assert drafts.newest(1) == [newer]


def test_a_mapping_is_remembered_and_keeps_the_file_that_it_was_made_for(
    drafts: Drafts, database: Database, tables: Tables
) -> None:
    memory = RememberedMappings(database)
    drafts.confirm(kept(drafts, "primeira.csv").id, MAPPED, HEADER)
    first = memory.find([HEADER, "b" * 64])
    assert {name: known.filename for name, known in first.items()} == {HEADER: "primeira.csv"}
    drafts.confirm(kept(drafts, "segunda.csv").id, MAPPED, HEADER)
    assert memory.find([HEADER]) == first
    lines = tables.execute(
        "select params ->> 'filename' from job_logs where code = %s", ["mapping_remembered"]
    ).fetchall()
    assert lines == [("primeira.csv",)]
    other = UploadOptions(overrides=DialectOverrides(mapping={"placa": "Nr."}))
    drafts.confirm(kept(drafts, "terceira.csv").id, other, HEADER)
    assert memory.find([HEADER])[HEADER].filename == "terceira.csv"
    memory.forget(HEADER)
    memory.forget(HEADER)
    assert memory.find([HEADER]) == {}


def test_without_a_mapping_nothing_is_remembered(drafts: Drafts, database: Database) -> None:
    drafts.confirm(kept(drafts).id, UploadOptions(), HEADER)
    assert RememberedMappings(database).find([HEADER]) == {}
