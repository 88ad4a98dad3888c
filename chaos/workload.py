"""Uploads as a client makes them that must get its file through."""

import time
from pathlib import Path

from chaos.board import Board
from chaos.client import Client, UnansweredError
from chaos.door import Door
from chaos.tally import Tally
from chaos.uploads import Upload

# Seconds that an upload waits for the import it builds upon; through an outage and retries.
PATIENCE = 420.0
POLL = 0.5
# Seconds between the halves of a file that is put into the source.
GROWING_SECONDS = 1.0


class Uploader:
    """Uploads files, each in the thread that calls it."""

    def __init__(self, door: Door, folder: Path, source: Path, board: Board, tally: Tally) -> None:
        """`source` is the folder that the schedule reads."""
        self._door = door
        self._source = source
        self._folder = folder
        self._board = board
        self._tally = tally

    def upload(self, upload: Upload) -> None:
        """Upload a file until it is accepted, after what it builds upon."""
        client = Client(self._door, self._tally)
        try:
            if upload.waits and upload.relative and not self._wait_for(upload.relative, client):
                self._tally.violation(
                    f"{upload.relative.name} did not complete in {PATIENCE:.0f} s."
                )
                return
            if upload.is_scheduled:
                self._drop(upload, client)
            else:
                self._send(upload, client)
        except UnansweredError:
            self._tally.violation(f"The upload of {upload.name} was never answered.")
        finally:
            client.close()

    def _send(self, upload: Upload, client: Client) -> None:
        content = (self._folder / upload.filename).read_bytes()
        answer = client.post(
            "/api/v1/imports",
            files={"file": (upload.filename, content)},
            data=upload.form,
            headers={"Idempotency-Key": upload.name},
        )
        if answer.status_code != 201:
            self._tally.violation(
                f"{upload.name} was answered {answer.status_code}: {answer.text[:200]}"
            )
            return
        self._tally.add("uploads accepted")
        self._board.accepted(upload, answer.json()["job_id"])

    def _drop(self, upload: Upload, client: Client) -> None:
        """Write a file into the source as a slow program does, and wait for its import."""
        content = (self._folder / upload.filename).read_bytes()
        half = len(content) // 2
        with (self._source / upload.filename).open("wb") as file:
            file.write(content[:half])
            file.flush()
            time.sleep(GROWING_SECONDS)
            file.write(content[half:])
        if job_id := self._imported(upload, client):
            self._tally.add("files imported by the schedule")
            self._board.accepted(upload, job_id)
        else:
            self._tally.violation(f"{upload.name} was not imported in {PATIENCE:.0f} s.")

    def _imported(self, upload: Upload, client: Client) -> str | None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = client.get("/api/v1/imports", filename=upload.filename).json()["items"]
            if found:
                return str(found[0]["id"])
            time.sleep(2 * POLL)
        return None

    def _wait_for(self, base: Upload, client: Client) -> bool:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            job_id = self._board.jobs.get(base.name)
            if job_id and client.get(f"/api/v1/imports/{job_id}").json()["status"] == "completed":
                return True
            time.sleep(POLL)
        return False
