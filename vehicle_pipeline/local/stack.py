"""All processes of one data dir: started in order, watched, and stopped together."""

import os
import time
from contextlib import ExitStack
from typing import Self

from vehicle_pipeline.domain.messages import sentence
from vehicle_pipeline.errors import DatabaseError
from vehicle_pipeline.local import parts, signals
from vehicle_pipeline.local.data_dirs import FULL, is_full
from vehicle_pipeline.local.errors import StartError
from vehicle_pipeline.local.leftovers import end_leftovers
from vehicle_pipeline.local.narrator import Narrator
from vehicle_pipeline.local.parts import Parts
from vehicle_pipeline.local.plan import Plan
from vehicle_pipeline.local.privacy import tighten
from vehicle_pipeline.local.readiness import Watch
from vehicle_pipeline.local.state import StackState
from vehicle_pipeline.local.supervisor import Supervisor

WATCH_SECONDS = 2.0


class Stack:
    """A running stack; a context manager that starts it and always stops it.

    Only for the holder of the data dir (`state.holding`).
    """

    def __init__(self, plan: Plan, narrator: Narrator) -> None:
        self._data_dir = plan.data_dir
        self._plan = plan
        self._narrator = narrator
        self._supervisor = Supervisor(self._data_dir, plan.settings.log_format)
        self.state: StackState = plan.state(os.getpid())

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            undo.callback(self._stop)
            self._start()
            undo.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def watch(self) -> None:
        """Return never; raises StartError when a part cannot be kept up."""
        root, was_full = self._data_dir.root, False
        while True:
            time.sleep(WATCH_SECONDS)
            self._watch.check()
            if is_full(root) is not was_full:
                was_full = not was_full
                again = f"O disco de {root} tem espaço de novo."
                self._narrator.note(FULL.format(root) if was_full else again)

    def _start(self) -> None:
        data_dir, step = self._data_dir, self._narrator.step
        data_dir.create()
        tighten(data_dir)
        data_dir.state.unlink(missing_ok=True)
        with step("Preparando o PostgreSQL"):
            stack = parts.assemble(self._plan)
            if stack.postgres and stack.postgres.passages:
                opened = ", ".join(map(str, stack.postgres.passages))
                self._narrator.note(f"O usuário do PostgreSQL agora pode atravessar: {opened}.")
            self._supervisor.start(stack.programs, stack.environment)
            self._watch = Watch(self._supervisor, stack.programs, data_dir)
            self._start_database(stack)
        with step("Preparando as tabelas"):
            _migrate(stack.database_url)
        with step("Iniciando fila, Dagster e API"):
            self._supervisor.start_programs(stack.after_database)
            self._watch.until_listening(data_dir.code_server_socket)
            self._supervisor.start_programs(stack.after_code_server)
            self._watch.until_ready(self.state.api_url)
        self.state.write(data_dir)

    def _start_database(self, stack: Parts) -> None:
        if stack.postgres:
            self._supervisor.start_programs([stack.postgres.program])
        self._supervisor.start_programs(stack.independent)
        if stack.postgres:
            self._watch.until_serving(stack.postgres)

    def _stop(self) -> None:
        with signals.answered(self._say_stopping), self._narrator.step("Encerrando"):
            self._data_dir.state.unlink(missing_ok=True)
            self._supervisor.stop()
            end_leftovers(self._data_dir.root)
            self._data_dir.clear()

    def _say_stopping(self) -> None:
        self._narrator.note(
            f"Já está encerrando, em no máximo {self._supervisor.stop_seconds:.0f} s, para que "
            "nada fique pela metade; outro Ctrl-C não muda nada."
        )


def _migrate(database_url: str) -> None:
    from vehicle_pipeline.adapters.postgres.migrate import migrate

    try:
        migrate(database_url)
    except DatabaseError as error:
        raise StartError(f"DATABASE_URL: {sentence(error.code, {})}.") from error
