"""Times in log lines."""

from datetime import UTC, datetime


def moment(seconds: float) -> str:
    """Return a time since the epoch as RFC 3339 in UTC, with milliseconds."""
    text = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
