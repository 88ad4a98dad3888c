"""Sentences about dead letters: why there is one, and what a redrive has done."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "dead_foreign": (
        "A mensagem não é desta aplicação",
        "The message is not of this application",
    ),
    "dead_orphan": (
        "A mensagem pede a importação {job_id}, que não existe",
        "The message asks for import {job_id}, which does not exist",
    ),
    "dead_import": (
        "A importação não terminou (tentativas: {attempts})",
        "The import did not finish (attempts: {attempts})",
    ),
    "import_resumed": (
        "A importação foi retomada e continua de onde estava",
        "The import was taken up again and goes on from where it was",
    ),
    "nothing_to_do": (
        "A importação já foi concluída ou está em andamento; não havia o que refazer",
        "The import is completed or under way; there was nothing to be done again",
    ),
    "message_sent": (
        "A mensagem foi enviada de novo à fila, tal como era",
        "The message was sent to the queue again, as it was",
    ),
    "already_redriven": (
        "A mensagem já tinha sido reenviada; nada mudou",
        "The message had been redriven before; nothing has changed",
    ),
    "dead_letter_not_found": (
        "Não há mensagem morta com este identificador",
        "There is no dead letter with this id",
    ),
    "dead_letter_orphaned": (
        "A importação desta mensagem não existe mais; só resta descartá-la",
        "The import of this message does not exist any more; all that is left is to dismiss it",
    ),
}
