"""Sentences that name an import lead to it, and stay text otherwise."""

from uuid import UUID, uuid4

import pytest

from api.console.import_links import linked

ONE, OTHER = UUID(int=0xABCDEF), uuid4()


def test_each_id_in_a_sentence_is_a_link() -> None:
    made = linked(f"pela importação {ONE}; antes, {OTHER}")
    for id_ in (ONE, OTHER):
        assert f'href="/importacoes/{id_}" title="{id_}">{str(id_)[:8]}</a>' in made
    assert made.startswith("pela importação <a ")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("<b>&</b>", "&lt;b&gt;&amp;&lt;/b&gt;"),
        # Not an id: too long, or cut off.
        (f"{ONE}0", f"{ONE}0"),
        (str(ONE)[:-1], str(ONE)[:-1]),
    ],
)
def test_all_else_is_text(text: str, shown: str) -> None:
    assert linked(text) == shown


def test_what_stands_around_an_id_is_escaped() -> None:
    made = linked(f"<script>{ONE}</script>")
    assert made.startswith("&lt;script&gt;<a class=")
    assert made.endswith("</a>&lt;/script&gt;")
