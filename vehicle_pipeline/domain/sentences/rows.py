"""Sentences about rows: why one was rejected."""

_FOREIGN = (
    "o caractere '{char}' ({name}) não é uma letra de A a Z nem um algarismo de 0 a 9",
    "the character '{char}' ({name}) is neither a letter from A to Z nor a digit from 0 to 9",
)

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "required": ("Campo '{field}' é obrigatório", "Field '{field}' is required"),
    "row_of_totals": (
        "Campo '{field}' é obrigatório. Parece uma linha de totais, e não um veículo: '{text}'. "
        "Apague a linha",
        "Field '{field}' is required. It seems to be a row of totals, no vehicle: '{text}'. Delete "
        "the row",
    ),
    "row_of_one_text": (
        "Campo '{field}' é obrigatório. A linha só tem '{text}': se é um título ou rodapé, e não "
        "um veículo, apague-a",
        "Field '{field}' is required. The row has only '{text}': if that is a title or footer, "
        "no vehicle, delete it",
    ),
    "same_as_above": (
        "Campo '{field}' traz '{value}', que repete o da linha de cima; escreva o valor em cada "
        "linha",
        "Field '{field}' has '{value}', which repeats that of the row above; write the value in "
        "every row",
    ),
    "totals_row": (
        "Parece uma linha de totais, e não um veículo: '{value}' no campo '{field}'. Apague a "
        "linha",
        "It seems to be a row of totals, no vehicle: '{value}' in field '{field}'. Delete the row",
    ),
    "control_character": (
        "Campo '{field}' tem um caractere de controle ({name}), que não se vê e pode estar em "
        "lugar de outro: '{value}'. Apague a célula e digite de novo",
        "Field '{field}' has a control character ({name}), which is not seen and may stand for "
        "another: '{value}'. Clear the cell and type it again",
    ),
    "joined_values": (
        "Campo '{field}' parece ter mais de um valor, separados por tabulação ou quebra de linha "
        "(aqui ␉): '{value}'. Deixe só um, numa linha só",
        "Field '{field}' seems to hold more than one value, separated by a tab or line break (here "
        "␉): '{value}'. Leave only one, in a single line",
    ),
    "uncalculated_formula": (
        "Campo '{field}' é obrigatório: a célula tem uma fórmula cujo resultado não está no "
        "arquivo; abra no Excel e salve, e envie de novo",
        "Field '{field}' is required: the cell has a formula whose result is not in the file; "
        "open it in Excel and save it, and send it again",
    ),
    "empty_formula": (
        "Campo '{field}' é obrigatório: a célula tem uma fórmula que resulta em vazio, ou cujo "
        "resultado não está no arquivo; abra no Excel, confira, salve e envie de novo",
        "Field '{field}' is required: the cell has a formula whose result is empty, or is not in "
        "the file; open it in Excel, check it and save it, and send it again",
    ),
    "error_cell": (
        "Campo '{field}' traz o erro {value}: corrija a fórmula ou digite o valor",
        "Field '{field}' holds the error {value}: correct the formula or type the value",
    ),
    "shown_by_format": (
        "Campo '{field}' inválido: o formato da célula mostra {value}, e não o número que ela "
        "guarda; use o formato Geral ou Moeda e digite o valor por inteiro",
        "Field '{field}' is invalid: the cell's format shows {value}, and not the number that the "
        "cell holds; use the format General or Currency and type the whole value",
    ),
    "model_by_format": (
        "Modelo inválido: a célula guarda um número, que o formato dela mostra como {value}; "
        "formate a coluna como texto e digite o modelo de novo",
        "The model is invalid: the cell holds a number, which its format shows as {value}; format "
        "the column as text and type the model again",
    ),
    "text_by_format": (
        "Campo '{field}' inválido: o formato da célula mostra {value}, e não o que ela guarda; "
        "formate a coluna como texto e digite o valor de novo",
        "Field '{field}' is invalid: the cell's format shows {value}, and not what the cell holds; "
        "format the column as text and type the value again",
    ),
    "year_by_format": (
        "Ano inválido: o formato da célula mostra {value}, e não o número que ela guarda; use o "
        "formato Geral ou Texto e digite o ano do modelo, como 2020",
        "The year is invalid: the cell's format shows {value}, and not the number that the cell "
        "holds; use the format General or Text and type the model year, such as 2020",
    ),
    "reversed_text": (
        "Campo '{field}' tem um sinal invisível (U+202E) que inverte a ordem das letras: o que se "
        "vê não é o que está escrito. Apague a célula e digite de novo",
        "Field '{field}' has an invisible sign (U+202E) that reverses the order of the letters: "
        "what is seen is not what is written. Clear the cell and type it again",
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
    "unit_beside_price": (
        "Valor FIPE '{value}' inválido: outra coluna da linha diz que ele não está em reais, ou "
        "não por inteiro; informe o valor em reais, como 45.000,00, e corrija essa coluna",
        "FIPE value '{value}' is invalid: another column of the row says that it is not in reais, "
        "or not whole; give the value in reais, as in 45,000.00, and correct that column",
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
    "decimals_or_thousands": (
        "Valor FIPE '{value}' inválido: não se sabe se os algarismos depois do sinal são decimais "
        "ou milhares; escreva-o como 45.000,00",
        "FIPE value '{value}' is invalid: it is not known whether the digits after the sign are "
        "decimals or thousands; write it as in 45,000.00",
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
