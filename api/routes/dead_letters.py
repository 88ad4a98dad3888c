"""Dead letters: list, redrive and dismiss them."""

from typing import Annotated
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query

from api.access.rules import ADMIN
from api.dependencies import AllServices, Letters, Limit, Skip
from api.language import CallerLanguage
from api.openapi import problems
from api.presenters.dead_letters import present_letter, present_redriven, present_report
from api.schemas.dead_letters import AllRedriven, DeadLetter, DeadLetterList, RedrivenLetter

router = APIRouter(prefix="/admin/dead-letters", tags=["admin"], dependencies=[ADMIN])

_OF_ONE = problems(422, 503, dead_letter_not_found=404)


@router.get("", responses=problems(422, 503))
def list_dead_letters(
    letters: Letters,
    language: CallerLanguage,
    skip: Skip = 0,
    limit: Limit = 50,
    redriven: Annotated[
        bool, Query(description="Those that were redriven, instead of the open ones.")
    ] = False,
) -> DeadLetterList:
    """List the dead letters that are still open, newest first."""
    page = letters.page(redriven=redriven, skip=skip, limit=limit)
    items = [present_letter(letter, language) for letter in page.items]
    return DeadLetterList(items=items, total=page.total, skip=skip, limit=limit)


@router.get("/{letter_id}", responses=_OF_ONE)
def get_dead_letter(letters: Letters, language: CallerLanguage, letter_id: UUID) -> DeadLetter:
    """Return one dead letter with its whole body."""
    return present_letter(letters.get(letter_id), language)


@router.post("/redrive", status_code=202, responses=problems(503))
async def redrive_dead_letters(services: AllServices, language: CallerLanguage) -> AllRedriven:
    """Redrive every open dead letter, oldest first."""
    report = await run_sync(services.redrive.all)
    services.relay.wake()
    return present_report(report, language)


@router.post(
    "/{letter_id}/redrive",
    status_code=202,
    responses={**_OF_ONE, **problems(dead_letter_orphaned=409)},
)
async def redrive_dead_letter(
    services: AllServices, language: CallerLanguage, letter_id: UUID
) -> RedrivenLetter:
    """Have the import of a dead letter go on, or send a foreign message again as it is.

    Redriving it once more changes nothing.
    """
    outcome = await run_sync(services.redrive.one, letter_id)
    services.relay.wake()
    letter = await run_sync(services.dead_letters.get, letter_id)
    return present_redriven(letter, outcome, language)


@router.delete("/{letter_id}", status_code=204, responses=_OF_ONE)
def dismiss_dead_letter(letters: Letters, letter_id: UUID) -> None:
    """Forget a dead letter for good."""
    letters.dismiss(letter_id)
