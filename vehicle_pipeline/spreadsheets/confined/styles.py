"""What the styles of a workbook's cells show, whatever its format."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from vehicle_pipeline.spreadsheets.confined.number_formats import (
    BUILT_IN,
    BUILT_IN_DATES,
    BUILT_IN_PLAIN,
    Look,
    is_date,
    shown_by,
)
from vehicle_pipeline.spreadsheets.confined.text_formats import TextLook, text_shown_by


class Styles(NamedTuple):
    """Styles by their position in the list of styles.

    What they show in place of numbers and of texts, and which are for dates.
    """

    numbers: dict[int, Look]
    texts: dict[int, TextLook]
    dates: frozenset[int]
    # The formats of other numbers, which are those of models as well.
    plain: Mapping[int, str] = {}


NO_STYLES = Styles({}, {}, frozenset())


def styles_of(formats: Sequence[int], written: Mapping[int, str]) -> Styles:
    """Return the styles, of which `formats` has the number of each one's format.

    `written` are the formats that the workbook defines.
    """
    used = {*formats}
    codes = {number: code for number, code in {**BUILT_IN, **written}.items() if number in used}
    numbers = {number: shown_by(code) for number, code in codes.items()}
    texts = {number: text_shown_by(code) for number, code in codes.items()}
    dates = {number for number, code in written.items() if is_date(code)}
    dates |= BUILT_IN_DATES - written.keys()
    of_cells = [*enumerate(formats)]
    plain = {
        number: code
        for number, code in {**BUILT_IN_PLAIN, **written}.items()
        if not numbers.get(number) and number not in dates
    }
    return Styles(
        {style: shown for style, number in of_cells if (shown := numbers.get(number))},
        {style: look for style, number in of_cells if (look := texts.get(number))},
        frozenset(style for style, number in of_cells if number in dates),
        {style: plain[number] for style, number in of_cells if number in plain},
    )
