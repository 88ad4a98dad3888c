"""Texts that PostgreSQL can store."""


def is_storable(text: str) -> bool:
    """Whether a text has neither a NUL nor half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
