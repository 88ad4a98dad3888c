"""A draft as its page shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from api.console.rendering import Page
from api.console.sending.choices import Choices, column_names, paired
from api.console.words import present_fault
from api.presenters.imports import present_report
from api.presenters.preview import present_preview
from api.schemas.imports import Report
from api.schemas.preview import Preview, Row
from api.uploads.drafts import Look
from vehicle_pipeline.adapters.imports.drafts import Draft
from vehicle_pipeline.contracts import ColumnName, ImportRecord
from vehicle_pipeline.domain.outside_text import shortened
from vehicle_pipeline.spreadsheets.headers.header_texts import letters

# Rows read for the page: a header may be as far below titles.
ROWS = 20
MOST_ROWS = 100
# Of a readable file, rows that are shown; of one without a header all, to choose it.
SHOWN_ROWS = 8
# Columns that get a control; the others are counted.
SHOWN_COLUMNS = 60
SAMPLES = 3
_SAMPLE_CHARACTERS = 60


@dataclass(frozen=True)
class Column:
    """A column of the file, its first values, and the field of ours that it is read as."""

    letters: str
    name: str
    key: ColumnName
    samples: list[str]
    field: str

    def mapped(self, field: str) -> str:
        """Return the text that maps this column to a field."""
        return paired(field, self.key)


@dataclass(frozen=True)
class ShownDraft:
    """Everything that the page tells of a draft that can be read, if badly."""

    draft: Draft
    choices: Choices
    look: Look
    preview: Preview
    would: Report | None
    same: ImportRecord | None
    twins: list[Draft]
    columns: list[Column]
    more_columns: int

    @property
    def rows(self) -> list[Row]:
        """The rows to show."""
        return self.preview.rows if self.preview.error else self.preview.rows[:SHOWN_ROWS]

    @property
    def mapping(self) -> list[str]:
        """The texts that say which column each field is read from."""
        keys = column_names(self.preview.dialect.columns)
        positions = self.preview.dialect.positions.items()
        return [paired(name, keys[at]) for name, at in positions if at < len(keys)]

    @property
    def kept(self) -> list[str]:
        """The same of what was chosen by hand."""
        return [paired(name, column) for name, column in self.look.overrides.mapping.items()]

    @property
    def is_ready(self) -> bool:
        """Whether it can be confirmed as it is shown."""
        return not self.preview.error and not self.choices.faults


def rows_for(choices: Choices) -> int:
    """Return how many rows to read, so that a header that was chosen is among them."""
    return min(MOST_ROWS, max(ROWS, choices.overrides.header_row or 0))


def present(
    draft: Draft,
    choices: Choices,
    look: Look,
    same: ImportRecord | None,
    twins: list[Draft],
    page: Page,
) -> ShownDraft:
    """Return what the page shows."""
    found = present_preview(draft.filename, draft.file_size, look.preview, page.reader.language)
    preview = found.model_copy(update={"rows": _rows(found, look, page)})
    columns = list(_columns(preview, choices))
    would = look.preview.would
    shown = [column for at, column in enumerate(columns) if at < SHOWN_COLUMNS or column.field]
    return ShownDraft(
        draft=draft,
        choices=choices,
        look=look,
        preview=preview,
        would=present_report(would) if would else None,
        same=same,
        twins=twins,
        columns=shown,
        more_columns=len(columns) - len(shown),
    )


def _rows(preview: Preview, look: Look, page: Page) -> list[Row]:
    """Return the rows with the sentences of pages."""
    return [
        row.model_copy(update={"faults": [present_fault(page, each) for each in judged.faults]})
        for row, judged in zip(preview.rows, look.preview.rows, strict=True)
    ]


def _columns(preview: Preview, choices: Choices) -> Iterator[Column]:
    dialect = preview.dialect
    fields = {at: name for name, at in dialect.positions.items()}
    below = [row.cells for row in preview.rows if row.row_number > dialect.header_row]
    keys = column_names(dialect.columns)
    for at, name in enumerate(dialect.columns):
        cells = (row[at] for row in below if at < len(row) and (row[at] or "").strip())
        picked = fields.get(at) if choices.picked is None else choices.picked.get(keys[at])
        yield Column(
            letters=letters(at),
            name=name,
            key=keys[at],
            samples=[shortened(text or "", _SAMPLE_CHARACTERS) for text in islice(cells, SAMPLES)],
            field=picked or "",
        )
