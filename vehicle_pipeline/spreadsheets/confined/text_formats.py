"""What number formats show in place of a text: words beside it, another text, or nothing."""

from typing import Any, NamedTuple

from vehicle_pipeline.spreadsheets.confined.format_sections import Section, sections_of
from vehicle_pipeline.spreadsheets.confined.number_formats import LONGEST, marked

# With so many sections, the last is the one for texts; with fewer, it is if it has this sign.
_SECTIONS = 4
_TEXT = "@"


class TextLook(NamedTuple):
    """What a `section` makes of a text."""

    section: Section
    code: str

    def text(self, value: Any) -> str | None:
        """Return the text that people see; None where that is the value, or it is no text."""
        if not isinstance(value, str) or not value.strip():
            return None
        parts = (value if part.kind == "general" else part.text for part in self.section.parts)
        shown = "".join(char if char.isprintable() else " " for char in "".join(parts))
        return marked(shown, self.code)


def text_shown_by(code: str) -> TextLook | None:
    """Return what a format shows in place of texts; None if it shows them as they are."""
    code = code[:LONGEST]
    sections = sections_of(code)
    is_for_texts = len(sections) >= _SECTIONS
    section = sections[_SECTIONS - 1] if is_for_texts else sections[-1]
    places = [part.text for part in section.parts if part.kind == "general"]
    if not is_for_texts and _TEXT not in places:
        return None
    added = "".join(part.text for part in section.parts if part.kind != "general")
    return TextLook(section, code) if added.strip() or len(places) != 1 else None
