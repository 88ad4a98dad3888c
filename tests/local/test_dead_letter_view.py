import io

import pytest
from rich.console import Console

from vehicle_pipeline.local import dead_letter_view

LETTER = {
    "id": "0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70",
    "message_id": "m",
    "job_id": None,
    "filename": None,
    "import_status": None,
    "reason": "A mensagem não é desta aplicação",
    "body": "[bold]corpo[/bold]",
    "body_size": 18,
    "receive_count": 5,
    "sent_at": None,
    "collected_at": "2026-03-04T05:06:07Z",
    "redriven_at": None,
}


def shown(width: int = 80) -> Console:
    return Console(file=io.StringIO(), width=width, soft_wrap=True)


def text(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [60, 80, 200])
def test_an_id_is_never_cut(width: int) -> None:
    console = shown(width)
    page = {"items": [LETTER], "total": 1}
    dead_letter_view.show_page(console, page, redriven=False)
    assert LETTER["id"] in text(console)


def test_a_stranger_s_text_is_no_markup() -> None:
    console = shown()
    dead_letter_view.show_letter(console, LETTER)
    assert "[bold]corpo[/bold]" in text(console)
