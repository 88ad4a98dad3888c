"""The audit log, in the reader's language."""

from api.language import say
from api.schemas.access import AuditEntry
from vehicle_pipeline.adapters.access import audit_log
from vehicle_pipeline.domain.messages import Language


def present_entry(entry: audit_log.AuditEntry, language: Language) -> AuditEntry:
    """Return an entry with its sentence."""
    return AuditEntry(**entry.model_dump(), message=action_sentence(entry, language))


def action_sentence(entry: audit_log.AuditEntry, language: Language) -> str:
    """Return what was done, in a few words."""
    return say(f"audit_{entry.action}", {}, language)
