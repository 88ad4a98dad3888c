"""What is going to happen and when, decided before anything starts: the same for the same seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random
from typing import TypeVar

from chaos.uploads import Shape, Upload, uploads_of

ROUND_SECONDS = 7.0
# Rounds without what takes long to recover from, so that three of them make a short run.
EASY_ROUNDS = 3
# From so many rounds on PostgreSQL also goes away for longer.
ROUNDS_WITH_OUTAGES = 10
# What two processors can do in a round, with everything that has to be done twice.
SHAPES_PER_ROUND = 2
ACTS_PER_ROUND = 3
# Far behind the blocks of plates that ordinary rounds take: two per upload.
OUTAGE_BLOCKS = 30_000
SCHEDULED_BLOCKS = 20_000
# A schedule fires once a minute at most, which short storms do not wait for. A file in so many
# rounds.
SCHEDULED_EVERY = 4
_APART = {Shape.SCHEDULED}

Card = TypeVar("Card")


class Kind(StrEnum):
    """What the saboteur can do."""

    KILL_RUN = "kill run"
    KILL_RUN_SERVER = "kill run server"
    KILL_DAEMON = "kill daemon"
    KILL_CODE_SERVER = "kill code server"
    KILL_API = "kill API"
    KILL_WEBSERVER = "kill webserver"
    KILL_EMULATOR = "kill queue emulator"
    KILL_POSTGRES = "kill PostgreSQL"
    KILL_BACKEND = "kill backend"
    TERMINATE_BACKENDS = "terminate backends"
    PAUSE_POSTGRES = "pause PostgreSQL"
    PAUSE_RUN = "pause run"
    FREEZE_RUN = "freeze run"
    DUPLICATE = "duplicate message"
    DELAY = "delay messages"
    DROP = "drop messages"
    PURGE = "purge queue"
    MALFORMED = "malformed message"
    FOREIGN = "foreign message"
    CANCEL = "cancel import"
    TERMINATE = "terminate run"
    DISCARD = "discard held import"
    STOP_POSTGRES = "stop PostgreSQL"
    HANG_POSTGRES = "hang PostgreSQL"
    EXHAUST = "exhaust connections"


# Dealt like cards, so that every kind comes up before any comes again.
QUICK = [
    *[Kind.KILL_RUN] * 4,
    Kind.KILL_API,
    Kind.KILL_API,
    Kind.KILL_WEBSERVER,
    Kind.KILL_EMULATOR,
    Kind.KILL_POSTGRES,
    Kind.KILL_BACKEND,
    Kind.TERMINATE_BACKENDS,
    Kind.PAUSE_POSTGRES,
    Kind.PAUSE_RUN,
    Kind.DUPLICATE,
    Kind.DUPLICATE,
    Kind.DELAY,
    Kind.DROP,
    Kind.PURGE,
    Kind.CANCEL,
    Kind.CANCEL,
    Kind.TERMINATE,
    Kind.DISCARD,
]
# May take a minute and more until all is well again: so long a run that was being launched looks
# as if it began, and a message that makes no sense comes again and again.
SLOW = [
    Kind.KILL_RUN_SERVER,
    Kind.KILL_DAEMON,
    Kind.KILL_CODE_SERVER,
    Kind.FREEZE_RUN,
    Kind.MALFORMED,
    Kind.FOREIGN,
    Kind.EXHAUST,
]
# Seconds that each lasts, where it lasts: at least, at most.
LASTING = {
    Kind.PAUSE_POSTGRES: (2.0, 5.0),
    Kind.PAUSE_RUN: (2.0, 6.0),
    Kind.DELAY: (5.0, 15.0),
    Kind.EXHAUST: (5.0, 8.0),
    # Until the import is asked for again.
    Kind.CANCEL: (0.1, 4.0),
}


@dataclass(frozen=True)
class Act:
    """One deed: `at` seconds into its round, for `seconds`; `choice` in [0, 1) picks the victim."""

    at: float
    kind: Kind
    choice: float
    seconds: float = 0.0


@dataclass(frozen=True)
class Round:
    """What happens within `seconds`; the next begins without waiting for its consequences."""

    name: str
    seconds: float
    uploads: tuple[Upload, ...]
    acts: tuple[Act, ...]


def storm(seed: int, rounds: int) -> list[Round]:
    """Return the rounds of a storm; its first ones are the same however many there are."""
    shapes = _dealt(Random(f"{seed}/shapes"), [each for each in Shape if each not in _APART])
    easy = _dealt(Random(f"{seed}/easy"), QUICK)
    kinds = _dealt(Random(f"{seed}/kinds"), QUICK + SLOW)
    planned = []
    for number in range(rounds):
        deck = easy if number < EASY_ROUNDS else kinds
        planned.append(_round(seed, number, _hand(shapes, SHAPES_PER_ROUND), deck))
    if rounds >= ROUNDS_WITH_OUTAGES:
        for number, kind in (
            (2 * rounds // 3, Kind.HANG_POSTGRES),
            (rounds // 3, Kind.STOP_POSTGRES),
        ):
            planned.insert(number, outage(seed, kind))
        planned[EASY_ROUNDS::SCHEDULED_EVERY] = [
            replace(round_, uploads=(*round_.uploads, *_scheduled(seed, number)))
            for number, round_ in enumerate(planned[EASY_ROUNDS::SCHEDULED_EVERY])
        ]
    return planned


def _scheduled(seed: int, number: int) -> list[Upload]:
    """Return a file for the folder of the schedule."""
    random = Random(f"{seed}/scheduled/{number}")
    block = SCHEDULED_BLOCKS + number
    return uploads_of(Shape.SCHEDULED, f"s{number:02}", _moment(random, 0.0, 5.0), block, random)


def outages(seed: int) -> list[Round]:
    """Return the rounds in which nothing happens but that PostgreSQL goes away for longer."""
    kinds = (Kind.STOP_POSTGRES, Kind.HANG_POSTGRES, Kind.EXHAUST)
    return [outage(seed, kind) for kind in kinds]


def outage(seed: int, kind: Kind, seconds: float = 30.0) -> Round:
    """PostgreSQL is away for `seconds`, while imports run, more arrive and all are watched."""
    random = Random(f"{seed}/{kind}")
    name = kind.value.replace(" ", "-")
    shapes = [Shape.MIDDLE, Shape.LARGE, Shape.CHANGE, Shape.MIDDLE_XLSX, Shape.PAIR, Shape.DRY_RUN]
    moments = [0.0, 0.5, 1.0, 2.5, 10.0, 20.0]
    first = OUTAGE_BLOCKS + 100 * list(Kind).index(kind)
    uploads = [
        upload
        for number, (shape, at) in enumerate(zip(shapes, moments, strict=True))
        for upload in uploads_of(shape, f"{name}-{number}", at, first + 2 * number, random)
    ]
    act = Act(2.0, kind, random.random(), seconds)
    return Round(name, seconds + 8.0, tuple(uploads), (act,))


def _round(seed: int, number: int, shapes: Sequence[Shape], kinds: Iterator[Kind]) -> Round:
    random = Random(f"{seed}/{number}")
    uploads: list[Upload] = []
    for place, shape in enumerate(shapes):
        at = _moment(random, 0.0, ROUND_SECONDS / 2)
        block = 2 * (number * SHAPES_PER_ROUND + place)
        uploads += uploads_of(shape, f"r{number:02}-{place}", at, block, random)
    acts = [_act(kind, random) for kind in _hand(kinds, ACTS_PER_ROUND)]
    acts.sort(key=lambda act: act.at)
    return Round(f"round {number}", ROUND_SECONDS, tuple(uploads), tuple(acts))


def _act(kind: Kind, random: Random) -> Act:
    at, choice = _moment(random, 0.5, ROUND_SECONDS), random.random()
    return Act(at, kind, choice, _moment(random, *LASTING.get(kind, (0.0, 0.0))))


def _moment(random: Random, first: float, last: float) -> float:
    return round(random.uniform(first, last), 2)


def _dealt(random: Random, cards: Sequence[Card]) -> Iterator[Card]:
    """Yield the cards in random order, then again in another, for ever."""
    while True:
        yield from random.sample(cards, len(cards))


def _hand(deck: Iterator[Card], size: int) -> list[Card]:
    return [next(deck) for _ in range(size)]
