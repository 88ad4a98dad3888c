"""Sentences of the API about imports, exports and the options of an upload."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "import_not_found": ("Importação não encontrada", "There is no such import"),
    "draft_not_found": (
        "Este envio não espera mais por confirmação: foi descartado, ou passou do prazo. Envie o "
        "arquivo de novo",
        "This upload does not wait for a confirmation any more: it was discarded, or its time is "
        "over. Send the file again",
    ),
    "draft_unreadable": (
        "O arquivo deste envio não está mais guardado e não pode ser importado; envie-o de novo",
        "The file of this upload is no longer stored and cannot be imported; send it again",
    ),
    "draft_changed": (
        "O arquivo guardado deste envio não é mais o que foi recebido e não pode ser importado; "
        "envie-o de novo",
        "The stored file of this upload is no longer what was received and cannot be imported; "
        "send it again",
    ),
    "import_not_finished": (
        "A importação ainda não terminou; os arquivos de erros ficam prontos quando ela terminar",
        "The import is not finished; its files of errors can be had once it is",
    ),
    "import_is_over": (
        "A importação já terminou; não há o que cancelar",
        "The import is over; there is nothing to cancel",
    ),
    "import_under_way": (
        "A importação está em andamento; espere que termine ou cancele-a",
        "The import is under way; wait for its end, or cancel it",
    ),
    "too_many_rejected_rows": (
        "São {rows:linha rejeitada ou duplicada|linhas rejeitadas ou duplicadas}, mais do que cabe "
        "bem numa pasta de trabalho; baixe o CSV",
        "{rows:row is|rows are} rejected or duplicate, more than a workbook holds well; download "
        "the CSV file",
    ),
    "errors_workbooks_busy": (
        "Outras pastas de trabalho estão sendo feitas; tente de novo em instantes ou baixe o CSV",
        "Other workbooks are being made; try again in a moment or download the CSV file",
    ),
    "errors_files_busy": (
        "Outros arquivos de erros estão sendo baixados; tente de novo em instantes",
        "Other files of errors are being downloaded; try again in a moment",
    ),
    "errors_workbook_too_slow": (
        "A pasta de trabalho não ficou pronta a tempo; tente mais tarde ou baixe o CSV",
        "The workbook was not ready in time; try later or download the CSV file",
    ),
    "too_many_vehicles": (
        "São mais veículos do que cabem numa planilha (1.048.575); filtre a lista, ou baixe o CSV",
        "A sheet has no room for so many vehicles (1,048,575 at most); filter the list, or "
        "download the CSV file",
    ),
    "exports_busy": (
        "Outras listas de veículos estão sendo baixadas; tente de novo em instantes",
        "Other lists of vehicles are being downloaded; try again in a moment",
    ),
    "export_too_slow": (
        "O arquivo não ficou pronto a tempo; tente mais tarde, filtre a lista ou baixe o CSV",
        "The file was not ready in time; try later, filter the list or download the CSV file",
    ),
    "vehicle_not_found": (
        "Nenhum veículo com a placa '{plate}'",
        "There is no vehicle with plate '{plate}'",
    ),
    "invalid_option": (
        "Valor '{value}' inválido para '{field}': use {allowed}",
        "Value '{value}' is invalid for '{field}': use {allowed}",
    ),
    "invalid_option_text": (
        "O campo '{field}' tem caracteres que não podem ser guardados",
        "Field '{field}' holds characters that cannot be stored",
    ),
    "invalid_mapping": (
        "Campo 'mapping' inválido: envie um objeto JSON de cada campo nosso para o texto do "
        "cabeçalho do arquivo, ou para o número da coluna, como "
        '{{"placa": "Nr. Placa", "ano": 3}}',
        "Field 'mapping' is invalid: send a JSON object from each of our fields to the text of "
        "the file's header, or to the column's number, such as "
        '{{"placa": "Nr. Placa", "ano": 3}}',
    ),
    "no_column_number": (
        "Em 'mapping', não há coluna {number}: a primeira é 1, e a última possível, {last}",
        "In 'mapping', there is no column {number}: the first is 1, and the last possible {last}",
    ),
    "unknown_mapping_field": (
        "Campo '{field}' desconhecido em 'mapping': use {allowed}",
        "Field '{field}' is unknown in 'mapping': use {allowed}",
    ),
    "repeated_mapping": (
        "Em 'mapping', a coluna '{column}' está em mais de um campo",
        "In 'mapping', column '{column}' stands for more than one field",
    ),
    "text_option": (
        "O campo '{field}' só vale para arquivos de texto (.csv, .tsv, .txt)",
        "Field '{field}' is for text files only (.csv, .tsv, .txt)",
    ),
    "workbook_option": (
        "O campo '{field}' só vale para planilhas com abas (.xlsx, .xlsm, .xlsb, .xls, .ods)",
        "Field '{field}' is for workbooks only (.xlsx, .xlsm, .xlsb, .xls, .ods)",
    ),
    "preview_of_head": (
        "Só o começo do arquivo foi lido: {records:linha|linhas}. A importação lê todas, e delas "
        "decide o sinal decimal",
        "Only the beginning of the file was read: {records:row|rows}. The import reads all of "
        "them, and decides the decimal sign by them",
    ),
    "preview_of_part": (
        "As contagens são só do começo do arquivo: {records:linha|linhas}",
        "The counts are of the beginning of the file only: {records:row|rows}",
    ),
    "preview_rejected": (
        "De {records:linha|linhas}, {rejected:seria rejeitada|seriam rejeitadas}",
        "Of {records:row|rows}, {rejected} would be rejected",
    ),
    "preview_duplicate": (
        "De {records:linha|linhas}, {duplicate:seria duplicada|seriam duplicadas}, por repetir a "
        "placa de outra linha do arquivo",
        "Of {records:row|rows}, {duplicate} would be duplicate: the plate of another row of the "
        "file again",
    ),
    "idempotency_conflict": (
        "Esta Idempotency-Key já foi usada com outro arquivo ou outras opções",
        "This Idempotency-Key was used before with another file or other options",
    ),
    "rows_removed": (
        "As linhas rejeitadas desta importação já foram removidas, depois do prazo de guarda",
        "The rejected rows of this import have been removed, after the time they are kept",
    ),
}
