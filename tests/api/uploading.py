"""Sending uploads, and looking what became of them."""

import json
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import httpx
import psycopg

from tests.api.serving import wait_until
from vehicle_pipeline.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

CSV = b"modelo;placa;ano;valor_fipe\nGOL;ABC1234;2020;45000,00\n"


def upload(
    api: httpx.Client, content: bytes = CSV, name: str = "frota.csv", **extra: str
) -> httpx.Response:
    headers = {"Idempotency-Key": extra.pop("key")} if "key" in extra else {}
    return api.post("/api/v1/imports", files={"file": (name, content)}, data=extra, headers=headers)


def stored(settings: Settings) -> list[Path]:
    folder = Path(settings.uploads_url)
    return list(folder.iterdir()) if folder.exists() else []


@cache
def _sqs(_endpoint: str) -> "SQSClient":
    # Making one takes the processor for so long that nothing else would get on beside a wait.
    return boto3.client("sqs")


def jobs_sent_in_the_end(settings: Settings) -> list[str]:
    """As `sent_jobs`, once an API has sent all that it promised."""
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        waiting = "select exists (select from outbox)"
        wait_until(lambda: connection.execute(waiting).fetchone() == (False,))
    return sent_jobs(settings)


def sent_jobs(settings: Settings) -> list[str]:
    """The imports that the queue's messages ask for; takes the messages out, foreign ones too."""
    sqs = _sqs(os.environ["AWS_ENDPOINT_URL"])
    try:
        url = sqs.get_queue_url(QueueName=settings.sqs_queue_name)["QueueUrl"]
    except sqs.exceptions.QueueDoesNotExist:
        return []
    jobs = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        bodies = [message["Body"] for message in messages]
        jobs += [json.loads(body)["job_id"] for body in bodies if body.startswith('{"job_id"')]
    return jobs
