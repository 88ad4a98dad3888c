"""Which store an address means."""

from pathlib import Path
from urllib.parse import urlsplit

from vehicle_pipeline.adapters.storage.folder_store import FolderStore
from vehicle_pipeline.adapters.storage.object_store import ObjectStore
from vehicle_pipeline.adapters.storage.s3_store import S3Store


def object_store(url: str) -> ObjectStore:
    """Return the store at `url`: a folder, or `s3://bucket/prefix`."""
    if url.startswith("s3://"):
        parts = urlsplit(url)
        return S3Store(parts.netloc, parts.path.strip("/"))
    return FolderStore(Path(url))
