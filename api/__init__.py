"""The FastAPI sidecar: uploads, queries and live progress."""
