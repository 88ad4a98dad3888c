"""Uploads that somebody has damaged on purpose: the same number, the same mutant."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

CORPUS = Path(__file__).parents[2] / "corpus"
# Larger files would make the same mistakes, slower.
_LARGEST = 30_000
_BOUNDARY = b"----mutant"
_NAMES = [
    *("frota.csv", "frota.xlsx", "frota.xls", "frota.zip", "frota.csv.gz", "frota.ods", "frota"),
    *("../../etc/passwd", "C:\\frota.csv", "a\x00.csv", ".csv", "..", "", "a" * 5_000 + ".csv"),
    *(
        "\u202evsc.xlsx",
        "<script>.csv",
        "{{7*7}}.csv",
        "%2e%2e%2f.csv",
        "a\r\nX: y.csv",
        "\ud83d.csv",
    ),
]
_VALUES = [
    "",
    "x",
    "\x00",
    "0",
    "-1",
    "9" * 400,
    "true",
    "{}",
    '{"placa": []}',
    "[[[[",
    "é" * 2_000,
]
_FIELDS = [
    *("on_conflict", "dry_run", "encoding", "delimiter", "decimal", "sheet", "header_row"),
    *("mapping", "guard", "file", "nothing", ""),
]
_CELLS = [b'"', b"\x00", b"\xff\xfe", b"\r", b";" * 3_000, b"=1+1", b"\xef\xbb\xbf", b"9" * 5_000]


@dataclass(frozen=True)
class Mutant:
    """What is sent. One that `stops` promises more than it sends, and hangs up."""

    request: bytes
    stops: bool


@cache
def _seeds() -> list[tuple[str, bytes]]:
    found = sorted(path for folder in ("text", "workbooks") for path in (CORPUS / folder).iterdir())
    kept = [path for path in found if path.suffix != ".json" and path.stat().st_size <= _LARGEST]
    return [(path.name, path.read_bytes()) for path in kept]


def mutant(number: int) -> Mutant:
    random = Random(number)
    name, content = random.choice(_seeds())
    content = random.choice(_OF_CONTENT)(content, random)
    name = random.choice(_NAMES) if random.random() < 0.3 else name
    body = _form(name, content, random)
    if random.random() < 0.3:
        body = _bytes(body, random)
    stops = random.random() < 0.05
    return Mutant(_head(len(body) + 1_000 * stops, random) + body, stops)


def _head(size: int, random: Random) -> bytes:
    # A preview reads the file as well, in a process of its own, which takes longer.
    path = "/api/v1/imports/preview" if random.random() < 0.02 else "/api/v1/imports"
    kind = b"multipart/form-data; boundary=" + _BOUNDARY
    if random.random() < 0.1:
        kind = _bytes(kind, random).translate(None, b"\r\n\x00")
    lines = [
        b"POST " + path.encode() + b" HTTP/1.1",
        b"Host: 127.0.0.1",
        b"Connection: close",
        b"Content-Length: %d" % size,
        b"Content-Type: " + kind,
    ]
    if random.random() < 0.2:
        value = bytes(random.randrange(32, 256) for _ in range(random.randrange(200)))
        name = random.choice([b"Idempotency-Key", b"Accept-Language", b"X-Request-ID", b"Cookie"])
        lines.append(name + b": " + value)
    return b"\r\n".join([*lines, b"", b""])


def _form(name: str, content: bytes, random: Random) -> bytes:
    fields = [
        (random.choice(_FIELDS), random.choice(_VALUES)) for _ in range(random.choice([0, 0, 1, 3]))
    ]
    parts = [_part(f'name="{field}"', value.encode()) for field, value in fields]
    title = name.encode("utf-8", "surrogatepass")
    file = _part('name="file"; filename="', content).replace(
        b'filename="', b'filename="' + title + b'"', 1
    )
    parts.insert(random.randrange(len(parts) + 1), file)
    return b"".join(parts) + b"--" + _BOUNDARY + b"--\r\n"


def _part(disposition: str, content: bytes) -> bytes:
    head = f"Content-Disposition: form-data; {disposition}\r\n\r\n".encode()
    return b"--" + _BOUNDARY + b"\r\n" + head + content + b"\r\n"


def _same(content: bytes, random: Random) -> bytes:
    return content


def _bytes(content: bytes, random: Random) -> bytes:
    """Bytes changed, removed, repeated, moved; or an end too soon."""
    found = bytearray(content)
    for _ in range(random.choice([1, 1, 3, 20])):
        at = random.randrange(len(found) + 1)
        size = random.choice([1, 1, 4, 100])
        match random.randrange(5):
            case 0:
                found[at : at + size] = random.randbytes(size)
            case 1:
                del found[at : at + size]
            case 2:
                found[at:at] = found[at : at + size] * random.choice([1, 2, 50])
            case 3:
                found[at:at] = random.choice(_CELLS)
            case _:
                del found[max(at, len(found) // 2) :]
    return bytes(found)


def _cells(content: bytes, random: Random) -> bytes:
    """Lines shuffled, delimiters changed, cells replaced."""
    lines = content.split(b"\n")
    random.shuffle(lines)
    at = random.randrange(len(lines))
    lines[at] = lines[at].replace(random.choice([b";", b",", b"\t"]), random.choice(_CELLS), 2)
    return b"\n".join(lines)


def _members(content: bytes, random: Random) -> bytes:
    """Of a packed file: its parts renamed, damaged, left out, repeated."""
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(made, "w") as packed:
            for member in given.namelist():
                part, fate = given.read(member), random.randrange(8)
                part = _bytes(part, random) if fate == 0 else part
                title = (
                    random.choice(["../x.csv", "/x.csv", "x.csv", "mimetype"])
                    if fate == 1
                    else member
                )
                for _ in range(0 if fate == 2 else 2 if fate == 3 else 1):
                    # It would warn of a name that comes twice.
                    packed.NameToInfo.pop(title, None)
                    packed.writestr(title, part)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return _bytes(content, random)
    return made.getvalue()


_OF_CONTENT: list[Callable[[bytes, Random], bytes]] = [_same, _bytes, _cells, _members, _members]
