"""`python -m api`: serve the API at the configured address until it is stopped."""

from api.server import serve
from vehicle_pipeline.settings import Settings

if __name__ == "__main__":
    serve(Settings())
