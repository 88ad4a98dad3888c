"""Sentences of the API, which name fields of a form, as the command line says them."""

import re

from vehicle_pipeline.domain import upload_options

_FIELDS = "|".join(upload_options.OPTIONS)
# `(header_row)`, `(encoding=cp850)`
_ADVISED = re.compile(rf"(?<=\()({_FIELDS})(?=[)=])")
_QUOTED = re.compile(rf"(?<=')({_FIELDS}|ano_min|ano_max)(?=')")

# Fields of an object that has an option for each.
_OF_WEBHOOK = {
    "url": "--webhook",
    "events": "--webhook-event",
    "secret": "--webhook-secret-file",
}


def advised(sentence: str) -> str:
    """Return the sentence with the options that it advises; it may quote cells of a file."""
    return _ADVISED.sub(_option, sentence)


def concerned(sentence: str) -> str:
    """Return the sentence about options with their names."""
    return _QUOTED.sub(_option, advised(sentence))


def option(field: str) -> str:
    """Return the option that fills in a field."""
    return _OF_WEBHOOK.get(field) or f"--{field.replace('_', '-')}"


def _option(match: re.Match[str]) -> str:
    return option(match[1])
