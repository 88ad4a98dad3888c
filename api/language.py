"""The language a caller reads, and sentences in it."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Header, Response
from starlette.requests import HTTPConnection

from api.weights import weights
from vehicle_pipeline.domain.messages import Language, log_line, sentence


def preferred(accept_language: str | None) -> Language:
    """Return "en" where English is preferred to Portuguese, else "pt"."""
    languages: dict[str, float] = {}
    for tag, weight in weights(accept_language).items():
        languages.setdefault(tag.partition("-")[0], weight)
    return "en" if languages.get("en", 0.0) > languages.get("pt", 0.0) else "pt"


def headers_in(language: Language) -> dict[str, str]:
    """Return the headers of an answer whose sentences are in one of two languages."""
    return {
        "Content-Language": "en" if language == "en" else "pt-BR",
        "Vary": "Accept-Language",
    }


def language_of(request: HTTPConnection) -> Language:
    """Return the language of a request, also where no route was found for it."""
    return preferred(request.headers.get("accept-language"))


def _language(
    response: Response,
    accept_language: Annotated[
        str | None,
        Header(
            alias="Accept-Language",
            description="Sentences are in pt-BR unless English is preferred.",
            examples=["en"],
        ),
    ] = None,
) -> Language:
    language = preferred(accept_language)
    response.headers.update(headers_in(language))
    return language


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
