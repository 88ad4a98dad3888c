"""Uploads that wait: stored once, looked at as often as somebody likes, imported or discarded."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, BinaryIO
from uuid import UUID

from api.errors import ApiError
from api.uploads import blame
from api.uploads.form import check_for
from api.uploads.preview import read_now, this_year
from api.uploads.readings import KeptReadings, ReadingKey
from api.uploads.receiving import Upload
from vehicle_pipeline.adapters.imports.comparing import Fleet
from vehicle_pipeline.adapters.imports.drafts import Draft, Drafts, NewDraft
from vehicle_pipeline.adapters.imports.remembered import Remembered, RememberedMappings
from vehicle_pipeline.adapters.storage import stored_files
from vehicle_pipeline.adapters.storage.object_store import ObjectStore
from vehicle_pipeline.contracts import DialectOverrides, ImportRecord
from vehicle_pipeline.domain.upload_options import UploadOptions
from vehicle_pipeline.errors import (
    BadSpreadsheetError,
    CommitInDoubtError,
    DraftNotFoundError,
    ObjectNotFoundError,
    PipelineError,
)
from vehicle_pipeline.spreadsheets.headers.fingerprint import fingerprint, placed_fingerprint
from vehicle_pipeline.spreadsheets.limits import WorkbookLimits
from vehicle_pipeline.spreadsheets.preview import Preview, Reading

_BLOCK_BYTES = 1_000_000
# What a mapping is refused with when the header has not the column that it names.
_NO_SUCH_COLUMN = "unknown_column"


@dataclass(frozen=True)
class Look:
    """A draft as its import would read it with `overrides`.

    `remembered`: where their mapping comes from, if it is a remembered one. `is_dropped`: a
    mapping was asked for whose columns this header has not.
    """

    preview: Preview
    overrides: DialectOverrides
    remembered: Remembered | None = None
    is_dropped: bool = False

    @property
    def fingerprint(self) -> str | None:
        """The fingerprint of the header for its mapping; None when no header was found."""
        columns = self.preview.dialect.columns
        return fingerprint(columns, self.overrides.mapping) if columns else None


@dataclass(frozen=True)
class WaitingUploads:
    """The drafts with their files."""

    store: ObjectStore
    drafts: Drafts
    mappings: RememberedMappings
    fleet: Fleet
    limits: WorkbookLimits
    readings: KeptReadings

    def keep(self, upload: Upload) -> Draft:
        """Make a draft of a file that has arrived. Raises BadSpreadsheetError, UnavailableError."""
        new = NewDraft(
            id=upload.id,
            filename=upload.filename,
            object_key=upload.key,
            file_size=upload.size,
            file_sha256=upload.sha256,
        )
        try:
            stored_files.check(self.store, new.object_key, new.filename, self.limits)
            return self.drafts.keep(new)
        except CommitInDoubtError:
            # The draft may come to be all the same; without one the file is a leftover.
            raise
        except PipelineError:
            stored_files.discard(self.store, new.object_key)
            raise

    def look(
        self, draft: Draft, overrides: DialectOverrides, rows: int, *, from_memory: bool
    ) -> Look:
        """Read a draft; with `from_memory`, by the mapping that is remembered of its header.

        Raises BadSpreadsheetError where the file cannot be read at all, ApiError (410) when it is
        lost.
        """
        with self._opened(draft) as file:

            def read_by(overrides: DialectOverrides) -> Preview:
                # Compared with the vehicles as they are now.
                return self._reading(draft, file, overrides, rows).compared(self.fleet.compare)

            seen = read_by(overrides)
            if overrides.mapping:
                if seen.refusal is None or seen.refusal.code != _NO_SUCH_COLUMN:
                    return Look(seen, overrides, self._same(seen, overrides))
                unmapped = overrides.model_copy(update={"mapping": {}})
                return Look(read_by(unmapped), unmapped, is_dropped=True)
            if from_memory and (known := self._remembered(seen, overrides.header_row)):
                mapped = overrides.model_copy(update=known.options)
                again = read_by(mapped)
                if again.refusal is None:
                    return Look(again, mapped, known.remembered)
            return Look(seen, overrides)

    def at_fault(self, draft: Draft, overrides: DialectOverrides, rows: int) -> str | None:
        """Return the choice that keeps a draft from being read; see `blame.at_fault`."""
        with self._opened(draft) as file:

            def is_readable(choices: DialectOverrides) -> bool:
                try:
                    return self._reading(draft, file, choices, rows).preview.refusal is None
                except BadSpreadsheetError:
                    return False

            return blame.at_fault(overrides, is_readable)

    def confirm(
        self, draft_id: UUID, options: UploadOptions, header: str | None = None
    ) -> ImportRecord:
        """Import exactly the bytes of a draft, once, however often it is asked for.

        A mapping is remembered for the `header` with this fingerprint. Raises DraftNotFoundError,
        BadOptionError, ApiError (410) when the file is lost, and UnavailableError.
        """
        # One that is gone may have been confirmed before.
        with suppress(DraftNotFoundError):
            draft = self.drafts.get(draft_id)
            check_for(draft.filename, options)
            with self._opened(draft) as file:
                _check_same(file, draft)
        return self.drafts.confirm(draft_id, options, header)

    def discard(self, draft_id: UUID) -> None:
        """Remove a draft with its file; nothing happens when it is gone."""
        if draft := self.drafts.remove(draft_id):
            stored_files.discard(self.store, draft.object_key)

    def _reading(
        self, draft: Draft, file: BinaryIO, overrides: DialectOverrides, rows: int
    ) -> Reading:
        """Return a reading, made once."""

        def anew() -> Reading:
            _check_same(file, draft)
            return read_now(file, draft.filename, overrides, rows, self.limits)

        key = ReadingKey(
            sha256=draft.file_sha256,
            filename=draft.filename,
            overrides=overrides,
            rows=rows,
            year=this_year(),
        )
        return self.readings.get(key, anew)

    @contextmanager
    def _opened(self, draft: Draft) -> Iterator[BinaryIO]:
        try:
            file = self.store.open(draft.object_key)
        except ObjectNotFoundError as error:
            raise ApiError(410, "draft_unreadable") from error
        with file:
            yield file

    def _same(self, seen: Preview, overrides: DialectOverrides) -> Remembered | None:
        """Return what is remembered of a header if its columns are mapped just so."""
        name = fingerprint(seen.dialect.columns, overrides.mapping)
        known = self.mappings.find([name]).get(name)
        return known if known and known.mapping == overrides.mapping else None

    def _remembered(self, seen: Preview, header_row: int | None) -> "_Known | None":
        """Return what is remembered of a header, if it makes a difference.

        `header_row`: the row that was chosen; a header in another one does not count then.
        """
        rows = {seen.dialect.header_row: seen.dialect.columns}
        if seen.refusal:
            # No header was found: any of the first rows may be it.
            rows |= {row.row_number: [text or "" for text in row.cells] for row in seen.rows}
        # A header that comes again is found where it stands first: vehicles follow it there.
        headers = {
            name: number
            for number, columns in sorted(rows.items(), reverse=True)
            if header_row in (None, number)
            for name in (fingerprint(columns), placed_fingerprint(columns))
        }
        found = self.mappings.find(list(headers)).values()
        for known in sorted(found, key=lambda each: each.remembered_at, reverse=True):
            if not known.mapping.items() <= seen.dialect.mapping.items():
                return _Known(headers[known.fingerprint], known, is_found=seen.refusal is None)
        return None


def _check_same(file: BinaryIO, draft: Draft) -> None:
    """Raise ApiError (410) for a stored file that is not the one that was received."""
    file.seek(0)
    digest = sha256()
    while block := file.read(_BLOCK_BYTES):
        digest.update(block)
    if digest.hexdigest() != draft.file_sha256:
        raise ApiError(410, "draft_changed")
    file.seek(0)


@dataclass(frozen=True)
class _Known:
    """A remembered mapping, the row of its header, and whether that is found by itself."""

    header_row: int
    remembered: Remembered
    is_found: bool

    @property
    def options(self) -> dict[str, Any]:
        """What it says about how to read the file."""
        mapping = self.remembered.mapping
        is_placed = any(isinstance(column, int) for column in mapping.values())
        row = {"header_row": self.header_row} if is_placed or not self.is_found else {}
        return {"mapping": mapping, **row}
