"""Secrets that somebody has put into an address do not reach the logs."""

import logging

import pytest

from vehicle_pipeline.logs.install import install
from vehicle_pipeline.logs.redaction import redacted

SECRET = "vp_FPrxjKIszShosWonQbP-9SG2wlYYjaV98GdWQ1iTH34"

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl-_"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"GET /api/v1/imports?by={SECRET} HTTP/1.1", "GET /api/v1/imports?by=vp_… HTTP/1.1"),
        (f"/x?a=1&token={SECRET}&b=2", "/x?a=1&token=…&b=2"),
        (f"/x?id_token={JWT} HTTP/1.1", "/x?id_token=… HTTP/1.1"),
        (f"/x?whatever={JWT}&b=2", "/x?whatever=eyJ…&b=2"),
        ("/x?refresh_token=opaque", "/x?refresh_token=…"),
        (f"/entrar?voltar=/{SECRET}", "/entrar?voltar=/vp_…"),
        (SECRET.replace("_", "%5F"), "vp%5F…"),
        (
            "/entrar/oidc/retorno?code=abc-1&state=x.y HTTP",
            "/entrar/oidc/retorno?code=…&state=… HTTP",
        ),
        ("GET /api/v1/imports?filename=vp_1.csv", "GET /api/v1/imports?filename=vp_1.csv"),
    ],
)
def test_a_secret_is_cut_after_its_beginning(text: str, shown: str) -> None:
    assert redacted(text) == shown


def test_a_long_text_takes_no_time_beyond_its_length() -> None:
    for piece in ("vp_", "eyJ", "?token=", "?id_token=&"):
        text = piece * 300_000
        assert len(redacted(text)) <= len(text)


def test_every_record_is_made_without_secrets(caplog: pytest.LogCaptureFixture) -> None:
    before = logging.getLogRecordFactory()
    try:
        install("text")
        install("text")
        with caplog.at_level(logging.INFO):
            logging.getLogger("access").info('%s "%s"', "127.0.0.1", f"GET /{SECRET}")
            logging.getLogger("other").warning(f"{SECRET} was %d", 5)
    finally:
        logging.setLogRecordFactory(before)
    assert [record.getMessage() for record in caplog.records] == [
        '127.0.0.1 "GET /vp_…"',
        "vp_… was 5",
    ]
