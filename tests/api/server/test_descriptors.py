import subprocess
import sys

import pytest

LOOK = """
import resource
from api.server.descriptors import connections_at_most, raise_limit
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
raise_limit()
print(*resource.getrlimit(resource.RLIMIT_NOFILE), connections_at_most())
"""


@pytest.mark.parametrize(
    ("soft", "hard", "expected"), [(256, 512, "512 512 256"), (512, 512, "512 512 256")]
)
def test_the_limit_becomes_what_is_allowed(soft: int, hard: int, expected: str) -> None:
    """In a process of its own, which cannot take such a step back."""
    code = LOOK.format(soft=soft, hard=hard)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == expected.split()
