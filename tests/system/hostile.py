"""Files made to harm whoever opens them, and how much memory a stack needs for them."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from tests.spreadsheets.containers import HEADER_ROW, ole, raw_sheet, raw_xlsx, repeating

ROW = '<row r="2"><c r="A2" t="inlineStr"><is><t>Gol</t></is></c></row>'
ENTITY = "<!DOCTYPE x [<!ENTITY j SYSTEM 'file:///etc/passwd'>]>"
XML = '<?xml version="1.0" encoding="UTF-8"?>'


@dataclass(frozen=True)
class HostileFile:
    """`code`: what it is refused with, or what its import fails with; None if nothing is in it."""

    name: str
    content: bytes
    code: str | None


def hostile_files() -> list[HostileFile]:
    sheet = raw_sheet(HEADER_ROW + ROW)
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    blank = "".join(f'<row r="{at}"><c r="A{at}" s="1"/></row>' for at in range(3, 1_048_577))
    entity = XML + ENTITY + raw_sheet(HEADER_ROW + ROW.replace("Gol", "&j;")).removeprefix(XML)
    return [
        HostileFile(
            "bomba.xlsx", repeating(HEADER_ROW, " " * 1_000, 1_100_000), "workbook_too_large"
        ),
        HostileFile(
            "quase.xlsx", repeating(HEADER_ROW, " " * 1_000, 900_000), "workbook_out_of_memory"
        ),
        HostileFile("entidade.xlsx", raw_xlsx(entity), "unreadable_file"),
        HostileFile(
            "canto.xlsx", raw_xlsx(raw_sheet(HEADER_ROW + ROW + corner)), "workbook_out_of_memory"
        ),
        HostileFile("vazias.xlsx", raw_xlsx(raw_sheet(HEADER_ROW + ROW + blank)), None),
        HostileFile(
            "senha.xlsx",
            ole({"EncryptionInfo": bytes(5_000), "EncryptedPackage": bytes(5_000)}),
            "encrypted_workbook",
        ),
        HostileFile("cortada.xlsx", raw_xlsx(sheet)[:-30], "unreadable_file"),
        HostileFile(
            "pagina.xls", b"<html><table><tr><td>placa</td></tr></table></html>", "html_workbook"
        ),
    ]


@dataclass
class Peak:
    """The largest resident size of any process, in bytes, and whose it was."""

    size: int = 0
    command: str = ""


@contextmanager
def peak_of_children() -> Iterator[Peak]:
    """Watch every process below this one."""
    peak, is_over = Peak(), threading.Event()

    def watch() -> None:
        while not is_over.wait(0.05):
            for process in psutil.Process(os.getpid()).children(recursive=True):
                try:
                    size, command = process.memory_info().rss, " ".join(process.cmdline())
                except psutil.Error:
                    continue  # it has ended
                if size > peak.size:
                    peak.size, peak.command = size, command

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        is_over.set()
        watcher.join()
