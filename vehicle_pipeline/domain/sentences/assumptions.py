"""Sentences about what was assumed of a file."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "other_sheets": (
        "Foi lida só a aba '{sheet}'; também têm esse cabeçalho: {others}. "
        "As linhas delas não entram",
        "Only sheet '{sheet}' was read; these have such a header, too: {others}. "
        "Their rows do not enter",
    ),
    "hidden_rows": (
        "Linhas ocultas ou filtradas na planilha, lidas como as outras: {count}",
        "Rows that are hidden or filtered out in the sheet, read like the others: {count}",
    ),
    "hidden_columns": (
        "Colunas ocultas na planilha, lidas como as outras: {count} ({columns})",
        "Columns that are hidden in the sheet, read like the others: {count} ({columns})",
    ),
    "merged_cells": (
        "Células mescladas: {count:célula ficou|células ficaram} sem valor, pois só a primeira de "
        "cada bloco o tem, e as linhas foram rejeitadas; desfaça a mesclagem e preencha todas",
        "Merged cells: {count:cell has|cells have} no value, since only the first of each block "
        "holds it, and their rows were rejected; unmerge them and fill in all",
    ),
    "merged_cells_at": (
        "Células mescladas ({ranges}): só a primeira de cada bloco tem o valor; "
        "{count:célula ficou|células ficaram} sem valor, e suas linhas foram rejeitadas. Desfaça a "
        "mesclagem e preencha todas",
        "Merged cells ({ranges}): only the first of each block holds the value; {count:cell "
        "has|cells have} none, and their rows were rejected. Unmerge them and fill in all",
    ),
    "merged_header_at": (
        "Células mescladas no cabeçalho ({ranges}): o nome vale só para a primeira coluna de cada "
        "bloco; {count:coluna ficou|colunas ficaram} sem nome",
        "Merged cells in the header ({ranges}): the name counts for the first column of each block "
        "only; {count:column has|columns have} no name",
    ),
    "no_byte_order_mark": (
        "O texto foi lido como {encoding}, embora não tenha a marca que o diga; confira os acentos",
        "The text was read as {encoding}, although it has no mark that says so; check the accents",
    ),
    "mixed_encodings": (
        "O arquivo mistura codificações: das linhas com acentos, {utf_8} estão em UTF-8 e {ansi} "
        "não; cada uma foi lida por si, estas como Windows-1252",
        "The file mixes encodings: of the lines with accents, {utf_8} are in UTF-8 and {ansi} are "
        "not; each was read by itself, the latter as Windows-1252",
    ),
    "unsure_lines": (
        "Em {count:linha|linhas}, a primeira a {line}, há duas codificações misturadas; as "
        "letras que "
        "não puderam ser lidas estão como \ufffd",
        "In {count:line|lines}, the first being {line}, two encodings are mixed; letters that "
        "could "
        "not be read are shown as \ufffd",
    ),
    "restored_texts": (
        "Em {count:modelo|modelos} havia letras trocadas, como Ã§ ou &ccedil; em lugar de ç; foram "
        "desfeitas",
        "In {count:model|models} there were garbled letters, such as Ã§ or &ccedil; in place of ç; "
        "they were undone",
    ),
    "assumed_fipe_value": (
        "A coluna '{column}' foi lida como o valor FIPE, pois nenhuma outra tem esse nome; "
        "confira se não é o valor de compra",
        "Column '{column}' was read as the FIPE value, since no other has that name; "
        "check that it is not what the vehicle cost",
    ),
    "assumed_manufacture_year": (
        "O arquivo não tem o ano do modelo; a coluna '{column}', de fabricação, foi lida como ano",
        "The file has no model year; column '{column}', the year of manufacture, was read as year",
    ),
    "assumed_model_year": (
        "A coluna '{column}' foi lida como o ano do modelo, por estar ao lado de '{other}'; "
        "confira se não é outro ano",
        "Column '{column}' was read as the model year, since '{other}' stands beside it; check "
        "that it is no other year",
    ),
    "years_apart": (
        "Em {count:linha|linhas} o ano do modelo não é o da coluna de fabricação nem o seguinte; "
        "foi lido como está, confira qual dos dois está certo",
        "In {count:row|rows} the model year is neither that of the column of manufacture nor the "
        "next; it was read as it is, check which of the two is right",
    ),
    "assumed_reais": (
        "A coluna '{column}' só diz $; os valores foram lidos como reais",
        "Column '{column}' only says $; its values were read as reais",
    ),
    "model_codes": (
        "A coluna '{column}', lida como o modelo, só tem números, como {example}; confira se não "
        "são códigos em lugar do nome",
        "Column '{column}', read as the model, has only numbers, such as {example}; check that "
        "they are no codes in place of the name",
    ),
    "long_models": (
        "A maioria dos textos da coluna '{column}', lida como o modelo, passa de {limit} "
        "caracteres; confira se não são descrições em lugar do nome",
        "Most texts of column '{column}', read as the model, exceed {limit} characters; check that "
        "they are no descriptions in place of the name",
    ),
    "restored_headers": (
        "No cabeçalho havia letras trocadas, como Ã§ ou &ccedil; em lugar de ç; foi lido como: "
        "{columns}",
        "The header had garbled letters, such as Ã§ or &ccedil; in place of ç; it was read as: "
        "{columns}",
    ),
    "unnamed_columns": (
        "Colunas sem nome no cabeçalho têm valores, que não foram lidos: {columns}",
        "Columns without a name in the header hold values, which were not read: {columns}",
    ),
    "undefined_bytes": (
        "O texto foi lido como Windows-1252, que não define {count} dos seus bytes; se os acentos "
        "saírem errados, informe a codificação (encoding), como cp850",
        "The text was read as Windows-1252, which does not define {count} of its bytes; "
        "if accents look wrong, give the encoding, such as cp850",
    ),
    "blanks_before_quotes": (
        'Em {count:linha|linhas} há espaços antes de aspas, como em 1, "x": as aspas foram '
        "lidas como as "
        "que cercam a célula",
        'In {count:row|rows} there are blanks before quotes, as in 1, "x": those quotes were '
        "read as "
        "the ones around the cell",
    ),
    "escaped_quotes": (
        'Em {count:linha|linhas} as aspas dentro da célula estão escritas \\"; foram lidas como '
        "aspas",
        'In {count:row|rows} the quotes inside a cell are written \\"; they were read as quotes',
    ),
    "partly_wrapped": (
        "Ao contrário das outras, {count:linha não está|linhas não estão} entre aspas por inteiro, "
        "ou só essas estão; tudo foi lido do mesmo modo",
        "Unlike the others, {count:row is|rows are} not quoted as a whole, or only those are; "
        "all was read in the same way",
    ),
    "repeated_headers": (
        "O cabeçalho se repete {count:vez|vezes} no meio do arquivo; as repetições foram puladas",
        "The header is repeated {count:time|times} inside the file; the repetitions were skipped",
    ),
    "not_as_declared": (
        "A linha sep= diz que as células são separadas por {declared}, mas estão separadas por "
        "{delimiter}, e foram lidas assim",
        "The line sep= says that {declared} separates the cells, but {delimiter} does, and they "
        "were read so",
    ),
    "padded_lines": (
        "As linhas terminam em {padding}, que não são células da tabela; foram ignorados",
        "The lines end in {padding}, which are no cells of the table; they were ignored",
    ),
    "blank_ends": (
        "O cabeçalho tem {header} campos e as linhas, {rows}; os campos a mais no fim, vazios, "
        "foram ignorados",
        "The header has {header} fields and the rows have {rows}; "
        "the blank fields at the end were ignored",
    ),
    "uneven_ends": (
        "Em {count:linha|linhas} faltam células no fim, só de colunas que não são lidas, ou sobram "
        "células vazias; foram lidas como as outras",
        "In {count:row|rows} cells are missing at the end, only of columns that are not read, or "
        "there are blank ones too many; they were read like the others",
    ),
    "mixed_decimal_signs": (
        "Há valores com vírgula decimal e valores com ponto decimal; cada um foi lido como está "
        "escrito, e três algarismos após o único sinal, como em 45.000, como milhares",
        "Some values have a decimal comma and some a decimal point; each was read as written, "
        "and three digits after the only sign, as in 45.000, as thousands",
    ),
    "assumed_decimal_comma": (
        "Valores como 45.000 foram lidos com ponto de milhar (45 mil); "
        "nenhum valor da coluna mostra o contrário",
        "Values such as 45.000 were read with a dot for thousands (45 thousand); "
        "no value of the column shows otherwise",
    ),
    "assumed_thousands": (
        "Valores como {examples} foram lidos como 45 mil: nenhum preço tem três casas decimais",
        "Values such as {examples} were read as 45 thousand: no price has three decimal places",
    ),
    "third_decimals": (
        "Há valores com três casas decimais, como {examples}; por isso não se sabe se 950,000 ou "
        "950.000, com o mesmo sinal, são 950 ou 950 mil, e esses foram rejeitados. Corrija-os, ou "
        "informe o sinal decimal (decimal)",
        "Some values have three decimal places, such as {examples}; so it is not known whether "
        "950,000 or 950.000, with the same sign, are 950 or 950 thousand, and these were rejected. "
        "Correct them, or give the decimal sign (decimal)",
    ),
    "rounded_prices": (
        "Valores com frações de centavo, arredondados para duas casas decimais: {count}",
        "Values with fractions of a cent, rounded to two decimal places: {count}",
    ),
    "low_prices": (
        "A maioria dos valores ({count} de {total}) está abaixo de R$ 1.000; confira se a coluna "
        "é mesmo a do valor FIPE em reais",
        "Most values ({count} of {total}) are below R$ 1,000; check that the column really is the "
        "FIPE value in reais",
    ),
    "year_prices": (
        "A maioria dos valores ({count} de {total}) parece um ano, como 2020; confira se a coluna "
        "é mesmo a do valor FIPE em reais",
        "Most values ({count} of {total}) look like years, such as 2020; check that the column "
        "really is the FIPE value in reais",
    ),
    "digits_beside_prices": (
        "Na coluna ao lado do valor só há dois ou três algarismos ({count} células), e nenhum "
        "valor tem centavos: confira se não são a outra metade de valores com vírgula decimal sem "
        "aspas, como 45000,90",
        "The column beside the value has only two or three digits ({count} cells), and no value "
        "has cents: check that they are not the other half of values with a decimal comma without "
        "quotes, such as 45000,90",
    ),
    "unwrapped_cells": (
        'Células escritas como ="x", lidas como o Excel as mostra, sem a fórmula: {count}',
        'Cells written as ="x", read as Excel shows them, without the formula: {count}',
    ),
    "invisible_characters": (
        "Células de que foram removidos caracteres invisíveis: {count}",
        "Cells from which invisible characters were removed: {count}",
    ),
    "years_with_fuel": (
        "Anos com o combustível ao lado, como 1992 Gasolina, lidos sem ele: {count}",
        "Years with the fuel beside them, such as 1992 Gasolina, read without it: {count}",
    ),
    "fipe_codes": (
        "Valores que são códigos da tabela FIPE, como 005340-6, e foram rejeitados: {count}; "
        "confira se a coluna é mesmo a do valor",
        "Values that are codes of the FIPE table, such as 005340-6, and were rejected: {count}; "
        "check that the column really is that of the value",
    ),
}
