"""Whether an answer is for a person, who reads pages, or for a program."""

from starlette.requests import Request

# Paths that answer programs; a page would be of no use to them.
_OF_PROGRAMS = ("/api", "/health", "/metrics", "/openapi.json", "/assets")


def is_for_a_person(request: Request) -> bool:
    """Whether to answer with a page."""
    wants_page = "text/html" in request.headers.get("accept", "")
    return wants_page and not request.scope["path"].startswith(_OF_PROGRAMS)
