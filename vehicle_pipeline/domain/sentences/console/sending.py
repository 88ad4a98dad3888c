"""What the page *Enviar* says: uploads, those that wait, and what is remembered of columns."""

NOTICES: frozenset[str] = frozenset(
    {
        "ui_send_confirmed",
        "ui_send_confirmed_again",
        "ui_send_tried",
        "ui_send_all_confirmed",
        "ui_send_some_wait",
        "ui_send_discarded",
        "ui_send_all_discarded",
        "ui_send_forgotten",
        "ui_send_all_forgotten",
    }
)
# The same about what was not done.
WARNINGS: frozenset[str] = frozenset({"ui_send_confirmed_again", "ui_send_some_wait"})
REFUSALS = frozenset({"ui_send_confirmed_otherwise"})
# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "ui_send_title": ("Enviar uma planilha de veículos", "Upload a spreadsheet of vehicles"),
    "ui_send_read_only": (
        "Com o seu acesso você pode ver tudo, mas não enviar. Para enviar, peça a quem administra "
        "o sistema um acesso para importar.",
        "Your access lets you see everything, but not upload. To upload, ask the administrator for "
        "access to import.",
    ),
    "ui_send_choose": ("Planilha", "Spreadsheet"),
    "ui_send_kinds": (
        "São lidos {kinds}, de até {limit} MB cada um.",
        "Read are {kinds}, of up to {limit} MB each.",
    ),
    "ui_send_drop": (
        "Também dá para arrastar arquivos até aqui, ou colar (Ctrl+V) um arquivo ou células "
        "copiadas de uma planilha. Vários de uma vez também.",
        "Files may also be dropped here, or pasted (Ctrl+V), as may cells copied from a "
        "spreadsheet. Several at once as well.",
    ),
    "ui_send_button": ("Enviar e ver a prévia", "Upload and preview"),
    "ui_send_template": ("Baixar um modelo de planilha", "Download a template"),
    "ui_send_nothing_yet": (
        "Nada é importado antes de você ver a prévia e confirmar.",
        "Nothing is imported before you have seen the preview and confirmed it.",
    ),
    "ui_send_uploads": ("Arquivos sendo enviados", "Files being uploaded"),
    "ui_send_wrong_kind": (
        "Este tipo de arquivo não é lido; envie uma planilha de um dos tipos acima",
        "Files of this kind are not read; send a spreadsheet of one of the kinds above",
    ),
    "ui_send_changed": (
        "O arquivo não pôde ser lido: foi alterado, movido ou apagado depois de escolhido. "
        "Escolha-o de novo",
        "The file could not be read: it was changed, moved or deleted after it was chosen. "
        "Choose it again",
    ),
    "ui_send_no_server": (
        "O servidor não respondeu; confira a conexão e tente de novo",
        "The server did not answer; check the connection and try again",
    ),
    "ui_send_again": ("Tentar de novo", "Try again"),
    "ui_send_cancel": ("Cancelar", "Cancel"),
    "ui_send_cancelled": ("Cancelado; nada foi guardado", "Cancelled; nothing was kept"),
    "ui_send_queued": ("Espera a vez", "Waits for its turn"),
    "ui_send_checks": ("Conferindo…", "Checking…"),
    "ui_send_arrived": ("Recebido; falta confirmar", "Received; to be confirmed"),
    "ui_send_hide": ("Tirar da lista", "Remove from the list"),
    "ui_send_pasted": ("colado", "pasted"),
    "ui_send_waiting": ("Aguardando confirmação", "Waiting for confirmation"),
    "ui_send_file": ("Arquivo", "File"),
    "ui_send_size": ("Tamanho", "Size"),
    "ui_send_received": ("Recebido em", "Received"),
    "ui_send_actions": ("Ações", "Actions"),
    "ui_send_look": ("Ver a prévia", "Preview"),
    "ui_send_look_at": ("Ver a prévia de {file}", "Preview {file}"),
    "ui_send_discard": ("Descartar", "Discard"),
    "ui_send_discard_file": ("Descartar {file}", "Discard {file}"),
    "ui_send_more_wait": (
        "Aqui estão os {shown} mais novos; há outros.",
        "These are the newest {shown}; there are others.",
    ),
    "ui_send_kept_for": (
        "O que não for confirmado é removido depois de {hours} horas.",
        "What is not confirmed is removed after {hours} hours.",
    ),
    "ui_send_kept_until": ("guardado até", "kept until"),
    "ui_send_all": ("Todos de uma vez", "All at once"),
    "ui_send_all_hint": (
        "Cada um é importado como a prévia o mostra; o que não puder ser lido sem ajuda continua "
        "esperando.",
        "Each is imported as its preview shows it; what cannot be read without help goes on "
        "waiting.",
    ),
    "ui_send_confirm_all": ("Confirmar todos", "Confirm all"),
    "ui_send_confirm_all_question": (
        "Importar {count:arquivo|arquivos}?",
        "Import {count:file|files}?",
    ),
    "ui_send_discard_all": ("Descartar todos", "Discard all"),
    "ui_send_discard_all_question": (
        "Descartar {count:arquivo|arquivos}? Nada deles será importado.",
        "Discard {count:file|files}? Nothing of them will be imported.",
    ),
    "ui_send_confirmed": (
        "Confirmado: a importação está na fila",
        "Confirmed: the import is queued",
    ),
    "ui_send_confirmed_again": (
        "Confirmado. Atenção: um arquivo com o mesmo conteúdo já tinha sido importado antes",
        "Confirmed. Note that a file with the same content was imported before",
    ),
    "ui_send_confirmed_otherwise": (
        "Este envio já tinha sido confirmado, com outras opções, e esta é a importação dele: o que "
        "você acaba de escolher não valeu",
        "This upload had been confirmed before, with other options, and this is its import: what "
        "you have just chosen was not used",
    ),
    "ui_send_tried": (
        "A simulação está na fila; nenhum veículo será alterado",
        "The dry run is queued; no vehicle will be changed",
    ),
    "ui_send_all_confirmed": (
        "Confirmados: as importações estão na fila",
        "Confirmed: the imports are queued",
    ),
    "ui_send_some_wait": (
        "Os que puderam ser lidos foram confirmados. Os que estão abaixo precisam de ajuda: veja a "
        "prévia de cada um",
        "Those that could be read are confirmed. The ones below need help: see the preview of each",
    ),
    "ui_send_discarded": (
        "Descartado: o arquivo não foi importado",
        "Discarded: the file was not imported",
    ),
    "ui_send_all_discarded": (
        "Descartados: nenhum arquivo foi importado",
        "Discarded: no file was imported",
    ),
    "ui_send_forgotten": ("O mapeamento foi esquecido", "The mapping was forgotten"),
    "ui_send_exactly": (
        "Esta é a prévia do que foi recebido; é exatamente isso que será importado, mesmo que o "
        "arquivo mude no seu computador.",
        "This is a preview of what was received; exactly that will be imported, even if the file "
        "changes on your computer.",
    ),
    "ui_send_reading": (
        "Lendo o arquivo como você escolheu… Até lá, o que está abaixo é da leitura anterior.",
        "Reading the file as you chose… Until then, what is below is from the reading before.",
    ),
    "ui_send_not_read": (
        "O servidor não respondeu, e o arquivo não foi lido como você escolheu: o que está abaixo "
        "é da leitura anterior.",
        "The server did not answer, and the file was not read as you chose: what is below is from "
        "the reading before.",
    ),
    "ui_send_updated": ("Prévia atualizada", "Preview updated"),
    "ui_send_by_hand": (
        "Diga abaixo qual é a linha do cabeçalho e qual coluna é cada campo, ou corrija o arquivo "
        "e envie-o de novo.",
        "Say below which row is the header and which column is each field, or correct the file and "
        "send it again.",
    ),
    "ui_send_correct_file": (
        "Corrija o arquivo e envie-o de novo.",
        "Correct the file and send it again.",
    ),
    "ui_send_same_content": (
        "Este mesmo conteúdo já foi enviado para importação:",
        "This very content was sent to be imported before:",
    ),
    "ui_send_twins": (
        "O mesmo conteúdo espera também como",
        "The same content also waits as",
    ),
    "ui_send_made": ("Importações feitas agora", "Imports just made"),
    "ui_send_at_fault": (
        "Com esta escolha o arquivo não pode ser lido; sem ela, pode",
        "With this choice the file cannot be read; without it, it can",
    ),
    "ui_send_wrong_choice": (
        "O arquivo não pode ser lido com o que foi escolhido em “{control}”",
        "The file cannot be read with what was chosen in “{control}”",
    ),
    "ui_send_mapping_dropped": (
        "As colunas escolhidas não existem neste cabeçalho; elas foram procuradas de novo.",
        "The columns that were chosen are not in this header; they were looked for again.",
    ),
    "ui_send_without_memory": (
        "Não usar neste arquivo",
        "Do not use it for this file",
    ),
    "ui_send_forget": ("Esquecer este mapeamento", "Forget this mapping"),
    "ui_send_memory": ("Colunas lembradas", "Remembered columns"),
    "ui_send_memory_hint": (
        "O que foi corrigido à mão e confirmado, e será proposto para o mesmo cabeçalho.",
        "What was corrected by hand and confirmed, and is proposed for the same header.",
    ),
    "ui_send_memory_empty": (
        "Nada é lembrado ainda: corrija as colunas na prévia de um envio e confirme-o.",
        "Nothing is remembered yet: correct the columns in the preview of an upload and confirm.",
    ),
    "ui_send_forget_all": ("Esquecer todos", "Forget all"),
    "ui_send_forget_all_question": (
        "Esquecer tudo o que é lembrado?",
        "Forget all that is remembered?",
    ),
    "ui_send_all_forgotten": ("Nada mais é lembrado", "Nothing is remembered any more"),
}
