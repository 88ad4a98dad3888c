"""An operator's routine work, done throughout the storm and after it."""

import threading
from typing import Self

from chaos.board import Board
from chaos.client import Json, UnansweredError
from chaos.operators import Operator
from chaos.tally import Tally

# Between two rounds, in seconds.
PAUSE = 3.0


class Attendant:
    """A thread, for the duration of a `with` block, that continues cancelled and failed imports.

    It also approves what is held, and undoes what is to be undone.

    With `reconciles` it also asks for the repair of hanging imports, more often than the schedule
    does, which is once a minute.
    """

    def __init__(self, operator: Operator, board: Board, tally: Tally, *, reconciles: bool) -> None:
        self._operator = operator
        self._board = board
        self._tally = tally
        self._reconciles = reconciles
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def _work(self) -> None:
        while not self._is_over.wait(PAUSE):
            try:
                self._round()
            except UnansweredError:
                continue

    def _round(self) -> None:
        for import_ in self._operator.imports("cancelled"):
            self._tally.add("imports gone on", self._operator.go_on(import_["id"]))
        for job_id in self._operator.held():
            self._tally.add("imports approved", self._operator.decide(job_id, "approve"))
        for job_id in self._board.to_undo:
            if self._operator.status(job_id) == "completed":
                self._tally.add("undos asked for", self._operator.undo(job_id))
        for import_ in self._operator.imports("failed"):
            # Any other failure is the file's.
            if import_["error_code"] == "gave_up":
                self._tally.add("imports given up, redriven", self._redrive(import_))
        self._tally.add("schedules resumed", self._operator.resume_schedules())
        if self._reconciles:
            self._operator.reconcile()

    def _redrive(self, import_: Json) -> bool:
        """By its dead letter; before that is collected, or if it got lost, by a new import."""
        return self._operator.redrive(import_["id"]) or self._operator.go_on(import_["id"])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()
