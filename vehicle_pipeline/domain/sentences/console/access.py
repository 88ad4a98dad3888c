"""What the pages about access say, and the list of who has done what."""

NOTICES: frozenset[str] = frozenset({"ui_access_signed_out", "ui_access_revoked"})
# Why a button has done nothing.
REFUSALS: frozenset[str] = frozenset({"tokens_need_person"})
# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "ui_access_sign_in": ("Entrar", "Sign in"),
    "ui_access_company": ("Entrar com a conta da empresa", "Sign in with the company's account"),
    "ui_access_or_token": ("Entrar com um token", "Sign in with a token"),
    "ui_access_sign_out": ("Sair", "Sign out"),
    "ui_access_signed_out": (
        "Você saiu, também nos seus outros navegadores",
        "You are signed out, in your other browsers as well",
    ),
    "ui_access_as": ("Você entrou como {name}", "You are signed in as {name}"),
    "ui_access_token": ("Seu token de acesso", "Your access token"),
    "ui_access_token_hint": (
        "Começa com vp_. Quem administra o sistema o cria e entrega a você.",
        "It begins with vp_. The administrator makes it and gives it to you.",
    ),
    "ui_access_title": ("Acessos", "Access"),
    "ui_access_intro": (
        "Programas e pessoas entram com um token. Ele é mostrado uma vez, quando é criado.",
        "Programs and people get in with a token. It is shown once, when it is made.",
    ),
    "ui_access_open": (
        "O acesso está aberto: qualquer pessoa desta máquina pode tudo. Com "
        "AUTHENTICATION=required, só entra quem tem um token.",
        "Access is open: anybody on this machine may do everything. With "
        "AUTHENTICATION=required, only who has a token gets in.",
    ),
    "ui_access_how": (
        "Só uma pessoa que entrou com a conta da empresa cria tokens aqui. Na linha de comando "
        "do servidor:",
        "Only a person who is signed in with the company's account makes tokens here. On the "
        "server's command line:",
    ),
    "ui_access_new": ("Novo token", "New token"),
    "ui_access_make": ("Criar token", "Make token"),
    "ui_access_made": (
        "Copie o token agora: ele não será mostrado de novo",
        "Copy the token now: it is not shown again",
    ),
    "ui_access_name": ("Nome", "Name"),
    "ui_access_name_hint": (
        "Para quem ou para que serve; aparece junto do que for feito com ele.",
        "Who or what it is for; it stands beside what is done with it.",
    ),
    "ui_access_bad_name": (
        "Escreva um nome de até {limit:caractere|caracteres}",
        "Write a name of up to {limit:character|characters}",
    ),
    "ui_access_scope": ("Pode", "May"),
    "ui_access_scope_read": ("Ver", "Read"),
    "ui_access_scope_import": ("Ver e importar", "Read and import"),
    "ui_access_scope_admin": ("Tudo", "Everything"),
    "ui_access_days": ("Vale por (dias)", "Valid for (days)"),
    "ui_access_bad_days": (
        "Escreva um número de dias de 1 a {limit}",
        "Write a number of days from 1 to {limit}",
    ),
    "ui_access_created": ("Criado", "Made"),
    "ui_access_used": ("Último uso", "Last use"),
    "ui_access_never": ("Nunca", "Never"),
    "ui_access_expires": ("Vence", "Expires"),
    "ui_access_state": ("Situação", "State"),
    "ui_access_revoke": ("Revogar", "Revoke"),
    "ui_access_revoke_question": (
        "Revogar este token? Quem o usa perde o acesso na hora.",
        "Revoke this token? Whoever uses it loses access at once.",
    ),
    "ui_access_is_revoked": ("Revogado", "Revoked"),
    "ui_access_revoked": ("O token foi revogado", "The token is revoked"),
    "ui_access_none": ("Ainda não há tokens.", "There are no tokens yet."),
    "ui_audit_title": ("Auditoria", "Audit log"),
    "ui_audit_intro": (
        "O que pessoas e programas fizeram, do mais novo ao mais antigo. Nada daqui é alterado.",
        "What people and programs have done, newest first. Nothing here is ever changed.",
    ),
    "ui_audit_none": ("Ainda não há registros.", "There are no entries yet."),
    "ui_audit_at": ("Quando", "When"),
    "ui_audit_who": ("Quem", "Who"),
    "ui_audit_what": ("O quê", "What"),
    "ui_audit_of": ("De quê", "Of what"),
    "ui_audit_anybody": ("Acesso aberto", "Open access"),
    "ui_audit_import": ("Importação", "Import"),
    "ui_audit_schedule": ("Agendamento", "Schedule"),
    "ui_actions_title": ("Quem fez o quê", "Who did what"),
    "audit_import_created": ("Pediu a importação", "Asked for the import"),
    "audit_import_resumed": ("Retomou a importação", "Had the import go on"),
    "audit_import_cancelled": ("Cancelou a importação", "Cancelled the import"),
    "audit_import_approved": ("Aprovou a importação retida", "Approved the held import"),
    "audit_import_discarded": ("Descartou a importação retida", "Discarded the held import"),
    "audit_import_undone": ("Pediu para desfazer a importação", "Asked to undo the import"),
    "audit_import_undo_tried": (
        "Pediu para simular como a importação seria desfeita",
        "Asked what an undo of the import would do",
    ),
    "audit_schedule_created": ("Criou o agendamento", "Made the schedule"),
    "audit_schedule_changed": ("Alterou o agendamento", "Changed the schedule"),
    "audit_schedule_paused": ("Pausou o agendamento", "Paused the schedule"),
    "audit_schedule_resumed": ("Retomou o agendamento", "Resumed the schedule"),
    "audit_schedule_deleted": ("Excluiu o agendamento", "Deleted the schedule"),
    "audit_schedule_run": ("Executou o agendamento", "Ran the schedule"),
    "audit_occurrence_replayed": ("Repetiu um horário", "Replayed an occurrence"),
    "audit_object_imported_again": ("Importou um arquivo de novo", "Imported a file again"),
    "audit_message_redriven": ("Reenviou uma mensagem morta", "Redrove a dead letter"),
    "audit_message_dismissed": ("Descartou uma mensagem morta", "Dismissed a dead letter"),
    "audit_queue_reconciled": ("Conferiu a fila", "Reconciled the queue"),
    "audit_mapping_forgotten": ("Esqueceu colunas lembradas", "Forgot remembered columns"),
    "audit_token_created": ("Criou um token", "Made a token"),
    "audit_token_revoked": ("Revogou um token", "Revoked a token"),
    "audit_signed_in": ("Entrou", "Signed in"),
    "audit_signed_out": ("Saiu", "Signed out"),
}
