"""Sentences about headers: which row is one, and why its columns are not ours."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "missing_columns": (
        "Faltam colunas: {missing}. Encontradas: {found}. Esperadas: {expected}",
        "Columns are missing: {missing}. Found: {found}. Expected: {expected}",
    ),
    "columns_near": (
        "Faltam colunas: {missing}. Na linha {row} há: {found}. Talvez sirvam: {near}. "
        "Renomeie as colunas ou indique qual é qual (mapping); esperadas: {expected}",
        "Columns are missing: {missing}. Row {row} has: {found}. These may fit: {near}. "
        "Rename the columns or say which is which (mapping); expected: {expected}",
    ),
    "columns_unlike": (
        "Faltam colunas: {missing}. O cabeçalho foi procurado nas primeiras linhas, até a "
        "{searched}; a mais parecida, a {row}, tem: {found}. Renomeie as colunas, indique qual é "
        "qual (mapping) ou a linha do cabeçalho (header_row); esperadas: {expected}",
        "Columns are missing: {missing}. The header was searched for in the first rows, up to "
        "{searched}; the most similar, {row}, has: {found}. Rename the columns, say which is which "
        "(mapping) or give the header's row (header_row); expected: {expected}",
    ),
    "columns_unlike_given": (
        "Faltam colunas: {missing}. A linha {row}, informada como a do cabeçalho (header_row), "
        "tem: {found}. Informe a linha que tem os nomes das colunas, ou indique qual é qual "
        "(mapping); esperadas: {expected}",
        "Columns are missing: {missing}. Row {row}, which was given as that of the header "
        "(header_row), has: {found}. Give the row that has the names of the columns, or say which "
        "is which (mapping); expected: {expected}",
    ),
    "no_header": (
        "O arquivo não tem cabeçalho: a linha {row} já é de um veículo. Acrescente uma primeira "
        "linha com os nomes das colunas: {expected}",
        "The file has no header: row {row} is a vehicle's already. Add a first row with the names "
        "of the columns: {expected}",
    ),
    "vehicle_as_header": (
        "A linha {row}, informada como a do cabeçalho (header_row), já é de um veículo: {found}. "
        "Informe a linha que tem os nomes das colunas: {expected}",
        "Row {row}, which was given as that of the header (header_row), is a vehicle's already: "
        "{found}. Give the row that has the names of the columns: {expected}",
    ),
    "model_column_of_years": (
        "A coluna '{column}' só tem anos, e não nomes de modelos. Renomeie-a para 'Ano modelo' e "
        "a do nome para 'Modelo', ou indique qual é qual (mapping)",
        "Column '{column}' has only years, no names of models. Rename it to 'Ano modelo' and that "
        "of the name to 'Modelo', or say which is which (mapping)",
    ),
    "price_column_of_codes": (
        "A coluna '{column}' tem códigos da tabela FIPE, e não valores. Renomeie-a para "
        "'Código FIPE' e a do valor para 'Valor FIPE', ou indique qual é qual (mapping)",
        "Column '{column}' has codes of the FIPE table, no values. Rename it to 'Código FIPE' and "
        "that of the value to 'Valor FIPE', or say which is which (mapping)",
    ),
    "price_column_of_months": (
        "A coluna '{column}' tem meses ou anos da tabela FIPE, e não valores. Renomeie-a para "
        "'Mês da tabela' e a do valor para 'Valor FIPE', ou indique qual é qual (mapping)",
        "Column '{column}' has months or years of the FIPE table, no values. Rename it to 'Mês da "
        "tabela' and that of the value to 'Valor FIPE', or say which is which (mapping)",
    ),
    "values_not_in_reais": (
        "A linha {row} diz '{text}', e os valores da coluna '{column}' não estariam em reais, ou "
        "não por inteiro. Informe-os em reais, como 45.000,00, e apague esse texto; se ele não "
        "fala desses valores, basta apagá-lo",
        "Row {row} says '{text}', so the values of column '{column}' may not be in reais, or not "
        "whole. Give them in reais, as in 45,000.00, and delete that text; if it does not speak "
        "of these values, deleting it is enough",
    ),
    "ambiguous_columns": (
        "Mais de uma coluna serve para '{field}': {found}. Indique qual é (mapping), deixe só uma "
        "delas, ou mude o nome das outras",
        "More than one column fits '{field}': {found}. Say which it is (mapping), keep only one of "
        "them, or rename the others",
    ),
    "doubled_header": (
        "O cabeçalho se repete: {found}. Indique pela posição qual dessas colunas vale para "
        "'{field}' (mapping), deixe só uma delas, ou mude o nome das outras",
        "The header has a name twice: {found}. Say by its place which of these columns counts for "
        "'{field}' (mapping), keep only one of them, or rename the others",
    ),
    "several_tables": (
        "Há mais de uma tabela: a linha {row} é outro cabeçalho. Envie uma tabela por arquivo",
        "There is more than one table: row {row} is another header. Send one table per file",
    ),
    "tables_side_by_side": (
        "Há mais de uma tabela, lado a lado: {found}. Envie uma tabela por arquivo",
        "There is more than one table, side by side: {found}. Send one table per file",
    ),
    "unknown_column": (
        "A coluna '{column}', informada para '{field}', não está no arquivo. Encontradas: {found}",
        "Column '{column}', given for '{field}', is not in the file. Found: {found}",
    ),
    "column_not_in_row": (
        "A coluna '{column}', informada para '{field}', não está na linha {row}, que tem: {found}",
        "Column '{column}', given for '{field}', is not in row {row}, which has: {found}",
    ),
    "column_not_in_top": (
        "A coluna '{column}', informada para '{field}', não está nas primeiras linhas, até a "
        "{searched}. A linha {row} tem: {found}. Informe a do cabeçalho (header_row)",
        "Column '{column}', given for '{field}', is not in the first rows, up to {searched}. "
        "Row {row} has: {found}. Give that of the header (header_row)",
    ),
    "column_named_twice": (
        "A coluna '{column}' foi informada para mais de um campo: {fields}",
        "Column '{column}' was given for more than one field: {fields}",
    ),
    "header_row_unknown": (
        "As colunas foram indicadas só pela posição, que não mostra onde está o cabeçalho. Informe "
        "também a linha dele (header_row)",
        "The columns are given by their places only, which do not show where the header is. Give "
        "its row as well (header_row)",
    ),
    "no_header_row": (
        "O arquivo não tem a linha {row}, informada como a do cabeçalho",
        "The file has no row {row}, which was given as that of the header",
    ),
    "header_row_beyond": (
        "O arquivo não tem a linha {row}, informada como a do cabeçalho: a última é a {last_row}",
        "The file has no row {row}, which was given as that of the header: the last one is "
        "{last_row}",
    ),
    "too_many_columns": (
        "Colunas demais: a tabela tem mais de {limit}, o limite do Excel; apague as que sobram",
        "Too many columns: the table has more than {limit}, which is Excel's limit; delete those "
        "not needed",
    ),
    "long_header": (
        "Os textos do cabeçalho passam de {limit} caracteres",
        "The texts of the header exceed {limit} characters",
    ),
}
