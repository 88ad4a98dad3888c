"""Files that commands leave in the person's folders: whole or not at all, never over another."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from vehicle_pipeline.local.errors import BadUsageError, CommandError, reason_of


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """The file `path`, to be written; it is gone again if that fails.

    Raises BadUsageError if there is one already, CommandError if it cannot be written.
    """
    try:
        with path.open("xb") as file:
            try:
                yield file
            except BaseException:
                path.unlink()
                raise
    except FileExistsError as error:
        raise BadUsageError(f"{path} já existe; escolha outro nome ou remova-o.") from error
    except OSError as error:
        raise CommandError(f"Não foi possível gravar {path}: {reason_of(error)}.") from error
