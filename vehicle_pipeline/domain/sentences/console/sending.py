"""What the page *Enviar* and the preview of an upload say."""

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
# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "ui_send_title": ("Enviar uma planilha de veículos", "Upload a spreadsheet of vehicles"),
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
    "ui_send_how_read": ("Como o arquivo foi lido", "How the file was read"),
    "ui_send_detect": ("Descobrir sozinho", "Find out"),
    "ui_send_detected": ("Descoberto: {value}", "Found: {value}"),
    "ui_send_encoding": ("Codificação dos acentos", "Encoding"),
    "ui_send_delimiter": ("Separador das colunas", "Delimiter"),
    "ui_send_delimiter_comma": ("vírgula (,)", "comma (,)"),
    "ui_send_delimiter_semicolon": ("ponto e vírgula (;)", "semicolon (;)"),
    "ui_send_delimiter_tab": ("tabulação", "tab"),
    "ui_send_delimiter_pipe": ("barra vertical (|)", "vertical bar (|)"),
    "ui_send_sheet": ("Aba", "Sheet"),
    "ui_send_header_row": ("Linha do cabeçalho", "Header row"),
    "ui_send_decimal": ("Sinal decimal do valor", "Decimal sign of the price"),
    "ui_send_decimal_comma": ("vírgula (45.000,00)", "comma (45.000,00)"),
    "ui_send_decimal_dot": ("ponto (45,000.00)", "point (45,000.00)"),
    "ui_send_columns": ("Colunas", "Columns"),
    "ui_send_columns_hint": (
        "Confira de que coluna vem cada campo. O que você corrigir será lembrado para o próximo "
        "arquivo com o mesmo cabeçalho.",
        "Check which column each field comes from. What you correct is remembered for the next "
        "file with the same header.",
    ),
    "ui_send_column": ("Coluna do arquivo", "Column of the file"),
    "ui_send_first_values": ("Primeiros valores", "First values"),
    "ui_send_our_field": ("Campo do veículo", "Field of the vehicle"),
    "ui_send_column_is": ("A coluna {column} é", "Column {column} is"),
    "ui_send_not_used": ("não usar", "not used"),
    "ui_send_unnamed": (
        "sem nome",
        "without a name",
    ),
    "ui_send_empty_column": ("sem valores nas primeiras linhas", "no values in the first rows"),
    "ui_send_more_columns": (
        "E mais {count:coluna que não é usada|colunas que não são usadas}.",
        "And {count:more column that is|more columns that are} not used.",
    ),
    "ui_send_mapped_twice": (
        "{field} está em mais de uma coluna: {columns}. Escolha só uma",
        "{field} stands for more than one column: {columns}. Choose one only",
    ),
    "ui_send_unmapped": (
        "Nenhuma coluna é {field}. Escolha de qual coluna vem esse campo",
        "No column is {field}. Choose the column that this field comes from",
    ),
    "ui_send_read_again": ("Ler de novo assim", "Read it again like this"),
    "ui_send_what_happens": ("O que vai acontecer", "What will happen"),
    "ui_send_rows": ("O arquivo tem {rows:linha|linhas}.", "The file has {rows:row|rows}."),
    "ui_send_rows_read": (
        "Só o começo do arquivo foi lido: {rows:linha|linhas}. A importação lê todas.",
        "Only the beginning of the file was read: {rows:row|rows}. The import reads all of them.",
    ),
    "ui_send_problems": ("Problemas encontrados", "Problems that were found"),
    "ui_send_problem": ("Problema", "Problem"),
    "ui_send_times": ("Vezes", "Times"),
    "ui_send_no_problem": ("nenhum", "none"),
    "ui_send_fault_required": ("Falta um valor obrigatório", "A required value is missing"),
    "ui_send_fault_invalid_plate": ("Placa inválida", "Invalid plate"),
    "ui_send_fault_invalid_year": ("Ano inválido", "Invalid year"),
    "ui_send_fault_invalid_price": ("Valor inválido", "Invalid price"),
    "ui_send_fault_malformed_row": (
        "Linha com células a mais ou a menos",
        "Row with too many or too few cells",
    ),
    "ui_send_fault_duplicate_in_file": (
        "Placa repetida no arquivo",
        "Plate repeated in the file",
    ),
    "ui_send_would": (
        "Conforme o que se faz com veículos já cadastrados",
        "By what is done with vehicles that are registered already",
    ),
    "ui_send_rows_that": ("Linhas", "Rows"),
    "ui_send_would_inserted": ("Veículos novos", "New vehicles"),
    "ui_send_would_updated": ("Veículos que mudam", "Vehicles that change"),
    "ui_send_would_unchanged": ("Já cadastrados iguais", "Registered with the same values"),
    "ui_send_would_duplicate": (
        "Não entram: placa já cadastrada ou repetida no arquivo",
        "Left out: plate registered already or repeated in the file",
    ),
    "ui_send_would_rejected": ("Rejeitadas por erro", "Rejected as faulty"),
    "ui_send_compared": (
        "Comparado com o cadastro como está agora.",
        "Compared with the vehicles as they are now.",
    ),
    "ui_send_compared_part": (
        "Só do começo do arquivo: {rows:linha|linhas}.",
        "Of the beginning of the file only: {rows:row|rows}.",
    ),
    "ui_send_not_compared": (
        "A comparação com o cadastro demoraria demais agora; a importação a faz.",
        "To compare with the vehicles would take too long now; the import does it.",
    ),
    "ui_send_first_rows": ("Primeiras linhas", "First rows"),
    "ui_send_rows_hint": (
        "Como entrariam no cadastro.",
        "As they would be registered.",
    ),
    "ui_send_choose_header": (
        "Como estão no arquivo. Aponte a linha que tem os nomes das colunas.",
        "As they stand in the file. Point out the row that has the names of the columns.",
    ),
    "ui_send_row": ("Linha", "Row"),
    "ui_send_is_header": ("Cabeçalho", "Header"),
    "ui_send_header_is": ("A linha {row} é o cabeçalho", "Row {row} is the header"),
    "ui_send_this": ("É esta", "This one"),
    "ui_send_cells": ("Células", "Cells"),
    "ui_send_suggestion": ("seria {value}?", "is it {value}?"),
    "ui_send_confirm_title": ("Confirmar a importação", "Confirm the import"),
    "ui_send_policy": ("Veículos já cadastrados", "Vehicles that are registered already"),
    "ui_send_policy_hint_skip": (
        "Só entram veículos novos; as linhas dos outros ficam na lista do que não entrou.",
        "Only new vehicles are added; the rows of others are listed as left out.",
    ),
    "ui_send_policy_hint_update": (
        "Modelo, ano e valor passam a ser os do arquivo. Cada mudança fica no histórico e pode ser "
        "desfeita.",
        "Model, year and price become those of the file. Each change is kept in the history and "
        "can be undone.",
    ),
    "ui_send_dry_run": ("Só simular", "Only try"),
    "ui_send_dry_run_hint": (
        "Passa por tudo e mostra o resultado, sem mudar nenhum veículo.",
        "Goes through all of it and shows the result, without changing a vehicle.",
    ),
    "ui_send_guard": ("Limites de segurança", "Safety limits"),
    "ui_send_guard_hint": (
        "Se algum for ultrapassado, a importação fica retida, sem gravar nada, até alguém aprovar "
        "ou descartar. Em porcentagem; vazio: sem limite.",
        "Beyond any of them the import is held, nothing is written, and somebody approves or "
        "discards it. In percent; empty: no limit.",
    ),
    "ui_send_limit_max_rejected_share": ("Linhas rejeitadas (%)", "Rejected rows (%)"),
    "ui_send_limit_max_changed_share": (
        "Veículos cadastrados que mudam (%)",
        "Registered vehicles that change (%)",
    ),
    "ui_send_limit_max_price_change": (
        "Mudança de preço de um veículo (%)",
        "Price change of one vehicle (%)",
    ),
    "ui_send_limit_max_median_price_change": (
        "Mudança mediana de preço (%)",
        "Median price change (%)",
    ),
    "ui_send_bad_share": (
        "Escreva uma porcentagem de 0 a 100, como 12,5, ou deixe vazio",
        "Write a percentage from 0 to 100, such as 12.5, or leave it empty",
    ),
    "ui_send_bad_change": (
        "Escreva uma porcentagem de 0 para cima, como 50, ou deixe vazio",
        "Write a percentage of 0 or more, such as 50, or leave it empty",
    ),
    "ui_send_confirm": ("Confirmar e importar", "Confirm and import"),
    "ui_send_not_ready": (
        "Assim o arquivo não pode ser importado: veja acima o que falta.",
        "The file cannot be imported like this: see above what is missing.",
    ),
}
