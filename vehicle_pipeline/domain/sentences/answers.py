"""Sentences of the API and of its health."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "not_found": ("Não há nada neste endereço", "There is nothing at this address"),
    "method_not_allowed": (
        "Este endereço não aceita este método",
        "This address does not accept this method",
    ),
    "malformed_request": (
        "O que chegou não é uma requisição HTTP",
        "What has arrived is no HTTP request",
    ),
    "unknown_host": (
        "O servidor não atende por este nome; quem cuida dele o inclui em ALLOWED_HOSTS",
        "The server does not answer to this name; its operator adds it to ALLOWED_HOSTS",
    ),
    "foreign_origin": (
        "A requisição veio de uma página de outro endereço, que não está em CORS_ORIGINS",
        "The request comes from a page of another origin, which is not in CORS_ORIGINS",
    ),
    "target_too_long": ("O endereço é longo demais", "The address is too long"),
    "head_too_large": (
        "Os cabeçalhos são grandes demais ou muitos",
        "The headers are too large, or too many",
    ),
    "unknown_transfer_coding": (
        "O corpo da requisição está codificado (Transfer-Encoding) de um modo que o servidor não "
        "lê; só 'chunked' é lido",
        "The request's body is encoded (Transfer-Encoding) in a way that the server does not read; "
        "it reads 'chunked' only",
    ),
    "unknown_expectation": (
        "O servidor não atende ao que a requisição espera (Expect); só a '100-continue'",
        "The server does not meet what the request expects (Expect); it knows '100-continue' only",
    ),
    "request_too_slow": (
        "A requisição parou no meio e foi encerrada; envie-a de novo",
        "The request came to a halt and was ended; send it again",
    ),
    "too_many_connections": (
        "Há conexões demais no momento; tente de novo em instantes",
        "There are too many connections at the moment; try again in a moment",
    ),
    "request_refused": ("A requisição foi recusada", "The request was refused"),
    "internal_error": (
        "Erro interno; o motivo está no registro do servidor",
        "Internal error; the server's log has the reason",
    ),
    "import_not_found": ("Importação não encontrada", "There is no such import"),
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
    "invalid_idempotency_key": (
        "Idempotency-Key inválida: use de 1 a {limit} caracteres ASCII visíveis (letras sem "
        "acento, números, sinais) ou espaços",
        "Idempotency-Key is invalid: use 1 to {limit} visible ASCII characters (letters without "
        "accents, digits, signs) or spaces",
    ),
    "invalid_cursor": (
        "O cursor não é desta lista, ou é de outra ordem; comece pela primeira página",
        "The cursor is not of this list, or is of another order; begin with the first page",
    ),
    "invalid_event_id": (
        "O Last-Event-ID não é um identificador de evento desta API",
        "Last-Event-ID is not an event id of this API",
    ),
    "not_multipart": (
        "Envie a planilha como multipart/form-data, no campo 'file'",
        "Send the spreadsheet as multipart/form-data, in the field 'file'",
    ),
    "not_json": (
        "Envie um objeto JSON, com o cabeçalho Content-Type: application/json",
        "Send a JSON object, with the header Content-Type: application/json",
    ),
    "malformed_json": (
        "O corpo não é JSON em UTF-8, ou repete um campo; envie um objeto, como "
        '{{"name": "Frota mensal"}}',
        "The body is not JSON in UTF-8, or repeats a field; send an object, such as "
        '{{"name": "Monthly fleet"}}',
    ),
    "body_too_large": (
        "O corpo passa do limite de {limit} bytes",
        "The body exceeds the limit of {limit} bytes",
    ),
    "malformed_upload": (
        "O formulário enviado está incompleto ou malformado",
        "The form is incomplete or malformed",
    ),
    "long_part_header": (
        "Um nome no formulário, como o do arquivo, passa de {limit} bytes; encurte-o",
        "A name in the form, such as the file's, exceeds {limit} bytes; shorten it",
    ),
    "encoded_part": (
        "O campo '{field}' está codificado (Content-Transfer-Encoding); envie-o como está, sem "
        "base64 nem quoted-printable",
        "Field '{field}' is encoded (Content-Transfer-Encoding); send it as it is, without base64 "
        "or quoted-printable",
    ),
    "incomplete_upload": (
        "O envio foi interrompido antes do fim",
        "The upload was interrupted before its end",
    ),
    "file_too_large": (
        "O arquivo passa do limite de {limit} MB",
        "The file exceeds the limit of {limit} MB",
    ),
    "missing_file": (
        "Falta a planilha: envie-a no campo 'file'",
        "The spreadsheet is missing: send it in the field 'file'",
    ),
    "several_files": ("Envie uma planilha por vez", "Send one spreadsheet at a time"),
    "unknown_field": (
        "Campo '{field}' desconhecido ou repetido",
        "Field '{field}' is unknown or repeated",
    ),
    "field_too_long": (
        "Campo '{field}' passa de {limit} bytes",
        "Field '{field}' exceeds {limit} bytes",
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
        'cabeçalho do arquivo, como {{"placa": "Nr. Placa"}}',
        "Field 'mapping' is invalid: send a JSON object from each of our fields to the text of "
        'the file\'s header, such as {{"placa": "Nr. Placa"}}',
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
    "database_unavailable": (
        "O banco de dados não responde ou não aceita mais conexões; tente de novo em instantes",
        "The database does not answer or takes no more connections; try again in a moment",
    ),
    "database_full": (
        "O banco de dados está sem espaço em disco; tente de novo quando houver espaço",
        "The database has run out of disk space; try again once there is some",
    ),
    "database_read_only": (
        "O banco de dados só aceita leitura no momento; tente de novo em instantes",
        "The database can only be read at the moment; try again in a moment",
    ),
    "database_conflict": (
        "Outra operação alterou os mesmos dados ao mesmo tempo; tente de novo",
        "Another operation changed the same data at the same time; try again",
    ),
    "database_lock_timeout": (
        "Os dados estão em uso por outra operação; tente de novo em instantes",
        "The data is in use by another operation; try again in a moment",
    ),
    "database_statement_timeout": (
        "A consulta demorou demais e foi interrompida; peça menos de uma vez ou tente mais tarde",
        "The query took too long and was stopped; ask for less at a time, or try again later",
    ),
    "database_restarting": (
        "O banco de dados está sendo reiniciado; tente de novo em instantes",
        "The database is being restarted; try again in a moment",
    ),
    "object_store_unavailable": (
        "O armazenamento de arquivos não responde; tente de novo em instantes",
        "The file storage does not answer; try again in a moment",
    ),
    "storage_full": (
        "Não há espaço para guardar o arquivo; tente de novo quando houver espaço",
        "There is no space left to store the file; try again once there is some",
    ),
    "storage_read_only": (
        "O armazenamento de arquivos só aceita leitura no momento; avise quem cuida do sistema",
        "The file storage can only be read at the moment; notify the person who runs the system",
    ),
    "scratch_full": (
        "O disco da máquina que executa as importações está cheio; a importação continua quando "
        "houver espaço",
        "The disk of the machine that runs the imports is full; the import goes on once there is "
        "space",
    ),
    "scratch_read_only": (
        "O disco da máquina que executa as importações só aceita leitura; a importação continua "
        "quando isso mudar",
        "The disk of the machine that runs the imports can only be read; the import goes on once "
        "that has changed",
    ),
    "reader_unavailable": (
        "O processo que lê planilhas não pôde ser iniciado; tente de novo em instantes",
        "The process that reads workbooks could not be started; try again in a moment",
    ),
    "rows_removed": (
        "As linhas rejeitadas desta importação já foram removidas, depois do prazo de guarda",
        "The rejected rows of this import have been removed, after the time they are kept",
    ),
    "queue_unavailable": (
        "A fila não responde; tente de novo em instantes",
        "The queue does not answer; try again in a moment",
    ),
    "part_working": ("Funcionando", "Working"),
    "no_answer": ("Sem resposta em {seconds} s", "No answer within {seconds} s"),
    "background_tasks_down": (
        "Tarefas da API paradas por um erro, que está no registro do servidor: {names}; "
        "serão reiniciadas em instantes",
        "Tasks of the API stopped by an error, which the server's log has: {names}; "
        "they will be started again in a moment",
    ),
    "dagster_unavailable": (
        "A interface do Dagster não responde",
        "The Dagster UI does not answer",
    ),
    "code_location_not_loaded": (
        "O código '{name}' não foi carregado pelo Dagster",
        "Dagster has not loaded the code '{name}'",
    ),
    "daemons_not_running": (
        "Processos do Dagster parados: {names}",
        "Daemons of Dagster that do not run: {names}",
    ),
    "sensor_missing": ("O sensor '{name}' não existe", "There is no sensor '{name}'"),
    "sensor_stopped": ("O sensor '{name}' está desligado", "The sensor '{name}' is switched off"),
    "sensor_failing": (
        "A última avaliação do sensor '{name}' terminou com erro",
        "The last evaluation of the sensor '{name}' ended with an error",
    ),
    "sensor_silent": (
        "O sensor '{name}' não é avaliado há mais de {seconds} s",
        "The sensor '{name}' was not evaluated for more than {seconds} s",
    ),
}
