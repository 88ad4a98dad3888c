"""supervisord as a child that stops everything when its parent is killed.

Run as `python -m vehicle_pipeline.local.supervisord PARENT_PID <supervisord's options>`.
"""

import ctypes
import os
import signal
import sys

# From <linux/prctl.h>.
PR_SET_PDEATHSIG = 1


def stop_with_parent(parent: int) -> None:
    """Have the kernel send SIGTERM to this process when its parent dies, where it can (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before the call
            sys.exit(1)


def main() -> None:
    """Run supervisord with the rest of the command line."""
    stop_with_parent(int(sys.argv[1]))
    from supervisor.supervisord import main as supervisord

    supervisord(sys.argv[2:])


if __name__ == "__main__":
    main()
