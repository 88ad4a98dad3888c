"""Sentences that name an import lead to its page."""

import re

from markupsafe import Markup

_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
# Characters of an id that tell the imports of one page apart.
_SHOWN = 8


def linked(sentence: str) -> Markup:
    """Return a sentence, escaped, with each id of an import as a short link to its page."""
    shown, end = Markup(), 0
    for found in _ID.finditer(sentence):
        link = Markup('<a class="mono" href="/importacoes/{0}" title="{0}">{1}</a>')
        shown += sentence[end : found.start()] + link.format(found[0], found[0][:_SHOWN])
        end = found.end()
    return shown + sentence[end:]
