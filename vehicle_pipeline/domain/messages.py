"""Every sentence people read, by code, in pt-BR and in English. The only home of wording.

Templates are `str.format` patterns over the parameters stored with the code, so that a rejected
row, a log line or a failed import can be told in the reader's language at any time.
"""

from collections.abc import Mapping
from typing import Any, Literal

Language = Literal["pt", "en"]

# code -> (pt-BR, English)
_SENTENCES: dict[str, tuple[str, str]] = {
    # Faults of a row (data-rules.md); the seed's texts are kept.
    "required": ("Campo '{field}' é obrigatório", "Field '{field}' is required"),
    "too_long": (
        "Campo '{field}' tem {length} caracteres; o máximo é {limit}",
        "Field '{field}' has {length} characters; the limit is {limit}",
    ),
    "invalid_plate": ("Placa '{value}' inválida", "Plate '{value}' is invalid"),
    "invalid_year": ("Ano '{value}' inválido", "Year '{value}' is invalid"),
    "zero_km_year": (
        "Ano '{value}' inválido: 32000 é o código da FIPE para \"zero km\"; "
        "informe o ano do modelo",
        "Year '{value}' is invalid: 32000 is FIPE's code for \"zero km\"; give the model year",
    ),
    "invalid_price": ("Valor FIPE '{value}' inválido", "FIPE value '{value}' is invalid"),
    "malformed_row": (
        "A linha tem {found} campos; o cabeçalho tem {expected}",
        "The row has {found} fields; the header has {expected}",
    ),
    "duplicate_in_file": (
        "Placa '{value}' duplicada: já está na linha {first_row_number}",
        "Plate '{value}' is a duplicate: it is already in row {first_row_number}",
    ),
    "duplicate_in_database": (
        "Placa '{value}' duplicada: o veículo já está cadastrado",
        "Plate '{value}' is a duplicate: the vehicle is already registered",
    ),
    "converted_duplicate_in_file": (
        "Placa '{value}' duplicada: mesmo veículo que {first_placa}, da linha {first_row_number}",
        "Plate '{value}' is a duplicate: same vehicle as {first_placa}, in row {first_row_number}",
    ),
    "converted_duplicate_in_database": (
        "Placa '{value}' duplicada: mesmo veículo que {registered_as}, já cadastrado",
        "Plate '{value}' is a duplicate: same vehicle as {registered_as}, already registered",
    ),
    # Files that cannot be imported at all.
    "not_a_spreadsheet": (
        "O arquivo não é uma planilha: envie .csv, .xlsx ou .xls, não {suffix}",
        "The file is not a spreadsheet: send .csv, .xlsx or .xls, not {suffix}",
    ),
    "content_mismatch": (
        "O conteúdo não corresponde ao nome: o arquivo se chama {suffix}, mas o conteúdo é {found}",
        "The content does not match the name: the file is called {suffix}, but holds {found}",
    ),
    "empty_file": ("O arquivo está vazio", "The file is empty"),
    "no_rows": (
        "O arquivo tem o cabeçalho, mas nenhuma linha de dados",
        "The file has a header but no rows of data",
    ),
    "unreadable_file": (
        "O arquivo está corrompido ou incompleto e não pôde ser lido; salve-o de novo e reenvie",
        "The file is damaged or cut off and could not be read; save it again and resend it",
    ),
    "encrypted_workbook": (
        "A planilha está protegida por senha; remova a senha e envie de novo",
        "The workbook is protected by a password; remove it and send the file again",
    ),
    "missing_columns": (
        "Faltam colunas: {missing}. Encontradas: {found}. Esperadas: {expected}",
        "Columns are missing: {missing}. Found: {found}. Expected: {expected}",
    ),
    "ambiguous_columns": (
        "Mais de uma coluna serve para '{field}': {found}. Deixe só uma delas",
        "More than one column fits '{field}': {found}. Keep only one of them",
    ),
    "upload_missing": (
        "O arquivo enviado não está mais no armazenamento; envie-o de novo",
        "The uploaded file is no longer in storage; send it again",
    ),
    "gave_up": (
        "A importação não terminou depois de {attempts} tentativas; "
        "o motivo está na execução {run_id}",
        "The import did not finish after {attempts} attempts; see run {run_id} for the reason",
    ),
    # Lines of an import's log.
    "file_opened": ("Arquivo aberto: {rows} linhas", "File opened: {rows} rows"),
    "assumed_decimal_comma": (
        "Valores como 45.000 foram lidos com ponto de milhar (45 mil); "
        "nenhum valor da coluna mostra o contrário",
        "Values such as 45.000 were read with a dot for thousands (45 thousand); "
        "no value of the column shows otherwise",
    ),
    "import_completed": (
        "Importação concluída: {inserted} inseridos, {updated} atualizados, {unchanged} iguais, "
        "{duplicate} duplicados, {rejected} rejeitados, de {total} linhas",
        "Import completed: {inserted} inserted, {updated} updated, {unchanged} unchanged, "
        "{duplicate} duplicates, {rejected} rejected, of {total} rows",
    ),
    "import_cancelled": (
        "Importação cancelada; o que já tinha sido gravado permanece",
        "Import cancelled; what had been stored remains",
    ),
    "run_died": (
        "A execução parou de repente; a importação continuará do ponto em que estava",
        "The run stopped suddenly; the import will continue from where it was",
    ),
    # Answers of the API.
    "not_found": ("Não há nada neste endereço", "There is nothing at this address"),
    "method_not_allowed": (
        "Este endereço não aceita este método",
        "This address does not accept this method",
    ),
    "request_refused": ("A requisição foi recusada", "The request was refused"),
    "internal_error": (
        "Erro interno; o motivo está no registro do servidor",
        "Internal error; the server's log has the reason",
    ),
    "import_not_found": ("Importação não encontrada", "There is no such import"),
    "vehicle_not_found": (
        "Nenhum veículo com a placa '{plate}'",
        "There is no vehicle with plate '{plate}'",
    ),
    "invalid_parameters": ("Parâmetros inválidos: {names}", "Invalid parameters: {names}"),
    "invalid_event_id": (
        "O Last-Event-ID não é um identificador de evento desta API",
        "Last-Event-ID is not an event id of this API",
    ),
    "not_multipart": (
        "Envie a planilha como multipart/form-data, no campo 'file'",
        "Send the spreadsheet as multipart/form-data, in the field 'file'",
    ),
    "malformed_upload": (
        "O formulário enviado está incompleto ou malformado",
        "The form is incomplete or malformed",
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
    "idempotency_conflict": (
        "Esta Idempotency-Key já foi usada com outro arquivo ou outras opções",
        "This Idempotency-Key was used before with another file or other options",
    ),
    "database_unavailable": (
        "O banco de dados não responde; tente de novo em instantes",
        "The database does not answer; try again in a moment",
    ),
    "object_store_unavailable": (
        "O armazenamento de arquivos não responde; tente de novo em instantes",
        "The file storage does not answer; try again in a moment",
    ),
    "queue_unavailable": (
        "A fila não responde; tente de novo em instantes",
        "The queue does not answer; try again in a moment",
    ),
    "part_working": ("Funcionando", "Working"),
    "no_answer": ("Sem resposta em {seconds} s", "No answer within {seconds} s"),
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


def sentence(code: str, params: Mapping[str, Any], language: Language = "pt") -> str:
    """Return the sentence for `code`, filled in with `params`.

    A `reason` among the parameters names a more exact sentence than the code. Raises KeyError for
    an unknown code: codes are ours, so that is a bug, not bad input.
    """
    pt, en = _SENTENCES[params.get("reason") or code]
    return (pt if language == "pt" else en).format(**params)


def log_line(
    code: str, params: Mapping[str, Any], row_number: int | None, language: Language = "pt"
) -> str:
    """Return a line of an import's log; one about a row begins with its number."""
    text = sentence(code, params, language)
    if row_number is None:
        return text
    return f"{'Linha' if language == 'pt' else 'Row'} {row_number}: {text}"
