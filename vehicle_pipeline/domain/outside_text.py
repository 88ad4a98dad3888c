"""Text from outside (cells, headers, names, messages), made safe to put before an operator."""

import re

# An invisible character that joins words. Between two signs it stops every renderer from reading
# them as one token, and no reader sees it.
_JOINER = "\u2060"
# Where chats and log views find a link, an image or a mention: an address's slashes, the middle of
# a Markdown link, a bare host, an e-mail address or `@channel`.
_ACTIVE = re.compile(r"/(?=/)|\](?=\()|w(?=ww\.)|@", re.IGNORECASE)


def printable(text: str) -> str:
    """Return a text that changes nothing but what is written: not the terminal, not the reading
    order. Line breaks and tabs stay.
    """
    return "".join(
        char if char.isprintable() or char in "\n\t" else char.encode("unicode_escape").decode()
        for char in text
    )


def inert(text: str) -> str:
    """Return a text on one line in which no reader's program finds a link, image or mention.

    Not for Markdown or HTML: those have further signs, and nothing from outside goes there.
    """
    return _ACTIVE.sub(rf"\g<0>{_JOINER}", printable(" ".join(text.split())))
