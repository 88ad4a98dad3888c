"""The beginning of a text that somebody sent, to quote it in a sentence."""

# Characters that are quoted.
_SHOWN = 100
# Marks that turn the reading order, also that of the sentence behind them.
_TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_PLAIN = str.maketrans(_TURNING, "\ufffd" * len(_TURNING))


def excerpt(text: str) -> str:
    """Return the beginning of a text, without what UTF-8 cannot write and what turns letters."""
    return text[:_SHOWN].encode("utf-8", "replace").decode("utf-8").translate(_PLAIN)
