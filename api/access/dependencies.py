"""What handlers ask for about their caller."""

from typing import Annotated

from fastapi import Depends, Request

from api.access.grants import Grant
from vehicle_pipeline.access_contracts import Caller


def _grant(request: Request) -> Grant:
    grant: Grant = request.state.grant
    return grant


def _caller(request: Request) -> Caller:
    return _grant(request).caller


TheGrant = Annotated[Grant, Depends(_grant)]
TheCaller = Annotated[Caller, Depends(_caller)]
