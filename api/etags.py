"""Who may keep an answer, and entity tags: what a client has already need not be sent again."""

from hashlib import sha256

# Plates and prices are not left on a computer that others use, nor in a cache on the way.
KEPT_NOWHERE = {"Cache-Control": "no-store"}
# What a tag is for: the caller keeps the answer and asks whether it is still so. No cache that
# others use may keep it.
REVALIDATED = "private, no-cache"


def tag_of(content: bytes, *, is_weak: bool = False) -> str:
    """Return the tag of an answer; a weak one where its bytes may differ, as by compression."""
    return f'{"W/" if is_weak else ""}"{sha256(content).hexdigest()[:32]}"'


def is_known(if_none_match: str | None, tag: str) -> bool:
    """Whether the header `If-None-Match` names the tag."""
    known = {each.strip().removeprefix("W/") for each in (if_none_match or "").split(",")}
    return "*" in known or tag.removeprefix("W/") in known
