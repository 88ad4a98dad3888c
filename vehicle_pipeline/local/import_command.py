"""`vehicle-pipeline import`: one file, with the running stack or one for as long as needed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from rich.console import Console

from vehicle_pipeline.contracts import ImportStatus
from vehicle_pipeline.local import data_dirs, error_view, import_view, output, plan, state
from vehicle_pipeline.local.api_client import ApiClient
from vehicle_pipeline.local.errors import FAILED, AlreadyRunningError
from vehicle_pipeline.local.layout import DataDir
from vehicle_pipeline.local.locks import FileLock
from vehicle_pipeline.local.narrator import Narrator
from vehicle_pipeline.local.ports import PortClaims
from vehicle_pipeline.local.running import running_api
from vehicle_pipeline.local.stack import Stack
from vehicle_pipeline.settings import Settings

SUCCEEDED = 0
# Completed, but rows were rejected.
SOME_REJECTED = 3
# Its guard holds it: a person has to decide.
HELD = 4

# What Ctrl-C leaves behind.
UNCERTAIN = (
    "O envio foi interrompido. Se o arquivo já tinha chegado inteiro, "
    "a importação está em {address}."
)
GOES_ON = (
    "A importação {id} continua. Acompanhe em {address}/{id}; "
    "para cancelar: vehicle-pipeline cancel {id} --api-url {api_url}"
)
WAITS = "A importação {id} não terminou; continua quando o sistema iniciar de novo nesta pasta."


def run(
    settings: Settings,
    file: Path,
    form: Mapping[str, str],
    *,
    narrator: Narrator,
    as_json: bool,
) -> int:
    """Import `file` as the fields of `form` say, print the result and return the exit status."""
    # About a stack that starts here; one that runs has said them.
    notes: list[str] = []
    with data_dirs.opened(settings, notes.append) as data_dir, ExitStack() as scope:
        with narrator.interrupted("Nada foi enviado."):
            api_url, is_ours = scope.enter_context(_stack(data_dir, settings, narrator, notes))
        left = WAITS if is_ours else GOES_ON
        finished, reasons = import_file(
            api_url, file, form, settings.api_token, narrator=narrator, left=left
        )
    if as_json:
        output.print_json(finished)
    else:
        import_view.show_result(Console(soft_wrap=True), finished, reasons)
    if finished["status"] == ImportStatus.HELD:
        return HELD
    if finished["status"] != ImportStatus.COMPLETED:
        return FAILED
    return SOME_REJECTED if finished["rejected_rows"] else SUCCEEDED


def import_file(
    api_url: str,
    file: Path,
    form: Mapping[str, str],
    token: SecretStr | None,
    *,
    narrator: Narrator,
    left: str,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Send `file` to the API, show its progress, and return the finished import.

    The second value is why rows were rejected; see `error_view.reasons`. `left` is the sentence
    about an import that Ctrl-C leaves behind.
    """
    address = f"{api_url}/api/v1/imports"
    with ApiClient(api_url, token) as api:
        with narrator.interrupted(UNCERTAIN.format(address=address)):
            job_id = api.upload(file, form)
        with narrator.interrupted(left.format(id=job_id, address=address, api_url=api_url)):
            import_view.show_progress(narrator.console, file.name, api.events(job_id))
            finished = api.import_(job_id)
            has_errors = bool(finished["error_rows"])
            return finished, error_view.reasons(api, job_id) if has_errors else {}


@contextmanager
def _stack(
    data_dir: DataDir, settings: Settings, narrator: Narrator, notes: Sequence[str]
) -> Iterator[tuple[str, bool]]:
    """Address of a stack on the data dir: the running one, or one that lives as long as this.

    The second value is whether it is the latter; the `notes` are about that one.

    Imports that share such a short-lived stack hold a shared lock, and the one that started it
    waits for the others before it stops it.
    """
    with ExitStack() as scope:
        clients = scope.enter_context(FileLock(data_dir.clients_lock))
        clients.acquire(shared=True)
        is_ours = False
        while not (address := running_api(data_dir)):
            with suppress(AlreadyRunningError):  # another command was a moment faster
                address = _start(scope, data_dir, settings, narrator, notes)
                scope.callback(clients.acquire)
                is_ours = True
                break
        yield address, is_ours


def _start(
    scope: ExitStack,
    data_dir: DataDir,
    settings: Settings,
    narrator: Narrator,
    notes: Sequence[str],
) -> str:
    """Start a stack that stops with `scope`, and return its address."""
    scope.enter_context(state.holding(data_dir))
    for text in notes:
        narrator.note(text)
    ports = scope.enter_context(PortClaims())
    decided = plan.for_one_import(settings, ports)
    return scope.enter_context(Stack(decided, narrator)).state.api_url
