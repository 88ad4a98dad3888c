"""The opening tags of a small XML part."""

from xml.parsers import expat

from vehicle_pipeline.errors import BadSpreadsheetError


def opening_tags(xml: bytes) -> list[tuple[str, dict[str, str]]]:
    """Return name and attributes of every element, both without their prefixes, in file order.

    A document type is refused: workbooks have none, and it is where entities come from. Raises
    BadSpreadsheetError: unreadable_file.
    """
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((_local(name), {_local(key): text for key, text in attributes.items()}))

    def doctype(*_: object) -> None:
        raise BadSpreadsheetError("unreadable_file")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise BadSpreadsheetError("unreadable_file") from error
    return found


def _local(name: str) -> str:
    return name.rpartition(":")[2]
