"""Uploads that are refused: each with its status, and nothing is left behind."""

import io
import socket
import zipfile

import httpx
import pytest

from tests.api.serving import wait_until
from tests.api.uploading import CSV, stored, upload
from tests.api.world import World
from vehicle_pipeline.settings import Settings

ZIP = b"PK\x03\x04" + b"\x00" * 64
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("frota.csv", b"", 400, "empty_file"),
        ("frota.csv", b" \n \n", 400, "empty_file"),
        ("frota.csv", PNG, 415, "content_mismatch"),
        ("frota.xlsx", CSV, 415, "text_workbook"),
        ("frota.pdf", CSV, 415, "not_a_spreadsheet"),
        ("frota.csv", b"\x00" * 900_000, 400, "nul_bytes"),
        ("frota", CSV, 415, "no_suffix"),
        ("frota.csv", CSV + b"x" * 1_000_000, 413, "file_too_large"),
        ("frota.csv", CSV + b"x" * 3_000_000, 413, "file_too_large"),
        ("frota.png", b"x" * 900_000, 415, "not_a_spreadsheet"),
    ],
)
@pytest.mark.usefixtures("nothing_left")
def test_a_refused_file_is_told_why_and_leaves_nothing(
    api: httpx.Client, name: str, content: bytes, status: int, code: str
) -> None:
    answer = upload(api, content, name)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.usefixtures("nothing_left")
def test_a_workbook_that_was_cut_off_is_refused_after_it_was_stored(api: httpx.Client) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>" * 1000)
    answer = upload(api, whole.getvalue()[:-40], "frota.xlsx")
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable_file")


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"files": {"other": ("a.csv", CSV)}}, "unknown_field"),
        ({"files": [("file", ("a.csv", CSV)), ("file", ("b.csv", CSV))]}, "several_files"),
        ({"files": {"file": ("a.csv", CSV)}, "data": {"on_conflict": "merge"}}, "invalid_option"),
        ({"files": {"file": ("a.csv", CSV)}, "data": {"dryrun": "true"}}, "unknown_field"),
        ({"files": {"file": ("a.csv", CSV)}, "data": {"dry_run": "1"}}, "invalid_option"),
        ({"files": {"file": ("a.csv", CSV)}, "data": {"mapping": "[]"}}, "invalid_mapping"),
        ({"files": {"file": ("a.csv", CSV)}, "data": {"delimiter": "\n"}}, "invalid_option"),
        ({"files": {"file": ("a.csv", CSV)}, "data": {"mapping": " "}}, "invalid_mapping"),
        ({"files": {"file": ("a.csv", CSV)}, "data": {"sheet": "Frota"}}, "workbook_option"),
        ({"files": {"file": ("a.xlsx", ZIP)}, "data": {"encoding": "utf-8"}}, "text_option"),
        ({"files": {"file": ("a.csv", CSV)}, "data": {"sheet": "s" * 5_000}}, "field_too_long"),
        ({"files": {"file": ("a.csv", CSV)}, "data": {"sheet": ["a", "b"]}}, "unknown_field"),
        ({"files": {"on_conflict": (None, b"skip")}}, "missing_file"),
        ({"files": {"file": ("", b"")}}, "missing_file"),
    ],
)
@pytest.mark.usefixtures("nothing_left")
def test_a_form_with_something_missing_or_unknown_is_refused(
    api: httpx.Client, form: dict[str, object], code: str
) -> None:
    answer = api.post("/api/v1/imports", **form)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_bad_option_is_told_in_the_readers_language(api: httpx.Client) -> None:
    form = {"files": {"file": ("a.csv", CSV)}, "data": {"decimal": "x"}}
    pt = api.post("/api/v1/imports", **form)  # type: ignore[arg-type]
    en = api.post("/api/v1/imports", headers={"Accept-Language": "en"}, **form)  # type: ignore[arg-type]
    assert pt.json()["detail"] == "Valor 'x' inválido para 'decimal': use comma, dot"
    assert en.json()["detail"] == "Value 'x' is invalid for 'decimal': use comma, dot"


@pytest.mark.parametrize(
    ("kind", "body", "status", "code"),
    [
        ("application/json", b"{}", 415, "not_multipart"),
        ("multipart/form-data", b"", 415, "not_multipart"),
        ("multipart/form-data; boundary=x", b"garbage", 400, "malformed_upload"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n", 400, "malformed_upload"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' + CSV,
            400,
            "malformed_upload",
        ),
    ],
)
@pytest.mark.usefixtures("nothing_left")
def test_a_body_that_is_no_whole_form_is_refused(
    api: httpx.Client, kind: str, body: bytes, status: int, code: str
) -> None:
    answer = api.post("/api/v1/imports", content=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_limit_holds_while_the_body_is_still_coming(
    api: httpx.Client, settings: Settings, world: World
) -> None:
    """An endless upload is answered, and its connection closed, without its end."""
    head = (
        b"POST /api/v1/imports HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    )
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    sent = 0
    with socket.create_connection((api.base_url.host, api.base_url.port or 0)) as connection:
        connection.sendall(head + b"%x\r\n%s\r\n" % (len(part), part))
        answer = b""
        connection.settimeout(0.01)
        while not answer and sent < 50_000_000:
            try:
                connection.sendall(b"%x\r\n%s\r\n" % (100_000, b"a" * 100_000))
                sent += 100_000
                answer = connection.recv(1_000)
            except TimeoutError:
                continue
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in answer.lower()
    assert sent < 10 * settings.max_upload_bytes
    assert stored(settings) == []
    assert world.all("select * from import_jobs") == []


@pytest.mark.usefixtures("nothing_left")
def test_a_sender_that_disappears_leaves_nothing(api: httpx.Client, settings: Settings) -> None:
    head = (
        b"POST /api/v1/imports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900000\r\n"
        b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    )
    with socket.create_connection((api.base_url.host, api.base_url.port or 0)) as connection:
        connection.sendall(head + CSV * 2_000)
        wait_until(lambda: stored(settings))
    wait_until(lambda: not stored(settings))
