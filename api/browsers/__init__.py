"""What browsers may do, checked first, and the headers of every answer to them."""

from fastapi import FastAPI

from api.browsers.cors import Cors
from api.browsers.guard import Guard
from api.browsers.security_headers import SecurityHeaders
from api.early_refusal import Refuse
from vehicle_pipeline.browsers import Doorkeeper


def protect(app: FastAPI, doorkeeper: Doorkeeper, refuse: Refuse) -> None:
    """Put these around all of `app`; `refuse` answers what is let in no further.

    `add_middleware` would put them inside of what answers 500, which then had no such headers.
    """
    build = app.build_middleware_stack
    app.build_middleware_stack = lambda: SecurityHeaders(  # type: ignore[method-assign]
        Guard(Cors(build(), doorkeeper), doorkeeper, refuse), doorkeeper
    )
