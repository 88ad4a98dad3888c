"""Headers in which a client weighs what it takes: `Accept-Language`, `Accept-Encoding`."""

# Of a header only so much is read, in characters. Browsers send about 100.
_READ = 1_000


def weights(header: str | None) -> dict[str, float]:
    """Return each choice in lower case and its weight, from 0 (not wanted) to 1."""
    found: dict[str, float] = {}
    for choice in (header or "")[:_READ].split(","):
        name, _, weight = choice.partition(";")
        found.setdefault(name.strip().lower(), _weight(weight.strip()))
    return found


def _weight(text: str) -> float:
    """Return the value of `q=0.8`; 1 where there is none, 0 where it is no weight."""
    name, _, value = (text or "q=1").partition("=")
    try:
        weight = float(value) if name.strip().lower() == "q" else 0.0
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
