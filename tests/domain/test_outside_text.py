"""What a stranger wrote, as an operator sees it. The judge is a renderer of GitHub's Markdown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from vehicle_pipeline.domain.outside_text import inert, printable

JOINER = "\u2060"
ATTACKS = [
    "![x](/graphql?query=mutation+Shutdown{shutdownRepositoryLocation})",
    "[x](http://127.0.0.1:3000/graphql?query=mutation)",
    "[![x](//evil.example/a.png)](//evil.example)",
    "http://evil.example/?a=1",
    "https://user@evil.example",
    "//www.evil.example",
    "///evil.example",
    "HTTPS://evil.example WWW.evil.example",
    "www.evil.example",
    "ana@evil.example",
    "@channel @here",
    "x | ![y](z)",
    "left\u202eright",
]
# What the signs of links, mentions and Markdown are made of, close together.
SIGNS = st.lists(
    st.sampled_from([*"[]()!:/@.<>|`\\*~ \n\tx", "http", "https", "www.", "://", "]("])
).map("".join)


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        ("ação 🚗\n\tlinha", "ação 🚗\n\tlinha"),
        ("a\x00b", "a\\x00b"),
        ("\x1b[31mred\r", "\\x1b[31mred\\r"),
        ("\x9b31m", "\\x9b31m"),
        ("left\u202eright", "left\\u202eright"),
        ("\ufffd", "\ufffd"),
    ],
    ids=["text", "NUL", "escape", "C1", "right to left", "replacement"],
)
def test_what_a_terminal_would_obey_is_escaped(body: str, printed: str) -> None:
    assert printable(body) == printed


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_reads_the_same_and_does_nothing(attack: str) -> None:
    shown = inert(attack)
    assert shown.replace(JOINER, "") == printable(attack)
    assert links(shown) == []
    assert shown != attack


def test_an_ordinary_text_stays_as_it_is() -> None:
    text = "Gol 1.6 (16V) [flex] - R$ 45.000,00; frota_2026.csv *novo* #3 & cia"
    assert inert(text) == text


def test_a_text_stays_on_one_line() -> None:
    assert inert(" a\r\n\tb\u2028c\xa0\n") == "a b c"


@given(SIGNS | st.text())
def test_no_text_makes_a_link_or_an_image_or_leaves_its_line(text: str) -> None:
    shown = inert(text)
    assert shown.isprintable() or JOINER in shown
    assert "\n" not in shown
    assert links(f"A importação de {shown}") == []


@given(SIGNS | st.text())
def test_no_text_is_lost(text: str) -> None:
    folded = " ".join(text.replace(JOINER, "").split())
    assert inert(text.replace(JOINER, "")).replace(JOINER, "") == printable(folded)


def links(markdown: str) -> list[str]:
    """The links and images that a renderer finds, addresses in plain text among them.

    A bare host without `www.` is one to it as well; log views and chats differ about those, and
    it is told to leave them, or every `frota.py` would be one.
    """
    renderer = MarkdownIt("gfm-like")
    assert renderer.linkify is not None
    renderer.linkify.set({"fuzzy_link": False, "fuzzy_email": True})
    # Where it stands, `<` has been escaped already.
    tokens = renderer.parse(markdown.replace("<", "&lt;"))
    return [token.tag for token in flat(tokens) if token.tag in ("a", "img")]


def flat(tokens: list[Token]) -> list[Token]:
    return [each for token in tokens for each in (token, *flat(token.children or []))]
