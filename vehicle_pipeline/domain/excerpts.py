"""The beginning of a text that somebody sent, to quote it in a sentence."""

# Characters that are quoted.
_SHOWN = 100


def excerpt(text: str) -> str:
    """Return the beginning of a text, without what UTF-8 cannot write."""
    return text[:_SHOWN].encode("utf-8", "replace").decode("utf-8")
