"""The file of an import, as it was sent."""

from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter
from starlette.responses import Response

from api.console.routing import PageRoute
from api.dependencies import AllServices
from api.downloads.attachments import attachment
from api.downloads.delivery import Blocks, blocks_of
from api.errors import ApiError
from api.etags import KEPT_NOWHERE
from vehicle_pipeline.adapters.storage.object_store import ObjectStore
from vehicle_pipeline.errors import ObjectNotFoundError

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_BLOCK = 1 << 16


@router.get("/importacoes/{job_id}/arquivo")
async def download_original(services: AllServices, job_id: UUID) -> Response:
    """Send the bytes that were uploaded, as a file to save."""
    detail = await run_sync(services.imports.get, job_id)
    record = detail.record
    headers = {**attachment(record.filename), **KEPT_NOWHERE}
    blocks = _blocks(services.store, record.object_key)
    try:
        return await services.deliveries.begin(
            blocks, headers=headers, media_type="application/octet-stream"
        )
    except ObjectNotFoundError as error:
        raise ApiError(410, "upload_missing") from error


def _blocks(store: ObjectStore, key: str) -> Blocks:
    """Open the file when it is its turn."""
    yield from blocks_of(store.open(key), _BLOCK)
