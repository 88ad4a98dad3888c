"""The pages of imports: the list, one import, its rejected rows, and their repair."""

from fastapi import APIRouter

from api.console.pages.imports import actions, detail, listing, original, rejected, repair

router = APIRouter(include_in_schema=False)
for part in (listing, detail, rejected, repair, actions, original):
    router.include_router(part.router)
