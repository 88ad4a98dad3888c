"""Which files of tests share a running stack, and so run in one process, in a fixed order."""

from xdist.scheduler import LoadFileScheduling

# Starting and stopping a stack takes half a minute of processor time: there are two for all tests.
# The first file of each has the stack as it was started; those after it take it as they find it.
SHARING = (
    ("test_stack.py", "test_secrets.py", "test_other_users.py", "test_console.py"),
    ("test_traces.py", "test_schedules.py"),
)
_FOLDER = "tests/system/"
_FILES = [f"{_FOLDER}{name}" for names in SHARING for name in names]
_STACKS = {f"{_FOLDER}{name}": names[0] for names in SHARING for name in names}


class StacksTogether(LoadFileScheduling):
    """Gives each process a file at a time, or all files of a stack."""

    def _split_scope(self, nodeid: str) -> str:
        file = file_of(nodeid)
        return _STACKS.get(file, file)


def file_of(nodeid: str) -> str:
    """Return the file of a test by its id, `tests/folder/test_x.py::test_y`."""
    return nodeid.partition("::")[0]


def place_of(file: str) -> int:
    """Return where a file of tests stands among those that share stacks; others come after them."""
    return _FILES.index(file) if file in _FILES else len(_FILES)
