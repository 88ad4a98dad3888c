"""supervisord.conf of one stack."""

import os
import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path

from vehicle_pipeline.domain.storable import is_storable
from vehicle_pipeline.local.errors import BadUsageError
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.programs import Program

# A program that ends before this many seconds has not started: the imports alone take 3-5 s.
START_SECONDS = 10
# Attempts before giving up. The pauses between them grow by a second each, to a quarter of an hour
# in all: for as long a database may be away that a program needs to start.
START_RETRIES = 40
LOG_BYTES = "10MB"
LOG_BACKUPS = 3
_RESERVED = (" #", " ;", "\t#", "\t;", "\n", "\r", "%(here)s")


def render(data_dir: DataDir, programs: Sequence[Program]) -> str:
    """Return the configuration that runs `programs`, with everything it writes in `data_dir`.

    The environment is not in it: supervisord hands on its own, so no secret reaches the disk.
    """
    check_path(data_dir.root)
    sections = [_supervisord(data_dir), *(_program(data_dir, program) for program in programs)]
    sections += _groups(programs)
    return "\n".join(sections)


def _section(header: str, lines: Iterable[tuple[str, object]]) -> str:
    # A percent sign starts an expansion in this format.
    body = (f"{key} = {str(value).replace('%', '%%')}" for key, value in lines)
    return "\n".join([f"[{header}]", *body, ""])


def _supervisord(data_dir: DataDir) -> str:
    main = {
        "nodaemon": "true",
        "silent": "true",
        "logfile": data_dir.log("supervisord"),
        "logfile_maxbytes": LOG_BYTES,
        "logfile_backups": LOG_BACKUPS,
        "pidfile": data_dir.supervisor_pid,
    }
    if os.geteuid() == 0:
        main["user"] = "root"  # without this it warns about running as root
    factory = "supervisor.rpcinterface:make_main_rpcinterface"
    server = {"file": data_dir.supervisor_socket, "chmod": "0700"}
    return "\n".join(
        [
            _section("supervisord", main.items()),
            _section("unix_http_server", server.items()),
            _section("rpcinterface:supervisor", [("supervisor.rpcinterface_factory", factory)]),
        ]
    )


def _program(data_dir: DataDir, program: Program) -> str:
    lines = {
        "command": shlex.join(program.command),
        "autostart": "false",
        "autorestart": "true",
        "startsecs": START_SECONDS,
        "startretries": START_RETRIES,
        "stopsignal": program.stop_signal,
        "stopwaitsecs": program.stop_seconds,
        "stopasgroup": str(program.signal_children).lower(),
        "killasgroup": str(program.signal_children).lower(),
        "redirect_stderr": "true",
        # supervisord expands this value a second time.
        "stdout_logfile": str(data_dir.log(program.name)).replace("%", "%%"),
        "stdout_logfile_maxbytes": LOG_BYTES,
        "stdout_logfile_backups": LOG_BACKUPS,
    }
    if program.user:
        lines["user"] = program.user
    return _section(f"program:{program.name}", lines.items())


def _groups(programs: Sequence[Program]) -> list[str]:
    """The groups, which stop one after the other: the one with the highest number first."""
    sections = []
    for priority, group in enumerate(("services", "app"), start=1):
        names = [program.name for program in programs if program.group == group]
        if names:
            lines = {"programs": ",".join(names), "priority": priority}
            sections.append(_section(f"group:{group}", lines.items()))
    return sections


def check_path(path: Path) -> None:
    """Raise BadUsageError for a path that the format cannot express.

    It takes a space and a sign for a comment, replaces one name before all else, and is UTF-8.
    """
    text = str(path)
    if any(mark in text for mark in _RESERVED):
        raise BadUsageError(f"O caminho {text!r} não serve como pasta de dados; escolha outro.")
    if not is_storable(text):
        raise BadUsageError(
            f"O caminho {text!r} tem caracteres que a codificação do sistema não conhece. "
            "Use uma em UTF-8 (LC_ALL=C.UTF-8), ou outra pasta."
        )
