import io
from typing import Any

from rich.console import Console

from vehicle_pipeline.local import import_view


def shown(finished: dict[str, object], reasons: dict[str, Any] | None = None) -> str:
    console = Console(file=io.StringIO(), width=200)
    import_view.show_result(console, finished, reasons or {})
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_finished_import_is_shown_with_its_counts_and_why_rows_were_rejected() -> None:
    item = {"row_number": 7, "message": "Placa 'XYZ12' inválida"}
    text = shown(
        {
            "id": "7",
            "status": "completed",
            "total_rows": 12_345,
            "rejected_rows": 5,
            "error_rows": 5,
        },
        {"invalid_plate": {"total": 5, "items": [item]}},
    )

    assert "concluída" in text
    assert "12.345" in text
    assert "ABC1D23: 5" in text
    assert "Linha 7: Placa 'XYZ12' inválida" in text
    assert "vehicle-pipeline errors 7 --out" in text


def test_a_dry_run_shows_what_each_policy_would_do() -> None:
    nothing = dict.fromkeys(import_view.COUNTS, 0)
    text = shown(
        {
            **nothing,
            "id": "7",
            "status": "completed",
            "dry_run": True,
            "total_rows": 1_234,
            "dry_run_report": {
                "skip": {**nothing, "inserted_rows": 5, "duplicate_rows": 4_321},
                "update": {**nothing, "inserted_rows": 5, "updated_rows": 3, "unchanged_rows": 2},
            },
        }
    )
    lines = [line.split() for line in text.splitlines()]
    assert lines[0][:3] == ["Simulação", "7:", "concluída"]
    assert ["skip", "update"] in lines
    assert ["Linhas", "1.234", "1.234"] in lines
    assert ["Inseridas", "5", "5"] in lines
    assert ["Atualizadas", "0", "3"] in lines
    assert ["Duplicadas", "4.321", "0"] in lines
    assert "Nada foi alterado" in text


def test_what_was_assumed_of_the_file_is_shown() -> None:
    assumed = {"code": "assumed_decimal_comma", "params": {}, "message": "Valores como 45.000"}
    dialect = {"assumptions": [assumed]}
    assert "• Valores como 45.000" in shown({"id": "7", "status": "completed", "dialect": dialect})


def test_a_failed_import_says_why() -> None:
    text = shown({"id": "7", "status": "failed", "total_rows": None, "error": "Falta uma coluna."})

    assert "falhou" in text
    assert "Falta uma coluna." in text


def test_every_event_of_an_import_moves_the_bar() -> None:
    console = Console(file=io.StringIO(), width=200)
    events: list[tuple[str, dict[str, Any]]] = [
        ("job_status", {"status": "pending", "total_rows": None}),
        ("job_log", {"message": "lendo"}),
        (
            "job_progress",
            {"total_rows": 10, "processed_rows": 3, "error_rows": 1, "rows_per_second": 9},
        ),
        (
            "job_status",
            {"status": "completed", "total_rows": 10, "processed_rows": 9, "error_rows": 1},
        ),
    ]

    import_view.show_progress(console, "frota.csv", iter(events))

    assert isinstance(console.file, io.StringIO)
    assert "10/10" in console.file.getvalue()


def test_the_warning_of_an_undo_is_shown_before_anything_else_is_done() -> None:
    console = Console(file=io.StringIO(), width=80)
    line = {"code": "undo_listed_later", "message": "2 importações posteriores listaram \x1b[31m"}
    undo = {"undoes": "7", "status": "completed", "dry_run": True, "rejected_rows": 0}
    import_view.show_undo(console, {**undo, "logs": [{"code": "undo_tried"}, line]})
    assert isinstance(console.file, io.StringIO)
    assert "• 2 importações posteriores listaram \\x1b[31m" in console.file.getvalue()
