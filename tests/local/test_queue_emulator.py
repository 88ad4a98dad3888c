"""The emulator answers its stack, and nobody else on this machine: over raw sockets."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import boto3
import pytest
from botocore.exceptions import ClientError
from typer.testing import CliRunner

from tests.local.test_supervisor import eventually
from vehicle_pipeline.cli import app
from vehicle_pipeline.local.ports import PortClaims

KEY = "0123456789abcdef0123456789abcdef"
SIGNED = (
    "Authorization: AWS4-HMAC-SHA256 Credential={key}/20260101/us-east-1/{service}/aws4_request, "
    "SignedHeaders=host, Signature=00"
)
MINE = SIGNED.format(key=KEY, service="sqs")
FORM = "Content-Type: application/x-www-form-urlencoded"
SEND = "Action=SendMessage&QueueUrl=x&MessageBody=y"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with PortClaims() as ports:
        port = ports.any_free()
        process = subprocess.Popen(
            [sys.executable, "-m", "vehicle_pipeline.local.queue_emulator", str(port)],
            env={**os.environ, "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": "x"},
            stderr=subprocess.DEVNULL,
        )
        try:
            eventually(lambda: is_listening(port), 30)
            yield port
        finally:
            process.terminate()
            process.wait(10)


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def client(port: int, key: str = KEY) -> "boto3.client":
    return boto3.client(
        "sqs",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id=key,
        aws_secret_access_key="any",
    )


def answer(port: int, start: str, *headers: str, host: str = "", body: str = "") -> str:
    lines = [
        f"{start} HTTP/1.1",
        f"Host: {host or f'127.0.0.1:{port}'}",
        "Connection: close",
        f"Content-Length: {len(body)}",
        *headers,
    ]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall("\r\n".join([*lines, "", body]).encode())
        received = b""
        while part := connection.recv(65_536):
            received += part
    return received.decode()


def test_boto3_with_the_key_of_the_stack_sends_and_receives(port: int) -> None:
    sqs = client(port)
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="olá")

    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    assert message["Body"] == "olá"


def test_boto3_with_another_key_is_refused(port: int) -> None:
    with pytest.raises(ClientError) as caught:
        client(port, KEY[:-1] + "0").list_queues()

    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


@pytest.mark.parametrize(
    ("start", "headers", "host", "body"),
    [
        ("POST /", [FORM], "", SEND),
        ("POST /", [FORM, "Origin: http://evil.example"], "", SEND),
        ("POST /", [FORM, "Origin: null", MINE], "", SEND),
        ("POST /", [FORM, MINE], "evil.example", SEND),
        ("POST /", [FORM, MINE], "127.0.0.1.evil.example", SEND),
        ("POST /", ["Content-Type: text/plain", "X-Amz-Target: AmazonSQS.ListQueues"], "", "{}"),
        ("POST /", [FORM, SIGNED.format(key="local", service="sqs")], "", SEND),
        ("POST /", [FORM, SIGNED.format(key=KEY, service="s3")], "", SEND),
        ("GET /?Action=ListQueues", [], "", ""),
        ("GET /q", [], "", ""),
        ("POST /moto-api/reset", [], "", ""),
        ("POST /moto-api/reset", [MINE], "", ""),
        ("GET /moto-api/data.json", [MINE], "", ""),
        ("POST /%6doto-api/reset", [MINE], "", ""),
        ("GET /latest/meta-data/iam/", [MINE], "", ""),
        (
            "OPTIONS /",
            [
                "Origin: http://evil.example",
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: authorization",
            ],
            "",
            "",
        ),
    ],
)
def test_what_a_page_or_another_program_sends_is_refused(
    port: int, start: str, headers: list[str], host: str, body: str
) -> None:
    sqs = client(port)
    url = sqs.create_queue(QueueName="kept")["QueueUrl"]

    received = answer(port, start, *headers, host=host, body=body)

    assert received.startswith("HTTP/1.1 403"), received
    assert "access-control-" not in received.lower()
    assert sqs.get_queue_url(QueueName="kept")["QueueUrl"] == url


def test_what_is_answered_invites_no_origin(port: int) -> None:
    received = answer(port, "POST /", FORM, MINE, body="Action=ListQueues&Version=2012-11-05")

    assert received.startswith("HTTP/1.1 200"), received
    assert "access-control-" not in received.lower()


def test_an_emulator_without_a_key_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, "/nonexistent")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    result = CliRunner().invoke(app, ["queue-emulator"])

    assert result.exit_code == 2
    assert "AWS_ACCESS_KEY_ID" in result.output
