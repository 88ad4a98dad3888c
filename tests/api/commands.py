"""What tests of the command line share."""

from collections.abc import Callable

from typer.testing import Result

Command = Callable[..., Result]


def words(result: Result) -> str:
    """What a person reads, as one line."""
    return " ".join(result.output.split())
