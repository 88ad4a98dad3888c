"""Forms as clients other than browsers send them."""

import time
from collections.abc import AsyncIterator

import anyio
import httpx
import pytest

from api.uploads.disposition import names_in
from api.uploads.multipart import Event, FormPartData, FormPartEnd, FormPartStart, read_parts
from tests.api.uploading import CSV
from tests.api.world import World

UTF_8 = "filename*=UTF-8''frota%20m%C3%AAs.csv"
NAMES = [
    (UTF_8, "frota mês.csv"),
    ("filename*=iso-8859-1'pt'm%EAs.csv", "mês.csv"),
    (f'filename="a.csv"; {UTF_8}', "frota mês.csv"),
    (f'{UTF_8}; filename="a.csv"', "frota mês.csv"),
    ("filename*0*=UTF-8''m%C3%AA; filename*1=s.csv", "mês.csv"),
    ('filename="=?UTF-8?B?ZnJvdGEgbcOqcy5jc3Y=?="', "frota mês.csv"),
    ('filename="=?iso-8859-1?Q?frota_m=EAs.csv?="', "frota mês.csv"),
    ('filename="=?UTF-8?Q?frota?= =?UTF-8?Q?_m=C3=AAs.csv?="', "frota mês.csv"),
]
BROKEN = [
    ("filename*=bogus''a%20b.csv", "a b.csv"),
    ("filename*=undefined''a.csv", "a.csv"),
    ("filename*=UTF-8''%FF.csv", "\ufffd.csv"),
    ("filename*=a.csv", "a.csv"),
    ("filename*=hex''a.csv", "a.csv"),
    ('filename="=?bogus?B?AAAA?=.csv"', "=?bogus?B?AAAA?=.csv"),
    ('filename="=?UTF-8?B?A?="', "=?UTF-8?B?A?="),
    ('filename="=?UTF-8?B?/w==?="', "=?UTF-8?B?/w==?="),
    ('filename="=?.csv"', "=?.csv"),
]


def form(parameters: str, before: bytes = b"", after: bytes = b"") -> bytes:
    head = f'--x\r\nContent-Disposition: form-data; name="file"; {parameters}\r\n\r\n'.encode()
    return before + head + CSV + b"\r\n--x--\r\n" + after


def send(api: httpx.Client, body: bytes, path: str = "/api/v1/imports") -> httpx.Response:
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    return api.post(path, content=body, headers=kind)


@pytest.mark.parametrize(("parameters", "filename"), NAMES)
def test_an_encoded_name_is_that_of_the_import(
    api: httpx.Client, world: World, parameters: str, filename: str
) -> None:
    assert send(api, form(parameters)).status_code == 201
    assert world.all("select filename from import_jobs") == [(filename,)]


@pytest.mark.parametrize(("parameters", "filename"), BROKEN)
def test_a_name_in_a_broken_encoding_stays_as_it_came(parameters: str, filename: str) -> None:
    assert names_in(f"form-data; name=file; {parameters}".encode()) == ("file", filename)


@pytest.mark.parametrize("parameters", [parameters for parameters, _ in BROKEN])
def test_a_name_in_a_broken_encoding_is_no_fault_of_ours(
    api: httpx.Client, parameters: str
) -> None:
    assert send(api, form(parameters)).status_code in (201, 415)


@pytest.mark.parametrize("charset", ["idna", "punycode", "utf-7", "unicode_escape"])
@pytest.mark.parametrize("text", ["=?UTF-8?Q?", "=?", "a-", ";", "filename*1*=a;", "%", '"', "\\"])
def test_the_longest_names_are_read_in_no_time(charset: str, text: str) -> None:
    long = (text * 4_100)[:4_100]
    began = time.process_time()
    names_in(f"form-data; name=file; filename*={charset}''{long}".encode())
    names_in(f'form-data; name=file; filename="=?{charset}?Q?{long}?="'.encode())
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "preamble",
    [b"\r\n", b"A form in MIME - read it.\r\n", b"--y\r\n--\r\n", b"--x", b"-" * 100_000 + b"\r\n"],
)
def test_what_stands_before_and_after_the_form_is_skipped(
    api: httpx.Client, world: World, preamble: bytes
) -> None:
    before = preamble if preamble.endswith(b"\r\n") else b"text " + preamble + b"\r\n"
    body = form('filename="a.csv"', before, b"\r\nthe end --x\r\n--x--\r\n")
    assert send(api, body).status_code == 201
    assert world.all("select file_size from import_jobs") == [(len(CSV),)]


async def events_of(body: bytes, size: int) -> list[Event]:
    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), size):
            yield body[start : start + size]

    return [event async for event in read_parts(b"x", pieces())]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 1_000])
@pytest.mark.parametrize("before", [b"", b"\r\n", b"A preamble\r\n-\r\n--\r\r\n"])
def test_a_form_is_the_same_however_it_is_cut(before: bytes, size: int) -> None:
    events = anyio.run(events_of, form('filename="a.csv"', before, b"an epilogue"), size)
    data = b"".join(event.data for event in events if isinstance(event, FormPartData))
    assert (events[0], data, events[-1]) == (FormPartStart("file", "a.csv"), CSV, FormPartEnd())


@pytest.mark.parametrize(
    "encoding", ["base64", "quoted-printable", "Base64 ", "x-unknown", "", "8bit, base64"]
)
@pytest.mark.parametrize("path", ["/api/v1/imports", "/api/v1/imports/preview"])
@pytest.mark.usefixtures("nothing_left")
def test_a_part_that_is_encoded_is_refused(api: httpx.Client, path: str, encoding: str) -> None:
    parameters = f'filename="a.csv"\r\nContent-Transfer-Encoding: {encoding}'
    answer = send(api, form(parameters), path)
    assert (answer.status_code, answer.json()["code"]) == (400, "encoded_part")
    assert "Content-Transfer-Encoding" in answer.json()["detail"]


@pytest.mark.parametrize("encoding", ["7bit", "8bit", "Binary"])
def test_a_part_that_says_that_it_is_not_encoded_is_taken(api: httpx.Client, encoding: str) -> None:
    parameters = f'filename="a.csv"\r\nContent-Transfer-Encoding: {encoding}'
    assert send(api, form(parameters)).status_code == 201


@pytest.mark.parametrize(
    "parameters",
    [
        f'filename="{"a" * 5_000}.csv"',
        f'filename="{"a" * 60_000}.csv"',
        f'filename="a.csv"; x="{"a" * 5_000}"',
        f'filename="a.csv"\r\n{"X" * 5_000}: a',
    ],
    ids=["name", "long name", "parameter", "header"],
)
@pytest.mark.usefixtures("nothing_left")
def test_a_name_too_long_for_a_form_is_called_that(api: httpx.Client, parameters: str) -> None:
    answer = send(api, form(parameters))
    assert (answer.status_code, answer.json()["code"]) == (400, "long_part_header")
    assert "4.000" in answer.json()["detail"]


@pytest.mark.usefixtures("nothing_left")
def test_a_part_with_two_headers_of_a_name_is_refused(api: httpx.Client) -> None:
    again = 'Content-Disposition: form-data; name="file"; filename="b.csv"'
    answer = send(api, form(f'filename="a.csv"\r\n{again}'))
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_upload")
