"""Dead letters in the reader's language."""

from typing import Any
from uuid import UUID

from api.language import say
from api.schemas.dead_letters import AllRedriven, DeadLetter, NotRedriven, RedrivenLetter
from vehicle_pipeline.adapters.queue import dead_letters
from vehicle_pipeline.adapters.queue.redrive import RedriveOutcome, RedriveReport
from vehicle_pipeline.domain.messages import Language


def present_letter(letter: dead_letters.DeadLetter, language: Language) -> DeadLetter:
    """Return a dead letter with the sentence about why it is one."""
    return DeadLetter(**_plain(letter, language))


def present_redriven(
    letter: dead_letters.DeadLetter, outcome: RedriveOutcome, language: Language
) -> RedrivenLetter:
    """Return a dead letter with the sentence about the result of its redrive."""
    return RedrivenLetter(
        **_plain(letter, language), outcome=outcome, outcome_message=say(outcome, {}, language)
    )


def present_report(report: RedriveReport, language: Language) -> AllRedriven:
    """Return what became of all of them."""
    return AllRedriven(
        redriven=report.redriven,
        not_redriven=[_not_redriven(letter_id, language) for letter_id in report.orphaned],
    )


def _plain(letter: dead_letters.DeadLetter, language: Language) -> dict[str, Any]:
    code, params = _reason(letter)
    plain = letter.model_dump(exclude={"body"})
    return {**plain, "body": letter.text, "reason": say(code, params, language)}


def _reason(letter: dead_letters.DeadLetter) -> tuple[str, dict[str, Any]]:
    if letter.job_id is None:
        return "dead_foreign", {}
    if letter.import_status is None:
        return "dead_orphan", {"job_id": letter.job_id}
    return "dead_import", {"attempts": letter.receive_count}


def _not_redriven(letter_id: UUID, language: Language) -> NotRedriven:
    code = "dead_letter_orphaned"
    return NotRedriven(id=letter_id, code=code, message=say(code, {}, language))
