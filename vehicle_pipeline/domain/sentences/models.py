"""Sentences about rows: why a model was rejected."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "empty_like": (
        "Campo '{field}' é obrigatório: '{value}' vale como vazio; informe o modelo do veículo",
        "Field '{field}' is required: '{value}' counts as empty; give the vehicle's model",
    ),
    "model_of_plate": (
        "Modelo '{value}' inválido: parece uma placa; informe o nome do modelo, como VW Gol 1.0",
        "Model '{value}' is invalid: it seems to be a plate; give the model's name, such as "
        "VW Gol 1.0",
    ),
    "model_of_year": (
        "Modelo '{value}' inválido: é o ano do veículo; informe o nome do modelo, como VW Gol 1.0",
        "Model '{value}' is invalid: it is the vehicle's year; give the model's name, such as "
        "VW Gol 1.0",
    ),
    "model_of_price": (
        "Modelo '{value}' inválido: parece um valor em reais; informe o nome do modelo, como "
        "VW Gol 1.0",
        "Model '{value}' is invalid: it seems to be an amount in reais; give the model's name, "
        "such as VW Gol 1.0",
    ),
    "model_of_number": (
        "Modelo '{value}' inválido: parece um número de registro ou um código; informe o nome do "
        "modelo, como VW Gol 1.0",
        "Model '{value}' is invalid: it seems to be a number of a register or a code; give the "
        "model's name, such as VW Gol 1.0",
    ),
    "model_of_chassis": (
        "Modelo '{value}' inválido: parece um número de chassi; informe o nome do modelo, como "
        "VW Gol 1.0",
        "Model '{value}' is invalid: it seems to be a chassis number (VIN); give the model's name, "
        "such as VW Gol 1.0",
    ),
    "model_of_contact": (
        "Modelo '{value}' inválido: parece um telefone, e-mail ou endereço; informe o nome do "
        "modelo, como VW Gol 1.0",
        "Model '{value}' is invalid: it seems to be a telephone number, an e-mail or web address; "
        "give the model's name, such as VW Gol 1.0",
    ),
    "quoted_model": (
        "Campo '{field}' começa com um apóstrofo: {value}. Deixe só o nome do modelo",
        "Field '{field}' begins with an apostrophe: {value}. Leave only the model's name",
    ),
    "too_long": (
        "Campo '{field}' tem {length} caracteres; o máximo é {limit}",
        "Field '{field}' has {length} characters; the limit is {limit}",
    ),
    "made_model": (
        "Modelo '{value}' inválido: parece o que um programa fez do que foi digitado, como 09/mar "
        "de 9-3 ou 1,13E+03 de 113E1; formate a coluna como texto e digite o modelo de novo",
        "Model '{value}' is invalid: it seems to be what a program made of what was typed, such as "
        "09/mar of 9-3 or 1,13E+03 of 113E1; format the column as text and type the model again",
    ),
    "garbled_text": (
        "Campo '{field}' traz letras trocadas: '{value}'; o texto passou por uma codificação "
        "errada. Corrija-o, ou informe a codificação do arquivo (encoding)",
        "Field '{field}' has garbled letters: '{value}'; the text went through a wrong encoding. "
        "Correct it, or give the encoding of the file",
    ),
    "lost_letters": (
        "Campo '{field}' parece ter um sinal em lugar de uma letra: '{value}'; ela se perdeu "
        "quando o arquivo foi salvo. Corrija-o, ou salve-o de novo como CSV UTF-8",
        "Field '{field}' seems to have a sign in place of a letter: '{value}'; it was lost when "
        "the file was saved. Correct it, or save the file again as CSV UTF-8",
    ),
    "escaped_text": (
        "Campo '{field}' traz uma letra escrita em código, como &atilde; em lugar de ã: '{value}'. "
        "Escreva a própria letra",
        "Field '{field}' has a letter written as a code, such as &atilde; in place of ã: "
        "'{value}'. Write the letter itself",
    ),
    # For rows that were rejected before such models were accepted.
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
}
