"""Sentences about rows: why one was rejected."""

_FOREIGN = (
    "o caractere '{char}' ({name}) não é uma letra de A a Z nem um algarismo de 0 a 9",
    "the character '{char}' ({name}) is neither a letter from A to Z nor a digit from 0 to 9",
)

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "required": ("Campo '{field}' é obrigatório", "Field '{field}' is required"),
    "empty_like": (
        "Campo '{field}' é obrigatório: '{value}' vale como vazio; informe o modelo do veículo",
        "Field '{field}' is required: '{value}' counts as empty; give the vehicle's model",
    ),
    "too_long": (
        "Campo '{field}' tem {length} caracteres; o máximo é {limit}",
        "Field '{field}' has {length} characters; the limit is {limit}",
    ),
    "uncalculated_formula": (
        "Campo '{field}' é obrigatório: a célula tem uma fórmula cujo resultado não está no "
        "arquivo; abra no Excel e salve, e envie de novo",
        "Field '{field}' is required: the cell has a formula whose result is not in the file; "
        "open it in Excel and save it, and send it again",
    ),
    "error_cell": (
        "Campo '{field}' traz o erro {value}: corrija a fórmula ou digite o valor",
        "Field '{field}' holds the error {value}: correct the formula or type the value",
    ),
    "made_model": (
        "Modelo '{value}' inválido: parece o que um programa fez do que foi digitado, como 09/mar "
        "de 9-3 ou 1,13E+03 de 113E1; formate a coluna como texto e digite o modelo de novo",
        "Model '{value}' is invalid: it seems to be what a program made of what was typed, such as "
        "09/mar of 9-3 or 1,13E+03 of 113E1; format the column as text and type the model again",
    ),
    "shown_by_format": (
        "Campo '{field}' inválido: o formato da célula mostra {value}, e não o número que ela "
        "guarda; use o formato Geral ou Moeda e digite o valor por inteiro",
        "Field '{field}' is invalid: the cell's format shows {value}, and not the number that the "
        "cell holds; use the format General or Currency and type the whole value",
    ),
    "garbled_text": (
        "Campo '{field}' traz letras trocadas: '{value}'; o texto passou por uma codificação "
        "errada. Corrija-o, ou informe a codificação do arquivo (encoding)",
        "Field '{field}' has garbled letters: '{value}'; the text went through a wrong encoding. "
        "Correct it, or give the encoding of the file",
    ),
    "lost_letters": (
        "Campo '{field}' tem um ponto de interrogação em lugar de uma letra: '{value}'; ela se "
        "perdeu quando o arquivo foi salvo. Corrija-o, ou salve-o de novo como CSV UTF-8",
        "Field '{field}' has a question mark in place of a letter: '{value}'; it was lost when the "
        "file was saved. Correct it, or save the file again as CSV UTF-8",
    ),
    "escaped_text": (
        "Campo '{field}' traz uma letra escrita em código, como &atilde; em lugar de ã: '{value}'. "
        "Escreva a própria letra",
        "Field '{field}' has a letter written as a code, such as &atilde; in place of ã: "
        "'{value}'. Write the letter itself",
    ),
    "reversed_text": (
        "Campo '{field}' tem um sinal invisível (U+202E) que inverte a ordem das letras: o que se "
        "vê não é o que está escrito. Apague a célula e digite de novo",
        "Field '{field}' has an invisible sign (U+202E) that reverses the order of the letters: "
        "what is seen is not what is written. Clear the cell and type it again",
    ),
    "markup_text": (
        "Campo '{field}' tem marcas de HTML: '{value}'. Deixe só o texto",
        "Field '{field}' has HTML tags: '{value}'. Leave only the text",
    ),
    "joined_cells": (
        "Campo '{field}' parece ter mais de uma célula, separadas por tabulação ou quebra de linha "
        "(aqui ␉): '{value}'. Deixe só o modelo",
        "Field '{field}' seems to hold more than one cell, separated by a tab or line break (here "
        "␉): '{value}'. Leave only the model",
    ),
    "commented_row": (
        "Campo '{field}' começa com um sinal de comentário: '{value}'. Apague a linha se não deve "
        "ser importada, ou só o sinal se deve",
        "Field '{field}' begins with a comment sign: '{value}'. Delete the row if it is not meant "
        "to be imported, or just the sign if it is",
    ),
    "formula_text": (
        "Campo '{field}' tem o texto de uma fórmula, e não um modelo: '{value}'. Escreva o nome",
        "Field '{field}' has the text of a formula, no model: '{value}'. Write the name",
    ),
    "foreign_model": (
        "Campo '{field}' mistura alfabetos: em '{value}', o caractere '{char}' ({name}) não é uma "
        "das nossas letras, embora possa parecer",
        "Field '{field}' mixes alphabets: in '{value}', the character '{char}' ({name}) is none of "
        "our letters, although it may look like one",
    ),
    "invalid_plate": (
        "Placa '{value}' inválida: use ABC1234 ou ABC1D23",
        "Plate '{value}' is invalid: use ABC1234 or ABC1D23",
    ),
    "foreign_plate": (
        f"Placa '{{value}}' inválida: {_FOREIGN[0]}",
        f"Plate '{{value}}' is invalid: {_FOREIGN[1]}",
    ),
    "pilot_plate": (
        "Placa '{value}' inválida: esse formato foi só do projeto-piloto para motocicletas; "
        "informe a placa definitiva, como ABC1D23",
        "Plate '{value}' is invalid: this format was only that of the pilot project for "
        "motorcycles; give the final plate, such as ABC1D23",
    ),
    "date_plate": (
        "Placa '{value}' inválida: parece uma placa que o Excel transformou em data, como SET2019; "
        "formate a coluna como texto e digite a placa de novo",
        "Plate '{value}' is invalid: it seems to be a plate that Excel turned into a date, such as "
        "SET2019; format the column as text and type the plate again",
    ),
    "plate_length": (
        "Placa '{value}' inválida: tem {length} letras e algarismos; uma placa tem 7, como ABC1234 "
        "ou ABC1D23",
        "Plate '{value}' is invalid: it has {length} letters and digits; a plate has 7, such as "
        "ABC1234 or ABC1D23",
    ),
    "more_than_plate": (
        "Placa '{value}' inválida: informe só a placa, como ABC1234 ou ABC1D23, sem o que está em "
        "volta dela",
        "Plate '{value}' is invalid: give the plate alone, such as ABC1234 or ABC1D23, without "
        "what is around it",
    ),
    "no_plate": (
        "Placa '{value}' inválida: só entram veículos emplacados; informe a placa",
        "Plate '{value}' is invalid: only vehicles with a plate are taken; give the plate",
    ),
    "invalid_year": (
        "Ano '{value}' inválido: informe o ano do modelo com quatro algarismos, como 2020 ou "
        "2019/2020",
        "Year '{value}' is invalid: give the model year with four digits, such as 2020 or "
        "2019/2020",
    ),
    "foreign_year": (
        f"Ano '{{value}}' inválido: {_FOREIGN[0]}",
        f"Year '{{value}}' is invalid: {_FOREIGN[1]}",
    ),
    "year_out_of_range": (
        "Ano '{value}' inválido: informe um ano de {first} a {last}",
        "Year '{value}' is invalid: give a year from {first} to {last}",
    ),
    "year_pair": (
        "Ano '{value}' inválido: o ano do modelo, depois da barra, é o da fabricação ou o seguinte",
        "Year '{value}' is invalid: the model year, after the slash, is that of manufacture or the "
        "next",
    ),
    "year_form": (
        "Ano '{value}' inválido: escreva os anos com quatro algarismos e uma barra entre eles, "
        "como 2020/2021, ou só o do modelo",
        "Year '{value}' is invalid: write the years with four digits and a slash between them, "
        "such as 2020/2021, or that of the model alone",
    ),
    "date_year": (
        "Ano '{value}' inválido: é uma data, talvez a que o Excel fez do que foi digitado, como "
        "10/nov de 10/11; formate a coluna como texto e digite o ano do modelo, como 2020 ou "
        "2019/2020",
        "Year '{value}' is invalid: it is a date, perhaps the one that Excel made of what was "
        "typed, such as 10/nov of 10/11; format the column as text and type the model year, such "
        "as 2020 or 2019/2020",
    ),
    "excel_date": (
        "Ano '{value}' inválido: é o número que o Excel dá à data {date}; informe o ano do modelo",
        "Year '{value}' is invalid: it is Excel's number for the date {date}; give the model year",
    ),
    "zero_km_year": (
        "Ano '{value}' inválido: \"zero km\", na FIPE o código 32000, não é um ano; "
        "informe o ano do modelo",
        "Year '{value}' is invalid: \"zero km\", FIPE's code 32000, is no year; "
        "give the model year",
    ),
    "invalid_price": (
        "Valor FIPE '{value}' inválido: informe um valor em reais, de 0,01 a 9.999.999.999,99, "
        "como 45.000,00",
        "FIPE value '{value}' is invalid: give a value in reais from 0.01 to 9,999,999,999.99, "
        "such as 45,000.00",
    ),
    "foreign_price": (
        f"Valor FIPE '{{value}}' inválido: {_FOREIGN[0]}",
        f"FIPE value '{{value}}' is invalid: {_FOREIGN[1]}",
    ),
    "negative_price": (
        "Valor FIPE '{value}' inválido: é negativo; informe um valor maior que zero",
        "FIPE value '{value}' is invalid: it is negative; give a value above zero",
    ),
    "scientific_price": (
        "Valor FIPE '{value}' inválido: a notação científica esconde algarismos; informe o valor "
        "por extenso, como 45.000,00",
        "FIPE value '{value}' is invalid: scientific notation hides digits; give all of them, "
        "as in 45,000.00",
    ),
    "foreign_currency": (
        "Valor FIPE '{value}' inválido: informe o valor em reais, como R$ 45.000,00",
        "FIPE value '{value}' is invalid: give the value in reais, as in R$ 45,000.00",
    ),
    "percentage": (
        "Valor FIPE '{value}' inválido: é uma porcentagem; informe um valor em reais",
        "FIPE value '{value}' is invalid: it is a percentage; give a value in reais",
    ),
    "fipe_code": (
        "Valor FIPE '{value}' inválido: é um código da tabela FIPE; informe o valor em reais",
        "FIPE value '{value}' is invalid: it is a code of the FIPE table; give the value in reais",
    ),
    "third_decimal": (
        "Valor FIPE '{value}' inválido: nenhum valor tem mais de duas casas decimais; escreva-o "
        "como 45.000,00",
        "FIPE value '{value}' is invalid: no value has more than two decimal places; write it as "
        "in 45,000.00",
    ),
    "thousands_in_words": (
        "Valor FIPE '{value}' inválido: escreva o valor por inteiro, como 45.000,00 em lugar de "
        "45 mil",
        "FIPE value '{value}' is invalid: write the whole value, as in 45,000.00 in place of 45 "
        "thousand",
    ),
    "malformed_row": (
        "A linha tem {found:campo|campos}; o cabeçalho tem {expected}: {value}",
        "The row has {found:field|fields}; the header has {expected}: {value}",
    ),
    "split_escape": (
        "Uma letra está escrita em código, como &atilde;, e o ponto e vírgula dele divide a célula "
        "em duas: {value}. Escreva a própria letra, ou ponha a célula entre aspas",
        "A letter is written as a code, such as &atilde;, whose semicolon splits the cell into "
        "two: {value}. Write the letter itself, or quote the cell",
    ),
    "split_price": (
        "O valor parece ter uma vírgula decimal sem aspas, que o divide em duas células, pois as "
        'células são separadas por vírgula: {value}. Ponha o valor entre aspas, como "45000,90", '
        "escreva-o com ponto, como 45000.90, ou separe as células com ponto e vírgula",
        "The value seems to have a decimal comma without quotes, which splits it into two cells, "
        'since commas separate the cells: {value}. Quote the value, as in "45000,90", write it '
        "with a point, as in 45000.90, or separate the cells by semicolons",
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
    "registered_alike": (
        "Placa '{value}' duplicada: o veículo já está cadastrado como {registered_as}, com os "
        "mesmos dados, pela importação {import_id}",
        "Plate '{value}' is a duplicate: the vehicle is already registered as {registered_as}, "
        "with the same values, by the import {import_id}",
    ),
    "registered_otherwise": (
        "Placa '{value}' duplicada: o veículo já está cadastrado como {registered_as}, com outros "
        "dados: lá {registered}; aqui {vehicle} (importação {import_id})",
        "Plate '{value}' is a duplicate: the vehicle is already registered as {registered_as}, "
        "with other values: there {registered}; here {vehicle} (import {import_id})",
    ),
    "converted_duplicate_in_file": (
        "Placa '{value}' duplicada: mesmo veículo que {first_placa}, da linha {first_row_number}",
        "Plate '{value}' is a duplicate: same vehicle as {first_placa}, in row {first_row_number}",
    ),
    # Of imports before the values were compared.
    "duplicate_in_database": (
        "Placa '{value}' duplicada: o veículo já está cadastrado",
        "Plate '{value}' is a duplicate: the vehicle is already registered",
    ),
    "converted_duplicate_in_database": (
        "Placa '{value}' duplicada: mesmo veículo que {registered_as}, já cadastrado",
        "Plate '{value}' is a duplicate: same vehicle as {registered_as}, already registered",
    ),
}
