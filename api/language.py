"""The language a caller reads, and sentences in it."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Header
from starlette.requests import HTTPConnection

from vehicle_pipeline.domain.messages import Language, log_line, sentence

# Of the header only so much is read, in characters. Browsers send about 100.
_READ = 1_000


def preferred(accept_language: str | None) -> Language:
    """Return "en" where English is preferred to Portuguese, else "pt"."""
    weights: dict[str, float] = {}
    for choice in (accept_language or "")[:_READ].split(","):
        tag, _, weight = choice.partition(";")
        language = tag.strip().partition("-")[0].lower()
        weights.setdefault(language, _weight(weight.strip()))
    return "en" if weights.get("en", 0.0) > weights.get("pt", 0.0) else "pt"


def language_of(request: HTTPConnection) -> Language:
    """Return the language of a request, also where no route was found for it."""
    return preferred(request.headers.get("accept-language"))


def _language(
    accept_language: Annotated[
        str | None,
        Header(
            alias="Accept-Language",
            description="Sentences are in pt-BR unless English is preferred.",
            examples=["en"],
        ),
    ] = None,
) -> Language:
    return preferred(accept_language)


CallerLanguage = Annotated[Language, Depends(_language)]


def say(code: str, params: Mapping[str, Any], language: Language) -> str:
    """Return the sentence for a code from the database.

    A newer version of the pipeline may have stored a code or parameters that this one does not
    know; the code alone is then a better answer than none.
    """
    try:
        return sentence(code, params, language)
    except (KeyError, IndexError):
        return code


def say_log(
    code: str, params: Mapping[str, Any], row_number: int | None, language: Language
) -> str:
    """Return a line of an import's log; see `say`."""
    try:
        return log_line(code, params, row_number, language)
    except (KeyError, IndexError):
        return code


def _weight(text: str) -> float:
    """Return the value of `q=0.8`; 1 where there is none, 0 where it is no weight."""
    name, _, value = (text or "q=1").partition("=")
    try:
        weight = float(value) if name.strip().lower() == "q" else 0.0
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
