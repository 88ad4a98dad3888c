"""How a file was read, how long each stage took, and the repair of rejected rows."""

NOTICES: frozenset[str] = frozenset({"ui_repair_sent"})
# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "ui_receipt": ("Como o arquivo foi lido", "How the file was read"),
    "ui_receipt_assumed": ("Isto foi suposto; confira", "This was assumed; check it"),
    "ui_receipt_encoding": ("Codificação", "Encoding"),
    "ui_receipt_sheet": ("Aba", "Sheet"),
    "ui_receipt_header": ("Linha do cabeçalho", "Header row"),
    "ui_receipt_delimiter": ("Separador", "Delimiter"),
    "ui_receipt_tab": ("tabulação", "tab"),
    "ui_receipt_decimal": ("Sinal decimal", "Decimal sign"),
    "ui_receipt_decimal_comma": ("vírgula", "comma"),
    "ui_receipt_decimal_dot": ("ponto", "point"),
    "ui_receipt_decimal_native": ("números da planilha", "numbers of the sheet"),
    "ui_receipt_columns": ("Colunas usadas", "Columns used"),
    "ui_receipt_ours": ("Campo", "Field"),
    "ui_receipt_theirs": ("Coluna do arquivo", "Column of the file"),
    "ui_receipt_column": ("(coluna {letters})", "(column {letters})"),
    "ui_receipt_ignored": (
        "{columns:coluna não foi usada|colunas não foram usadas}",
        "{columns:column was|columns were} not used",
    ),
    "ui_stages": ("Quanto tempo levou", "How long it took"),
    "ui_stage": ("Etapa", "Stage"),
    "ui_stage_time": ("Tempo", "Time"),
    "ui_stage_queue": ("Na fila", "Queued"),
    "ui_stage_start": ("Início da execução", "Start of the run"),
    "ui_stage_open": ("Abrir e contar as linhas", "Open and count the rows"),
    "ui_stage_read": ("Ler", "Read"),
    "ui_stage_validate": ("Conferir as regras", "Check the rules"),
    "ui_stage_guard": ("Conferir os limites", "Check the limits"),
    "ui_stage_load": ("Gravar", "Write"),
    "ui_stage_finish": ("Concluir", "Finish"),
    "ui_stage_work": ("Execução inteira", "The whole run"),
    "ui_stages_unknown_upload": (
        "Etapas podem correr ao mesmo tempo. O tempo do envio não é guardado",
        "Stages may run at the same time. The time of the upload is not recorded",
    ),
    "ui_stages_gone": (
        "O Dagster não guarda as etapas desta execução",
        "Dagster does not keep the steps of this run",
    ),
    "ui_repair_title": ("Corrigir linhas", "Correct rows"),
    "ui_repair_how": (
        "Corrija as células marcadas. Só vão as linhas que você mudar: elas formam uma importação "
        "nova, ligada a esta. As outras continuam fora.",
        "Correct the marked cells. Only rows that you change are sent: they become a new import, "
        "linked to this one. The others stay out.",
    ),
    "ui_repair_earlier": (
        "{rows:linha já foi corrigida e enviada|linhas já foram corrigidas e enviadas}; aqui "
        "ficam as outras",
        "{rows:row was|rows were} corrected and sent before; the others are here",
    ),
    "ui_repair_child": (
        "Envio {number}: {rows:linha|linhas}",
        "Upload {number}: {rows:row|rows}",
    ),
    "ui_repair_sent_row": ("Já enviada", "Sent before"),
    "ui_repair_sent_where": (
        "Esta linha já foi corrigida e enviada; veja a importação dela",
        "This row was corrected and sent before; see its import",
    ),
    "ui_repair_sent_before": (
        "Algumas destas linhas acabam de ser enviadas de outra aba. Nada foi enviado agora; envie "
        "de novo para mandar só as outras.",
        "Some of these rows have just been sent from another tab. Nothing was sent now; send again "
        "to send only the others.",
    ),
    "ui_repair_row": ("Linha {row}", "Row {row}"),
    "ui_repair_use": ("Usar {suggestion}", "Use {suggestion}"),
    "ui_repair_untouched": ("Não será enviada", "Will not be sent"),
    "ui_repair_ready": ("Pronta para enviar", "Ready to be sent"),
    "ui_repair_wrong": ("Ainda com problema", "Still with a problem"),
    "ui_repair_summary": (
        "{shown:linha|linhas} nesta página, {changed:mudada|mudadas}: {ready:pronta|prontas} para "
        "enviar, {wrong} ainda com problema",
        "{shown:row|rows} on this page, {changed} changed: {ready} ready to be sent, {wrong} still "
        "with a problem",
    ),
    "ui_repair_summary_unchanged": (
        "{shown:linha|linhas} nesta página para corrigir; nenhuma mudada ainda",
        "{shown:row|rows} on this page to correct; none changed yet",
    ),
    "ui_repair_summary_sent": (
        "Todas as linhas desta página já foram enviadas",
        "All rows of this page were sent",
    ),
    "ui_repair_taken": (
        "{rows:linha foi corrigida e enviada|linhas foram corrigidas e enviadas} em outra aba ou "
        "por outra pessoa enquanto você editava. O que você digitou ali não foi enviado, e "
        "continua à vista abaixo:",
        "{rows:row was|rows were} corrected and sent in another tab or by somebody else while you "
        "were editing. What you typed there was not sent, and is still shown below:",
    ),
    "ui_repair_taken_by": (
        "Linha {row}: ver a importação que a corrigiu",
        "Row {row}: see the import that corrected it",
    ),
    "ui_repair_taken_row": (
        "Esta linha foi corrigida e enviada em outra aba ou por outra pessoa, e o que você digitou "
        "aqui não será enviado; veja a importação que a corrigiu",
        "This row was corrected and sent in another tab or by somebody else, and what you typed "
        "here will not be sent; see the import that corrected it",
    ),
    "ui_repair_send": ("Enviar as linhas corrigidas", "Send the corrected rows"),
    "ui_repair_check": ("Conferir", "Check"),
    "ui_repair_unchanged": (
        "Nenhuma linha foi mudada; corrija ao menos uma antes de enviar.",
        "No row was changed; correct at least one before you send.",
    ),
    "ui_repair_still_wrong": (
        "Algumas linhas mudadas ainda têm problema; corrija-as ou deixe-as como estavam.",
        "Some changed rows still have a problem; correct them or put them back as they were.",
    ),
    "ui_repair_sent_some": (
        "{rows:linha enviada|linhas enviadas}; as outras que você mudou ainda têm problema e "
        "continuam aqui.",
        "{rows:row|rows} sent; the others that you changed still have a problem, and stay here.",
    ),
    "ui_repair_nothing": (
        "Nesta importação não há linhas que se possam corrigir aqui",
        "This import has no rows that can be corrected here",
    ),
    "ui_repair_offline": (
        "Sem conexão com o servidor: o que você digitou ainda não foi conferido. Espere antes de "
        "enviar; nada se perde enquanto esta página estiver aberta.",
        "No connection to the server: what you typed is not checked yet. Wait before you send; "
        "nothing is lost while this page is open.",
    ),
    "ui_repair_session_over": (
        "A sua sessão terminou. Entre de novo em outra aba antes de enviar; o que você digitou "
        "continua aqui.",
        "Your session is over. Sign in again in another tab before you send; what you typed stays "
        "here.",
    ),
    "ui_repair_undone": (
        "Esta importação foi desfeita, e corrigir as linhas traria de volta só uma parte dela. "
        "Importe o arquivo de novo, e corrija as linhas nessa importação",
        "This import was undone, and correcting its rows would bring back only a part of it. "
        "Import the file again, and correct the rows of that import",
    ),
    "ui_repair_too_much": (
        "São dados demais para uma página; corrija menos linhas de cada vez",
        "This is too much for one page; correct fewer rows at a time",
    ),
    "ui_repair_no_more": (
        "Não há mais linhas para corrigir.",
        "There are no more rows to correct.",
    ),
    "ui_repair_sent": (
        "Linhas corrigidas enviadas; esta é a importação delas",
        "Corrected rows sent; this is their import",
    ),
}
