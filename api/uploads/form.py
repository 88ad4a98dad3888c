"""The form of an upload: one file and a few short fields, in any order."""

from collections.abc import Callable, Mapping

from api.errors import ApiError
from api.uploads.disposition import decoded
from api.uploads.file import UploadFile
from api.uploads.multipart import Event, FormPartData, FormPartEnd, FormPartStart
from vehicle_pipeline.domain import upload_options
from vehicle_pipeline.domain.upload_options import OPTIONS, UploadOptions
from vehicle_pipeline.spreadsheets.signature import is_excel, is_packed

FILE_FIELD = "file"
# A field is a few words; only a mapping may name four long headers.
MAX_FIELD_BYTES = 4_000


def options_for(filename: str, texts: Mapping[str, str]) -> UploadOptions:
    """Return the options in `texts`; raises BadOptionError, also for what the file cannot have."""
    options = upload_options.parse(texts)
    check_for(filename, options)
    return options


def check_for(filename: str, options: UploadOptions) -> None:
    """Raise BadOptionError for what a file of this name cannot have."""
    if not is_packed(filename):  # what it holds is not known yet
        upload_options.check_kind(options.overrides, is_workbook=is_excel(filename))


class UploadForm:
    """Takes the parts of a form one by one.

    A field that is not known is refused rather than ignored: an option that silently does
    nothing would import what was not meant.
    """

    def __init__(self, new_file: Callable[[str], UploadFile]) -> None:
        self._new_file = new_file
        self._file: UploadFile | None = None
        self._fields: dict[str, bytes] = {}
        # The field whose bytes come next; FILE_FIELD is the file.
        self._current = ""

    async def take(self, event: Event) -> None:
        """Take the next event. Raises ApiError and BadSpreadsheetError."""
        match event:
            case FormPartStart(name, filename):
                self._start(name, filename or "")
            case FormPartData(data) if self._current == FILE_FIELD:
                await self.file.write(data)
            case FormPartData(data):
                self._extend(data)
            case FormPartEnd() if self._current == FILE_FIELD:
                await self._end_file()

    @property
    def file(self) -> UploadFile:
        """The file; raises ApiError (422) when there is none."""
        if self._file is None:
            raise ApiError(422, "missing_file")
        return self._file

    @property
    def options(self) -> UploadOptions:
        """The options in the fields; raises BadOptionError, also for what the file cannot have."""
        texts = {name: decoded(raw) for name, raw in self._fields.items()}
        return options_for(self.file.filename, texts)

    def _start(self, name: str, filename: str) -> None:
        if name == FILE_FIELD and self._file is None:
            self._file = self._new_file(filename)
        elif name == FILE_FIELD:
            raise ApiError(422, "several_files")
        elif name in OPTIONS and name not in self._fields:
            self._fields[name] = b""
        else:
            raise ApiError(422, "unknown_field", field=name[:100])
        self._current = name

    def _extend(self, data: bytes) -> None:
        self._fields[self._current] += data
        if len(self._fields[self._current]) > MAX_FIELD_BYTES:
            raise ApiError(422, "field_too_long", field=self._current, limit=MAX_FIELD_BYTES)

    async def _end_file(self) -> None:
        # This is what a browser sends for a form in which no file was chosen.
        if self.file.is_unnamed and not self.file.size:
            raise ApiError(422, "missing_file")
        await self.file.end()
