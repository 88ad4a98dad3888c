"""Secrets that show who somebody is: made at random, kept as a hash."""

import hashlib
import secrets
from dataclasses import dataclass, field

# So that a secret that lies about somewhere can be told from other texts, and found.
TOKEN_PREFIX = "vp_"
_BYTES = 32
# A little more than a secret has; longer ones are not even hashed.
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret as it is shown once, and what is stored of it."""

    text: str = field(repr=False)

    @property
    def hash(self) -> bytes:
        """SHA-256: 256 random bits need no slower one."""
        return hashlib.sha256(self.text.encode()).digest()


def new_secret(prefix: str = "") -> Secret:
    """Return a secret that nobody can guess."""
    return Secret(prefix + secrets.token_urlsafe(_BYTES))
