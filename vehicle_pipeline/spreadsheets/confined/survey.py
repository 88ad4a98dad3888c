"""Facts about a sheet, read from its records, that calamine does not report."""

# Codes of errors, the same in .xls and .xlsb.
_NAMES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


class Survey:
    """The error cells of a sheet, and the last row with anything in it (rows from 1).

    `errors` holds texts by row, then by column from 0.
    """

    def __init__(self) -> None:
        self.errors: dict[int, dict[int, str]] = {}
        self.last_row = 0

    def add_error(self, row: int, column: int, code: int) -> None:
        """Note an error cell."""
        self.errors.setdefault(row, {})[column] = _NAMES.get(code, "#ERRO!")
