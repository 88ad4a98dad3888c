"""Who somebody is, by what a token of the provider claims."""

from typing import Any

from vehicle_pipeline.access_contracts import Caller, CallerKind
from vehicle_pipeline.adapters.oidc.registration import Groups
from vehicle_pipeline.adapters.oidc.signed import refused, shown

# As OpenID Connect has it.
_LONGEST_SUBJECT = 255
_LONGEST_NAME = 100
# The first that is there is what people are called.
_NAMES = ("name", "preferred_username", "email", "sub")


def person(claims: dict[str, Any], groups: Groups) -> Caller:
    """Return whom the claims of a good token are about. Raises AccessRefusedError."""
    subject = claims.get("sub")
    is_subject = isinstance(subject, str) and 0 < len(subject) <= _LONGEST_SUBJECT
    if not isinstance(subject, str) or not is_subject or not subject.isprintable():
        raise refused("jwt_refused", f"Invalid claim: 'sub': {shown(subject)}")
    scope = groups.scope(claims)
    if scope is None:
        named = shown(groups.value(claims))
        raise refused("no_group", f"No group in {groups.claim!r} gives access: {named}")
    names = (_plain(claims.get(each)) for each in _NAMES)
    name = next(filter(None, names), subject[:_LONGEST_NAME])
    return Caller(kind=CallerKind.PERSON, id=subject, name=name, scope=scope)


def _plain(name: object) -> str:
    text = name[: 4 * _LONGEST_NAME] if isinstance(name, str) else ""
    return " ".join("".join(filter(str.isprintable, text)).split())[:_LONGEST_NAME]
