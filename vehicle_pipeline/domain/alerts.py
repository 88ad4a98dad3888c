"""Alerts: stored as code and parameters, rendered as sentences when they are sent or shown."""

from collections.abc import Mapping
from typing import Any

from vehicle_pipeline.contracts import ImportRecord
from vehicle_pipeline.domain import guarding
from vehicle_pipeline.domain.messages import Language, sentence


def import_failed(failed: ImportRecord) -> tuple[str, dict[str, Any]]:
    """Return code and parameters of the alert for an import that has just failed."""
    params = {
        "filename": failed.filename,
        "error_code": failed.error_code,
        "error_params": failed.error_params,
        "run_id": failed.dagster_run_id,
        "dry_run": failed.dry_run,
    }
    return "import_failed", params


def import_held(held: ImportRecord) -> tuple[str, dict[str, Any]]:
    """Return code and parameters of the alert for an import that its guard has just held."""
    because, figures = held.held_because, held.judged
    if not because or not figures:
        raise ValueError(f"import {held.id} is not held")
    params = {
        "filename": held.filename,
        "error_code": f"held_{because[0].limit}",
        "error_params": guarding.params(because[0], figures),
    }
    return "alert_import_held", params


def audit_failed(completed: ImportRecord) -> tuple[str, dict[str, Any]]:
    """Return code and parameters of the alert for a completed import that failed its audit."""
    return "audit_failed", {"filename": completed.filename, "run_id": completed.dagster_run_id}


def schedule_failing(name: str, failures: int, limit: int) -> tuple[str, dict[str, Any]]:
    """Return code and parameters of the alert for a schedule that may be paused soon."""
    return "schedule_failing", {"name": name, "failures": failures, "limit": limit}


def schedule_paused(name: str, failures: int) -> tuple[str, dict[str, Any]]:
    """Return code and parameters of the alert for a schedule that was paused for its failures."""
    return "schedule_paused", {"name": name, "failures": failures}


def alert_sentence(code: str, params: Mapping[str, Any], language: Language = "pt") -> str:
    """Return an alert as one sentence.

    Returns the code itself if this version does not know it or its parameters: another version
    may have stored the alert, and it should be sent all the same.
    """
    filled = {**params, "error": failure_reason(params, language)}
    own = "dry_run_failed" if params.get("dry_run") and code == "import_failed" else code
    return _safely(own, filled, language)


def failure_reason(params: Mapping[str, Any], language: Language = "pt") -> str | None:
    """Return why an alert's import failed; None if the alert is not about a failed import."""
    code = params.get("error_code")
    return _safely(code, params.get("error_params") or {}, language) if code else None


def _safely(code: str, params: Mapping[str, Any], language: Language) -> str:
    try:
        return sentence(code, params, language)
    except (KeyError, IndexError):
        return code
