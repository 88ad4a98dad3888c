"""Sentences about what separates the cells of a text."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "unknown_delimiter": (
        "As células parecem separadas por {delimiter}, como na linha {row}; são lidos vírgula, "
        "ponto e vírgula, tabulação e barra (|). Salve o arquivo como CSV com um deles",
        "The cells seem to be separated by {delimiter}, as in row {row}; comma, semicolon, tab and "
        "bar (|) are read. Save the file as CSV with one of them",
    ),
    "two_delimiters": (
        "O cabeçalho separa as células por {header}, e as linhas, da {row} em diante, por {rows}. "
        "Use o mesmo separador em todas e envie de novo",
        "The header separates its cells by {header}, and the rows, from {row} on, by {rows}. Use "
        "the same delimiter in all and send the file again",
    ),
    "other_delimiter": (
        "As células parecem separadas por {delimiter}, como na linha {row}, e não pelo separador "
        "informado; informe esse (delimiter), ou nenhum",
        "The cells seem to be separated by {delimiter}, as in row {row}, and not by the delimiter "
        "given; give that one, or none",
    ),
}
