import io

import httpx
import openpyxl

from api.downloads.attachments import XLSX

PATH = "/api/v1/imports/template.xlsx"


def test_the_template_is_a_workbook(api: httpx.Client) -> None:
    answer = api.get(PATH)
    assert answer.headers["content-type"] == XLSX
    assert "modelo-veiculos.xlsx" in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Veículos", "Instruções"]


def test_who_has_it_need_not_take_it_again(api: httpx.Client) -> None:
    tag = api.get(PATH).headers["etag"]
    again = api.get(PATH, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert api.get(PATH, headers={"If-None-Match": '"other"'}).status_code == 200
