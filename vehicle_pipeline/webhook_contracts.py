"""Models of webhooks: what they tell, and whom."""

from enum import StrEnum
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from vehicle_pipeline.frozen import Frozen

# A shorter secret could be guessed.
LEAST_SECRET = 16
MOST_SECRET = 200
_NOT_AN_ADDRESS = PydanticCustomError("not_an_address", "Input should be an http(s) address")


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
    secret: str = Field(repr=False, min_length=LEAST_SECRET, max_length=MOST_SECRET)

    @field_validator("url")
    @classmethod
    def _check_url(cls, url: str) -> str:
        try:
            parts, port = urlsplit(url), urlsplit(url).port
        except ValueError:
            raise _NOT_AN_ADDRESS from None
        is_plain = url.isascii() and url.isprintable() and " " not in url
        if not is_plain or parts.scheme not in ("http", "https") or not parts.hostname:
            raise _NOT_AN_ADDRESS
        # A password would be shown with the host.
        if parts.username is not None or port == 0:
            raise PydanticCustomError("address_with_user", "No user and no port 0 are allowed")
        return url

    @property
    def receiver(self) -> str:
        """Scheme and host: the rest of an address may be a secret."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"
