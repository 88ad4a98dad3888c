"""Works ahead in a few threads, and yields the results in the order of the items."""

from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Lock, Semaphore, Thread
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Outcome(NamedTuple):
    """What became of an item: a result, or an error, or neither where there was no item."""

    results: tuple[object, ...] = ()
    error: BaseException | None = None


def in_order(
    make: Callable[[], Item | None], work: Callable[[Item], Result], threads: int
) -> Iterator[Result]:
    """Return `work(item)` for each item that `make` makes, until it makes None; starts at once.

    The threads make their items themselves, one at a time. At most `threads` + 1 items and results
    are held. (Importing concurrent.futures takes as long as reading a small workbook.)
    """
    boxes: SimpleQueue[SimpleQueue[_Outcome]] = SimpleQueue()
    turn, room = Lock(), Semaphore(threads + 1)

    def outcome(box: SimpleQueue[_Outcome]) -> _Outcome:
        try:
            with turn:
                boxes.put(box)  # in the order of the items
                item = make()
            return _Outcome() if item is None else _Outcome((work(item),))
        except BaseException as error:
            return _Outcome(error=error)

    def run() -> None:
        is_more = True
        while is_more and room.acquire():
            box: SimpleQueue[_Outcome] = SimpleQueue()
            box.put(found := outcome(box))
            is_more = bool(found.results)

    for _ in range(threads):
        _start(Thread(target=run, daemon=True))
    return _unpacked(boxes, room)


def _start(thread: Thread) -> None:
    """Start a thread, which wants memory for its stack."""
    try:
        thread.start()
    except RuntimeError as error:
        raise MemoryError from error


def _unpacked(boxes: "SimpleQueue[SimpleQueue[_Outcome]]", room: Semaphore) -> Iterator[Result]:
    while True:
        results, error = boxes.get().get()
        if error:
            raise error
        if not results:
            return
        room.release()
        yield results[0]  # type: ignore[misc]
