"""Sentences about requests that the API cannot take as they are."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "not_found": ("Não há nada neste endereço", "There is nothing at this address"),
    "method_not_allowed": (
        "Este endereço não aceita este método",
        "This address does not accept this method",
    ),
    "decision_without_name": (
        "Informe seu nome: fica registrado quem decidiu",
        "Give your name: who decided is recorded",
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
    "too_many_requests": (
        "Vieram requisições demais em um minuto; tente de novo em {seconds} s",
        "Too many requests have come in one minute; try again in {seconds} s",
    ),
    "too_many_uploads": (
        "Você já tem {limit} envios em andamento; espere que um deles termine",
        "You have {limit} uploads under way; wait for one of them to end",
    ),
    "no_room_for_uploads": (
        "O servidor recebe envios demais no momento; tente de novo em instantes",
        "The server receives too many uploads at the moment; try again in a moment",
    ),
    "too_many_readings": (
        "Você já tem {limit} planilhas sendo lidas; espere que uma delas termine",
        "You have {limit} spreadsheets being read; wait for one of them to end",
    ),
    "no_room_for_readings": (
        "O servidor lê planilhas demais no momento; tente de novo em instantes",
        "The server reads too many spreadsheets at the moment; try again in a moment",
    ),
    "too_many_streams": (
        "Você já acompanha {limit} vezes ao mesmo tempo; feche alguma das páginas",
        "You already follow {limit} streams at the same time; close one of the pages",
    ),
    "no_room_for_streams": (
        "O servidor já tem acompanhamentos demais no momento; tente de novo em instantes",
        "The server has too many streams open at the moment; try again in a moment",
    ),
    "request_refused": ("A requisição foi recusada", "The request was refused"),
    "internal_error": (
        "Erro interno; o motivo está no registro do servidor",
        "Internal error; the server's log has the reason",
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
    "not_form": (
        "Envie os campos de um formulário, com o cabeçalho Content-Type: "
        "application/x-www-form-urlencoded (ou multipart/form-data)",
        "Send the fields of a form, with the header Content-Type: "
        "application/x-www-form-urlencoded (or multipart/form-data)",
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
}
