"""What the preview of an upload says: how it was read, its columns, problems, and confirming it."""

SENTENCES: dict[str, tuple[str, str]] = {
    "ui_send_how_read": ("Como o arquivo foi lido", "How the file was read"),
    "ui_send_choice_first": (
        "O que vai acontecer só se sabe com a escolha marcada abaixo corrigida.",
        "What will happen is known once the choice marked below is corrected.",
    ),
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
