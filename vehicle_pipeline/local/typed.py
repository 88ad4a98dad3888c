"""What is typed, as values: parsers that explain in Portuguese what would be right."""

import os
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import typer

Choice = TypeVar("Choice", bound=StrEnum)


def whole_number(least: int, most: int | None = None) -> Callable[[str], int]:
    """Return a parser of numbers from `least` to `most`; None: without an end."""
    right = f"de {least} a {most}" if most else f"a partir de {least}"

    def parse(text: str) -> int:
        with suppress(ValueError):
            number = int(text)
            if least <= number <= (most or number):
                return number
        raise typer.BadParameter(f"'{text}' não serve; use um número inteiro {right}")

    return parse


def one_of(choices: type[Choice]) -> Callable[[str], Choice]:
    """Return a parser of the values of `choices`."""

    def parse(text: str) -> Choice:
        with suppress(ValueError):
            return choices(text)
        raise typer.BadParameter(f"'{text}' não serve; use {' ou '.join(choices)}")

    return parse


def as_typed(text: str) -> str:
    """The text that was typed, in UTF-8, which Python may have read in a lesser encoding."""
    return os.fsencode(text).decode("utf-8", "replace")


def folder(text: str) -> Path:
    """Parse the path of a folder; an empty one would be the folder that the command runs in."""
    if text.strip():
        return Path(text)
    raise typer.BadParameter("o nome está vazio; indique uma pasta")


def file_to_make(*suffixes: str) -> Callable[[str], Path]:
    """Return a parser of the names of files with one of `suffixes`."""

    def parse(text: str) -> Path:
        path = Path(text)
        if path.suffix.lower() in suffixes:
            return path
        raise typer.BadParameter(f"'{text}' não serve; o nome termina em {' ou '.join(suffixes)}")

    return parse


def identifier(text: str) -> UUID:
    """Parse the id of an import or a message."""
    with suppress(ValueError):
        return UUID(text)
    raise typer.BadParameter(
        f"'{text}' não é um identificador, que tem a forma 0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70"
    )
