"""`vehicle-pipeline up`: everything on this machine, until a signal stops it."""

from pathlib import Path

from vehicle_pipeline.local import data_dirs, import_view, output, plan, state
from vehicle_pipeline.local.command_line import misspelled_variables
from vehicle_pipeline.local.errors import CommandError
from vehicle_pipeline.local.import_command import WAITS, import_file
from vehicle_pipeline.local.narrator import Narrator
from vehicle_pipeline.local.ports import PortClaims
from vehicle_pipeline.local.stack import Stack
from vehicle_pipeline.settings import Settings


def run(settings: Settings, file: Path | None, narrator: Narrator) -> None:
    """Start a stack, import `file` if there is one, and stay up.

    Ends by KeyboardInterrupt, or by CommandError when the stack cannot be kept up or nobody can
    read where it is.
    """
    with (
        data_dirs.opened(settings, narrator.note) as data_dir,
        state.holding(data_dir),
        PortClaims() as ports,
    ):
        for name, known in misspelled_variables().items():
            narrator.note(f"A variável {name} não existe e não vale nada aqui; parece {known}.")
        narrator.note(f"Iniciando em {data_dir.root}; Ctrl-C encerra.")
        output.check()
        decided = plan.for_people(settings, ports, narrator.note)
        with Stack(decided, narrator) as stack:
            narrator.ready(stack.state, data_dir, settings)
            output.check()
            if file:
                _import(stack.state.api_url, settings, file, narrator)
            stack.watch()


def _import(api_url: str, settings: Settings, file: Path, narrator: Narrator) -> None:
    """Import `file`; the stack stays up, whether or not that succeeds."""
    try:
        finished, reasons = import_file(
            api_url, file, {}, settings.api_token, narrator=narrator, left=WAITS
        )
    except CommandError as error:
        narrator.failed(error)
    else:
        import_view.show_result(narrator.console, finished, reasons)
