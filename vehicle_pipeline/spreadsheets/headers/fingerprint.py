"""Recognises a header by its names."""

import hashlib
from collections.abc import Sequence

from vehicle_pipeline.spreadsheets.headers.column_names import fold
from vehicle_pipeline.spreadsheets.headers.header_texts import clean


def fingerprint(columns: Sequence[str]) -> str:
    """Return the hash of a header's names, in hexadecimal.

    Case, accents, punctuation, blank columns and the order make no difference.
    """
    # Folding leaves nothing of a name in other letters.
    names = sorted(fold(text) or clean(text).casefold() for text in columns if text.strip())
    return hashlib.sha256("\n".join(names).encode("utf-8", "replace")).hexdigest()
