"""Conditions of lists: those that are given, and patterns for LIKE."""

import unicodedata
from collections.abc import Iterable

from psycopg import sql


def together(conditions: Iterable[sql.Composable]) -> sql.Composed:
    """Return the condition that all of some hold; without any it always does."""
    return sql.SQL(" and ").join([*conditions] or [sql.SQL("true")])


def containing(text: str) -> str:
    """Return the pattern for `text` anywhere in a folded column, whatever its case and accents."""
    letters = unicodedata.normalize("NFD", text.lower())
    folded = "".join(letter for letter in letters if not unicodedata.combining(letter))
    escaped = folded.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"
