"""Models of webhooks: what they tell, and whom."""

from enum import StrEnum
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from vehicle_pipeline.frozen import Frozen

# A shorter secret could be guessed.
LEAST_SECRET = 16


class ImportEvent(StrEnum):
    """What becomes of an import."""

    COMPLETED = "completed"
    FAILED = "failed"
    HELD = "held"
    UNDONE = "undone"


class ScheduleWebhook(Frozen):
    """Who is told of a schedule's imports, and what; signed with the secret."""

    url: str = Field(max_length=2_000)
    events: tuple[ImportEvent, ...] = Field(tuple(ImportEvent), min_length=1, max_length=10)
    secret: str = Field(repr=False, min_length=LEAST_SECRET, max_length=200)

    @field_validator("url")
    @classmethod
    def _check_url(cls, url: str) -> str:
        parts = urlsplit(url)
        is_plain = url.isascii() and url.isprintable() and " " not in url
        if not is_plain or parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("an address of http or https is needed")
        # A password would be shown with the host.
        if parts.username is not None or parts.port == 0:
            raise ValueError("neither a user nor port 0 is allowed")
        return url

    @property
    def receiver(self) -> str:
        """Scheme and host: the rest of an address may be a secret."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"
