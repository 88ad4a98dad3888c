import random

import pytest

from api.events.gap_guard import GapGuard

NOBODY: frozenset[str] = frozenset()


def test_without_gaps_everything_is_settled_at_once() -> None:
    guard = GapGuard()
    assert guard.settled(0, [1, 2, 3], NOBODY) == 3
    assert not guard.is_waiting


def test_a_gap_holds_back_what_comes_after_it() -> None:
    guard = GapGuard()
    assert guard.settled(0, [1, 3], NOBODY) == 1
    assert guard.is_waiting


def test_a_gap_whose_writer_commits_is_filled_in_order() -> None:
    guard = GapGuard()
    guard.settled(0, [2], NOBODY)
    assert guard.settled(0, [2], frozenset({"w"})) == 0
    assert guard.settled(0, [1, 2], frozenset({"w"})) == 2


def test_a_gap_is_given_up_once_all_writers_of_its_time_are_gone() -> None:
    guard = GapGuard()
    guard.settled(0, [2], NOBODY)
    assert guard.settled(0, [2], frozenset({"a", "b"})) == 0
    assert guard.settled(0, [2], frozenset({"b", "later"})) == 0
    assert guard.settled(0, [2], frozenset({"later"})) == 2


def test_a_writer_that_came_after_the_gap_does_not_prolong_it() -> None:
    guard = GapGuard()
    guard.settled(0, [2], NOBODY)
    guard.settled(0, [2], frozenset({"w"}))
    # 4 was drawn by a later writer, which is still at work: its own gap (3) is not given up.
    assert guard.settled(0, [2, 4], frozenset({"later"})) == 2
    assert guard.is_waiting
    assert guard.settled(2, [4], frozenset({"later"})) == 2
    assert guard.settled(2, [3, 4], NOBODY) == 4
    assert not guard.is_waiting


def test_a_full_batch_does_not_settle_what_it_did_not_reach() -> None:
    guard = GapGuard()
    guard.settled(0, [2, 3, 5], NOBODY)  # 1 and 4 are missing; a batch holds three rows
    position = guard.settled(0, [1, 2, 3], frozenset({"writer of 4"}))
    assert position == 3
    assert guard.is_waiting
    assert guard.settled(position, [5], frozenset({"writer of 4"})) == 3
    assert guard.settled(position, [4, 5], NOBODY) == 5


class Log:
    """Writers that draw ids, and commit or roll back in any order."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.writers: dict[str, int] = {}
        self.visible: list[int] = []
        self.drawn = 0

    def step(self) -> None:
        if self.chance.random() < 0.5:
            self.drawn += 1
            self.writers[f"w{self.drawn}"] = self.drawn
        elif self.writers:
            event_id = self.writers.pop(self.chance.choice(sorted(self.writers)))
            if self.chance.random() < 0.7:
                self.visible.append(event_id)


class Reader:
    """Reads as the tail does: who is writing first, then, a moment later, what is visible."""

    def __init__(self, log: Log, batch: int) -> None:
        self.log, self.batch = log, batch
        self.guard, self.position = GapGuard(), 0
        self.published: list[int] = []

    def read(self) -> None:
        writers = frozenset(self.log.writers) if self.guard.is_waiting else NOBODY
        for _ in range(self.log.chance.randrange(4)):
            self.log.step()
        ids = sorted(each for each in self.log.visible if each > self.position)[: self.batch]
        self.position = self.guard.settled(self.position, ids, writers)
        self.published += [each for each in ids if each <= self.position]


@pytest.mark.parametrize("seed", range(300))
def test_no_committed_id_is_ever_skipped(seed: int) -> None:
    chance = random.Random(seed)
    log = Log(chance)
    reader = Reader(log, batch=chance.choice([2, 3, 50]))
    for _ in range(300):
        log.step() if chance.random() < 0.7 else reader.read()
    log.visible += log.writers.values()
    log.writers.clear()
    log.step = lambda: None  # type: ignore[method-assign]
    for _ in range(300):
        reader.read()
    assert reader.published == sorted(log.visible)
