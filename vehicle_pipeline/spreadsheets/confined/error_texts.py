"""Restores the texts of error cells (`#N/A`, `#REF!`, ...), which calamine leaves out.

In files of XML the cell itself is rewritten, before calamine reads it.
"""

import re

# In a tag that never ends, the first attribute that fits is the only one tried: `(?>` and `*+`.

# Of a cell of an .xlsx: what precedes the type, and the quote around it.
_ERROR_TYPE = re.compile(rb"(<(?:[\w.-]+:)?c\s(?:[^<>]*?\s)?t=)([\"'])e\2")
# A cell of an .ods that its program knows to be an error ...
_ODS_ERROR = re.compile(rb"<table:table-cell\b(?>[^<>]*?\bcalcext:value-type=\"error\")[^<>]*+>")
_ODS_VALUE = re.compile(rb"\soffice:(?:value-type|value|string-value|boolean-value)=\"[^\"]*\"")
# ... or that older programs write as the number 0, shown as an error.
_ODS_SHOWN = re.compile(
    rb"<table:table-cell\b(?>[^<>]*?\boffice:value-type=\"float\")[^<>]*+>"
    rb"(?=<text:p>(?:#[A-Z/0\x80-\xff]{2,9}[!?]?|Err:\d{3})</text:p>)"
)


def with_error_texts(rows: bytes) -> bytes:
    """Return the XML of rows of an .xlsx with error cells as cells of text."""
    # Every error's text begins with this sign, which is rare and found at once.
    if b"#" not in rows:
        return rows
    return _ERROR_TYPE.sub(rb"\1\2str\2", rows)


def ods_with_error_texts(content: bytes) -> bytes:
    """Return the content of an .ods with error cells as cells of text."""
    if content.find(b'"error"') >= 0:
        content = _ODS_ERROR.sub(_as_text, content)
    if content.find(b"<text:p>#") >= 0 or content.find(b"<text:p>Err:") >= 0:
        content = _ODS_SHOWN.sub(_as_text, content)
    return content


def _as_text(tag: re.Match[bytes]) -> bytes:
    bare = _ODS_VALUE.sub(b"", tag[0])
    return bare.replace(b"<table:table-cell", b'<table:table-cell office:value-type="string"', 1)
