"""Sentences of alerts, which are sent to the webhook."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "import_failed": (
        "A importação de '{filename}' falhou: {error}",
        "The import of '{filename}' failed: {error}",
    ),
    "dry_run_failed": (
        "A simulação de '{filename}' falhou: {error}",
        "The dry run of '{filename}' failed: {error}",
    ),
    "alert_import_held": (
        "A importação de '{filename}' foi retida e espera uma decisão: {error}",
        "The import of '{filename}' is held and waits for a decision: {error}",
    ),
    "audit_failed": (
        "A importação de '{filename}' terminou, mas a verificação dela falhou: o que foi contado "
        "não confere com as tabelas",
        "The import of '{filename}' is completed, but its audit failed: what was counted does not "
        "agree with the tables",
    ),
    "event_completed": (
        "A importação de '{filename}' terminou",
        "The import of '{filename}' is completed",
    ),
    "event_failed": (
        "A importação de '{filename}' falhou: {error}",
        "The import of '{filename}' failed: {error}",
    ),
    "event_held": (
        "A importação de '{filename}' foi retida e espera uma decisão",
        "The import of '{filename}' is held and waits for a decision",
    ),
    "event_undone": (
        "A importação de '{filename}' foi desfeita",
        "The import of '{filename}' was undone",
    ),
    "dead_letter": (
        "A fila trouxe uma mensagem que não é desta aplicação; ela está guardada entre as "
        "mensagens mortas ({message_id})",
        "The queue brought a message that is not of this application; it is kept among the dead "
        "letters ({message_id})",
    ),
}
