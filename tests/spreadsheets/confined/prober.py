"""A child that is restrained as a reader of workbooks is, and then tries to get out.

Run with `open` it is not restrained, which shows that the attempts themselves can succeed.
"""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from vehicle_pipeline.spreadsheets.confined.entrance import enter
from vehicle_pipeline.spreadsheets.confined.wire import send

PTRACE_ATTACH, PTRACE_DETACH = 16, 17
libc = ctypes.CDLL(None, use_errno=True)


def checked(answer: int) -> int:
    if answer == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return answer


def fork() -> None:
    if (pid := os.fork()) == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def trace(pid: str) -> None:
    checked(libc.ptrace(PTRACE_ATTACH, int(pid), None, None))
    os.waitpid(int(pid), 0)
    libc.ptrace(PTRACE_DETACH, int(pid), None, None)


def connect(port: str) -> None:
    with socket.socket() as client:
        client.connect(("127.0.0.1", int(port)))


def bind(_: str) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))


def send_datagram(port: str) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", ("127.0.0.1", int(port)))


def connect_unix(path: str) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)


def start_thread(_: str) -> None:
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()


def make_memory_file(_: str) -> None:
    with os.fdopen(os.memfd_create("x"), "wb") as file:
        file.write(b"x")


def regain_root(_: str) -> None:
    os.setuid(0)


def overgrow(size: str) -> None:
    with os.fdopen(os.memfd_create("x"), "wb") as file:
        file.truncate(int(size))


ATTEMPTS: dict[str, Callable[[str], object]] = {
    "read": lambda path: Path(path).read_bytes(),
    "list": os.listdir,
    "write": lambda path: Path(path).write_bytes(b"x"),
    "write to": lambda descriptor: os.write(int(descriptor), b"x"),
    "remove": os.unlink,
    "fork": lambda _: fork(),
    "run": lambda path: subprocess.run([path], check=True),
    "become": lambda path: os.execv(path, [path]),
    "connect": connect,
    "bind": bind,
    "send a datagram": send_datagram,
    "connect by path": connect_unix,
    "signal": lambda pid: os.kill(int(pid), signal.SIGWINCH),
    "trace": trace,
    "regain root": regain_root,
    "overgrow": overgrow,
    "start a thread": start_thread,
    "write to memory": make_memory_file,
}


def attempt(what: str, argument: str) -> str:
    try:
        ATTEMPTS[what](argument)
    except (OSError, RuntimeError, ImportError, subprocess.SubprocessError) as error:
        return type(error).__name__
    return "done"


def serve() -> None:
    """Report what becomes of each attempt that the parent asks for."""
    task = enter()
    for question in task.questions:
        asked = json.loads(question)
        if "environment" in asked:
            answer: object = dict(os.environ)
        elif "abort" in asked:
            os.abort()
        else:
            answer = attempt(asked["try"], asked["with"])
        send(sys.stdout.buffer, {"answer": answer})


if __name__ == "__main__":
    if sys.argv[1:]:
        send(sys.stdout.buffer, {"answer": attempt(*sys.argv[1:])})
    else:
        serve()
