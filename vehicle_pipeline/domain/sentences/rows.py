"""Sentences about rows: why one was rejected."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "required": ("Campo '{field}' é obrigatório", "Field '{field}' is required"),
    "too_long": (
        "Campo '{field}' tem {length} caracteres; o máximo é {limit}",
        "Field '{field}' has {length} characters; the limit is {limit}",
    ),
    "error_cell": (
        "Campo '{field}' traz o erro {value}: corrija a fórmula ou digite o valor",
        "Field '{field}' holds the error {value}: correct the formula or type the value",
    ),
    "invalid_plate": ("Placa '{value}' inválida", "Plate '{value}' is invalid"),
    "no_plate": (
        "Placa '{value}' inválida: só entram veículos emplacados; informe a placa",
        "Plate '{value}' is invalid: only vehicles with a plate are taken; give the plate",
    ),
    "invalid_year": ("Ano '{value}' inválido", "Year '{value}' is invalid"),
    "zero_km_year": (
        "Ano '{value}' inválido: 32000 é o código da FIPE para \"zero km\"; "
        "informe o ano do modelo",
        "Year '{value}' is invalid: 32000 is FIPE's code for \"zero km\"; give the model year",
    ),
    "invalid_price": ("Valor FIPE '{value}' inválido", "FIPE value '{value}' is invalid"),
    "malformed_row": (
        "A linha tem {found} campos; o cabeçalho tem {expected}: {value}",
        "The row has {found} fields; the header has {expected}: {value}",
    ),
    "stray_quotes": (
        'Há aspas (") fora de lugar na linha, de modo que não se sabe onde as células terminam: '
        '{value}. Ponha a célula toda entre aspas e dobre as de dentro, como em "Baú 10"""',
        'There are quotes (") out of place in the row, so where its cells end is not known: '
        '{value}. Quote the whole cell and double the quotes inside, as in "Baú 10"""',
    ),
    # Of imports before partly wrapped files were read.
    "record_not_wrapped": (
        "A linha não está toda entre aspas, como as outras do arquivo: {value}",
        "The row is not quoted as a whole, as the others of the file are: {value}",
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
}
