"""The command as the system starts it: Ctrl-C, and output that cannot be written."""

import os
import resource
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

SCRIPT = [str(Path(sysconfig.get_path("scripts")) / "vehicle-pipeline")]
MODULE = [sys.executable, "-m", "vehicle_pipeline"]
FAILED, BAD_USAGE, INTERRUPTED = 1, 2, 130
# A locale without accents, as in a minimal container.
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
SHOWN = [["--help"], ["--version"], ["dead-letters", "--help"], ["up", "--help"]]


def environment(**more: str) -> dict[str, str]:
    kept = ("PATH", "HOME", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ} | more


def run(
    *arguments: str | Path, script: list[str] = SCRIPT, **options: object
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*script, *arguments],
        **{"stdout": subprocess.PIPE, "env": environment(), **options},  # type: ignore[call-overload]
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("script", [SCRIPT, MODULE], ids=["script", "module"])
@pytest.mark.parametrize("arguments", SHOWN, ids=" ".join)
def test_output_into_a_full_device_is_a_sentence(arguments: list[str], script: list[str]) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        result = run(*arguments, script=script, stdout=full)

    assert result.returncode == FAILED
    assert result.stderr == "✗ Não foi possível escrever na saída: o disco está cheio.\n"


def test_up_that_cannot_say_where_it_is_starts_nothing(tmp_path: Path) -> None:
    data_dir = tmp_path / "dados"
    with open("/dev/full", "w") as full:  # noqa: PTH123
        result = run("up", "--data-dir", data_dir, stdout=full)

    assert result.returncode == FAILED
    assert result.stderr == "✗ Não foi possível escrever na saída: o disco está cheio.\n"
    assert not (data_dir / "postgres").exists()


def test_output_into_a_file_that_may_not_grow_is_a_sentence(tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    with (tmp_path / "saída").open("w") as file:
        result = run("--help", stdout=file, preexec_fn=limit)

    assert result.returncode == FAILED
    assert "o arquivo chegou ao tamanho máximo" in result.stderr


@pytest.mark.parametrize("arguments", SHOWN, ids=" ".join)
def test_a_reader_that_leaves_ends_a_command_quietly(arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        result = run(*arguments, stdout=writer)
    finally:
        os.close(writer)

    assert (result.returncode, result.stderr) == (FAILED, "")


def test_a_fault_of_its_own_keeps_its_status_and_sentence_when_output_is_lost(
    tmp_path: Path,
) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        result = run("import", tmp_path / "nada.csv", stdout=full)

    assert result.returncode == BAD_USAGE
    assert "não existe" in " ".join(result.stderr.split())


@pytest.mark.parametrize("arguments", [["--help"], ["import", "ônibus.csv"], ["dead-letters"]])
def test_characters_that_the_encoding_lacks_are_replaced(
    arguments: list[str], tmp_path: Path
) -> None:
    result = run(*arguments, env=environment(**ASCII), cwd=tmp_path)

    assert result.returncode in {0, BAD_USAGE}
    assert "Traceback" not in result.stderr
    assert "?" in result.stdout + result.stderr
    assert (result.stdout + result.stderr).isascii()


def interrupted(
    module: str, *arguments: str, cwd: Path, **options: object
) -> subprocess.CompletedProcess[str]:
    """Run the command with Ctrl-C coming when it imports `module`."""
    (cwd / "sitecustomize.py").write_text(
        "import os, signal, sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == {module!r}:\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Finder())\n"
    )
    return run(*arguments, env=environment(PYTHONPATH=str(cwd)), cwd=cwd, **options)


@pytest.mark.parametrize("module", ["vehicle_pipeline.cli", "typer", "rich.console", "pydantic"])
@pytest.mark.parametrize("command", ["--help", "up", "import", "migrate"])
def test_ctrl_c_while_modules_are_imported_ends_quietly(
    module: str, command: str, tmp_path: Path
) -> None:
    result = interrupted(module, command, cwd=tmp_path)

    assert (result.returncode, result.stdout, result.stderr) == (INTERRUPTED, "", "")


def test_ctrl_c_that_is_ignored_stays_so(tmp_path: Path) -> None:
    def ignore() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    assert interrupted("typer", "--version", cwd=tmp_path, preexec_fn=ignore).returncode == 0


def test_ctrl_c_after_the_end_does_not_change_the_status(tmp_path: Path) -> None:
    at_exit = "import atexit, os, signal; atexit.register(os.kill, os.getpid(), signal.SIGINT)"
    (tmp_path / "sitecustomize.py").write_text(at_exit)
    result = run("--version", env=environment(PYTHONPATH=str(tmp_path)), cwd=tmp_path)

    assert (result.returncode, result.stderr) == (0, "")
