"""What somebody has to be told: as code and parameters when it happens, as a sentence later."""

from collections.abc import Mapping
from typing import Any

from vehicle_pipeline.contracts import ImportRecord
from vehicle_pipeline.domain.messages import Language, sentence


def import_failed(failed: ImportRecord) -> tuple[str, dict[str, Any]]:
    """Return the code and the parameters of the alert about an import that has just failed."""
    params = {
        "filename": failed.filename,
        "error_code": failed.error_code,
        "error_params": failed.error_params,
        "run_id": failed.dagster_run_id,
        "dry_run": failed.dry_run,
    }
    return "import_failed", params


def audit_failed(completed: ImportRecord) -> tuple[str, dict[str, Any]]:
    """Return the code and the parameters of the alert about an import that does not add up."""
    return "audit_failed", {"filename": completed.filename, "run_id": completed.dagster_run_id}


def told(code: str, params: Mapping[str, Any], language: Language = "pt") -> str:
    """Return an alert as one sentence.

    Another version of the pipeline may have stored what this one does not know; the code alone is
    then better than an alert that never leaves.
    """
    filled = {**params, "error": error(params, language)}
    own = "dry_run_failed" if params.get("dry_run") else code
    return _safely(own, filled, language)


def error(params: Mapping[str, Any], language: Language = "pt") -> str | None:
    """Return why the import failed that an alert is about; None if it is about something else."""
    code = params.get("error_code")
    return _safely(code, params.get("error_params") or {}, language) if code else None


def _safely(code: str, params: Mapping[str, Any], language: Language) -> str:
    try:
        return sentence(code, params, language)
    except (KeyError, IndexError):
        return code
