"""An import as a route answers with it."""

from uuid import UUID

from api.presenters.imports import present_import
from api.schemas.imports import Import
from api.services import Services
from vehicle_pipeline.domain.messages import Language


def shown_import(services: Services, job_id: UUID, language: Language) -> Import:
    """Return an import as it is now; raises ImportNotFoundError."""
    return present_import(services.imports.get(job_id), language, services.settings.dagster_url)
