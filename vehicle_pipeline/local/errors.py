"""What can go wrong on the command line. Each knows its sentence for the person and exit status."""

import errno
from pathlib import Path

from vehicle_pipeline.errors import PipelineError

FAILED = 1
BAD_USAGE = 2

_FULL = "o disco está cheio"
_DENIED = "sem permissão"
_REFUSALS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: "o arquivo chegou ao tamanho máximo",
    errno.EIO: "o dispositivo não responde",
    errno.EPIPE: "quem a lia encerrou",
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: "o disco é só de leitura",
    errno.ENOENT: "a pasta não existe",
    errno.ENOTDIR: "o caminho passa por um arquivo, que não é uma pasta",
    errno.EISDIR: "é uma pasta",
    errno.ENAMETOOLONG: "o nome é longo demais",
    errno.ELOOP: "os links dão voltas",
    errno.ETXTBSY: "o arquivo está em uso",
}


def reason_of(fault: OSError) -> str:
    """Return why the system refused to write, in Portuguese where that is known."""
    return _REFUSALS.get(fault.errno or 0) or fault.strerror or str(fault)


class CommandError(PipelineError):
    """A command cannot go on; `sentence` says why to the person who typed it."""

    exit_status = FAILED

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class BadUsageError(CommandError):
    """The command was asked for something that cannot be."""

    exit_status = BAD_USAGE


class MissingExtraError(BadUsageError):
    """The command needs a package of the extra `local`, which is not installed."""

    def __init__(self, package: str) -> None:
        super().__init__(
            f"Falta o pacote {package}. "
            "Para iniciar tudo nesta máquina: pip install 'vehicle-pipeline[local]'."
        )


class DataDirError(BadUsageError):
    """The data dir cannot be used."""


class PortError(BadUsageError):
    """A port that was asked for cannot be had."""


class PortBusyError(PortError):
    """A port that was asked for is in use."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"A porta {port} já está em uso. Escolha outra ou encerre o programa que a ocupa."
        )


class PortTakenTwiceError(PortError):
    """Two parts of one stack were given the same port."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"A porta {port} foi dada a duas partes do sistema. "
            "Escolha portas diferentes para a API, o Dagster e o servidor de código."
        )


class CannotListenError(PortError):
    """The system refuses this address, whether or not it is in use."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"Não é possível escutar em {host}:{port}: {reason}.")


class AlreadyRunningError(CommandError):
    """Another stack holds the data dir."""

    def __init__(self, data_dir: Path, addresses: str) -> None:
        super().__init__(f"Já há um sistema em execução em {data_dir}{addresses}.")


class StartError(CommandError):
    """A part did not start, or did not stay up. `log` is the end of its log, if it has one."""

    def __init__(self, sentence: str, log: str = "") -> None:
        super().__init__(sentence)
        self.log = log


class OutputError(CommandError):
    """Standard output does not take what the command has to say."""

    def __init__(self, fault: OSError) -> None:
        super().__init__(f"Não foi possível escrever na saída: {reason_of(fault)}.")


class ImportRefusedError(CommandError):
    """The API did not accept the file; the sentence is the API's own."""


class LostContactError(CommandError):
    """The API stopped answering while an import was being followed."""

    def __init__(self, api_url: str) -> None:
        super().__init__(f"A API em {api_url} deixou de responder.")


class NotRunningError(CommandError):
    """No stack runs on the data dir."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(
            f"Nenhum sistema em execução em {data_dir}. "
            "Inicie-o com `vehicle-pipeline up` ou informe --api-url."
        )


class NoSuchScheduleError(CommandError):
    """No schedule has the name or the id that was typed."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"Não há agendamento '{typed}'. Veja todos com `vehicle-pipeline schedules list`."
        )


class NoAnswerError(CommandError):
    """There is no API at the address."""

    def __init__(self, api_url: str) -> None:
        super().__init__(f"Nenhuma API deste sistema responde em {api_url}.")


class RequestRefusedError(CommandError):
    """The API did not do what was asked for; the sentence is the API's own."""
