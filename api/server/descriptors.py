"""File descriptors: how many this process may have, and how many of them are for connections."""

import resource

# Shells often grant 1,024, of which a few pages left open by many people take all. More than this
# would let silent connections take hundreds of megabytes: each costs about 10 kB.
_WANTED = 16_384


def raise_limit() -> None:
    """Have as many descriptors as are useful, and as this process is allowed to ask for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _WANTED if hard == resource.RLIM_INFINITY else min(hard, _WANTED)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def connections_at_most() -> int:
    """Return how many connections may be open.

    The other half of the descriptors is for what they ask for: files of uploads, connections to
    the database, the queue and the object store, and refusals on their way.
    """
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return (_WANTED if soft == resource.RLIM_INFINITY else min(soft, _WANTED)) // 2
