"""Sentences about texts whose encoding is not the one that they are read in."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "undecodable_text": (
        "O texto não está em {encoding}: na linha {line}, o byte {byte} do arquivo não existe "
        "nessa codificação. Salve-o como CSV UTF-8 ou informe a codificação certa (encoding)",
        "The text is not in {encoding}: in line {line}, byte {byte} of the file is none of that "
        "encoding. Save it as CSV UTF-8 or give the right encoding",
    ),
    "utf16_without_mark": (
        "O texto parece estar em UTF-16; informe essa codificação (encoding) ou salve-o como "
        "CSV UTF-8",
        "The text seems to be in UTF-16; give that encoding or save it as CSV UTF-8",
    ),
    "looks_like_cp850": (
        "O texto parece estar em cp850, dos programas de DOS: a linha {line} seria '{cp850}', e "
        "como Windows-1252, '{ansi}'. Informe a codificação (encoding=cp850) ou salve-o como "
        "CSV UTF-8",
        "The text seems to be in cp850, of DOS programs: line {line} would be '{cp850}', and as "
        "Windows-1252, '{ansi}'. Give the encoding (encoding=cp850) or save it as CSV UTF-8",
    ),
    "looks_like_mac_roman": (
        "O texto parece estar em mac_roman, de programas antigos do Macintosh: a linha {line} "
        "seria '{mac_roman}', e como Windows-1252, '{ansi}'. Informe a codificação "
        "(encoding=mac_roman) ou salve-o como CSV UTF-8",
        "The text seems to be in mac_roman, of old programs of the Macintosh: line {line} would be "
        "'{mac_roman}', and as Windows-1252, '{ansi}'. Give the encoding (encoding=mac_roman) or "
        "save it as CSV UTF-8",
    ),
    "unread_code_page": (
        "O texto parece estar numa codificação que não é lida: na linha {line}, {readings}, e como "
        "Windows-1252 seria '{ansi}'. Abra-o no programa em que foi feito e salve-o como CSV UTF-8",
        "The text seems to be in an encoding that is not read: in line {line}, {readings}, and as "
        "Windows-1252 it would be '{ansi}'. Open it in the program it was made with and save it as "
        "CSV UTF-8",
    ),
    "several_code_pages": (
        "O texto não é UTF-8 nem parece ser Windows-1252, em que a linha {line} seria '{ansi}'. "
        "Pode estar em outra codificação ({readings}). Veja qual delas dá as letras certas e "
        "informe-a (encoding=cp850 ou encoding=mac_roman), ou salve-o como CSV UTF-8",
        "The text is not UTF-8 and does not seem to be Windows-1252, as which line {line} would be "
        "'{ansi}'. It may be in another encoding ({readings}). See which gives the right letters "
        "and give it (encoding=cp850 or encoding=mac_roman), or save it as CSV UTF-8",
    ),
    "not_that_code_page": (
        "O texto não parece estar em {encoding}, a codificação informada: a linha {line} seria "
        "'{shown}'. Em outra, a linha é outra ({readings}). Informe a certa (encoding), ou "
        "nenhuma, ou salve-o como CSV UTF-8",
        "The text does not seem to be in {encoding}, the encoding given: line {line} would be "
        "'{shown}'. In another, the line is another ({readings}). Give the right one (encoding), "
        "or none, or save it as CSV UTF-8",
    ),
    "unknown_code_page": (
        "Não se reconhece a codificação do texto: não é UTF-8, e como Windows-1252 a linha {line} "
        "seria '{ansi}'. Abra-o no programa em que foi feito e salve-o como CSV UTF-8",
        "The encoding of the text is not recognised: it is not UTF-8, and as Windows-1252 line "
        "{line} would be '{ansi}'. Open it in the program it was made with and save it as CSV "
        "UTF-8",
    ),
}
