"""Patterns for LIKE."""

import unicodedata


def containing(text: str) -> str:
    """Return the pattern for `text` anywhere in a folded column, whatever its case and accents."""
    letters = unicodedata.normalize("NFD", text.lower())
    folded = "".join(letter for letter in letters if not unicodedata.combining(letter))
    escaped = folded.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
