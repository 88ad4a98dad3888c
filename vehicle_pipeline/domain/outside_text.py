"""Makes text from outside (cells, headers, names, messages) safe to show to operators."""

import re

# WORD JOINER, an invisible character. Between two signs it keeps renderers from reading them as
# one token.
_JOINER = "\u2060"
# Where chats and log views find a link, an image or a mention: an address's slashes, the middle of
# a Markdown link, a bare host, an e-mail address or `@channel`.
_ACTIVE = re.compile(r"/(?=/)|\](?=\()|w(?=ww\.)|@", re.IGNORECASE)


def printable(text: str) -> str:
    """Return a text with its unprintable characters escaped, except line breaks and tabs.

    These could control a terminal or change the reading order.
    """
    return "".join(
        char if char.isprintable() or char in "\n\t" else char.encode("unicode_escape").decode()
        for char in text
    )


def inert(text: str) -> str:
    """Return a text on one line in which chats and log views find no link, image or mention.

    Not enough for Markdown or HTML, where text from outside must not be used.
    """
    return _ACTIVE.sub(rf"\g<0>{_JOINER}", printable(" ".join(text.split())))


def shortened(text: str, limit: int) -> str:
    """Return a text of at most `limit` characters; one that was cut ends in an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
