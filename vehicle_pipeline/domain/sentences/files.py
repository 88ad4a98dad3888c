"""Sentences about files that cannot be imported."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "not_a_spreadsheet": (
        "O arquivo não é uma planilha: envie .csv, .tsv, .txt, .xlsx, .xlsm, .xlsb, .xls ou .ods, "
        "ou só um deles num .zip ou .gz, não {suffix}",
        "The file is not a spreadsheet: send .csv, .tsv, .txt, .xlsx, .xlsm, .xlsb, .xls or .ods, "
        "or one of them alone in a .zip or .gz, not {suffix}",
    ),
    "lock_file": (
        "O arquivo é só a marca de que a planilha está aberta (~$); feche-a e envie a própria "
        "planilha",
        "The file is only the mark of a workbook that is open (~$); close it and send the "
        "workbook itself",
    ),
    "numbers_file": (
        "Planilhas do Numbers não são lidas; no Numbers, use Arquivo > Exportar para > Excel e "
        "envie o .xlsx",
        "Numbers spreadsheets are not read; in Numbers, use File > Export To > Excel and send the "
        ".xlsx",
    ),
    "flat_file": (
        "O formato {suffix} (XML único do LibreOffice) não é lido; abra o arquivo e salve como "
        ".ods ou .xlsx",
        "The format {suffix} (flat XML of LibreOffice) is not read; open the file and save it as "
        ".ods or .xlsx",
    ),
    "template_file": (
        "O arquivo é um modelo de planilha ({suffix}); abra-o, preencha e salve como .xlsx",
        "The file is a template ({suffix}); open it, fill it in and save it as .xlsx",
    ),
    "other_archive": (
        "Arquivos compactados {suffix} não são lidos; envie a planilha em si, ou só ela num .zip",
        "Archives of the kind {suffix} are not read; send the spreadsheet itself, or it alone in a "
        ".zip",
    ),
    "page_file": (
        "O arquivo é {suffix}, uma página ou um XML, e não uma planilha; abra-o no Excel e salve "
        "como .xlsx",
        "The file is {suffix}, a page or an XML, and no spreadsheet; open it in Excel and save it "
        "as .xlsx",
    ),
    "xml_text": (
        "O arquivo se chama {suffix}, mas é um XML; exporte os dados como CSV, ou abra-o no Excel "
        "e salve como .xlsx",
        "The file is called {suffix}, but is XML; export the data as CSV, or open it in Excel and "
        "save it as .xlsx",
    ),
    "json_file": (
        "O arquivo é {suffix}, dados em JSON, e não uma planilha; exporte-os como CSV ou .xlsx",
        "The file is {suffix}, data in JSON, and no spreadsheet; export the data as CSV or .xlsx",
    ),
    "json_text": (
        "O arquivo se chama {suffix}, mas é um JSON; exporte os dados como CSV ou .xlsx",
        "The file is called {suffix}, but is JSON; export the data as CSV or .xlsx",
    ),
    "archive_without_spreadsheet": (
        "O arquivo compactado não contém uma planilha que possa ser lida; envie a planilha em si",
        "The archive holds no spreadsheet that can be read; send the spreadsheet itself",
    ),
    "archive_of_several": (
        "O arquivo compactado contém {count} arquivos; envie uma planilha por vez",
        "The archive holds {count} files; send one spreadsheet at a time",
    ),
    "archive_in_archive": (
        "Há um arquivo compactado dentro do outro; envie a planilha em si",
        "There is an archive inside the archive; send the spreadsheet itself",
    ),
    "archive_too_large": (
        "A planilha compactada passa de {limit} MB depois de descompactada; divida-a",
        "The packed spreadsheet exceeds {limit} MB when unpacked; split it",
    ),
    "no_suffix": (
        "O nome do arquivo não tem extensão; são lidos arquivos {kinds}",
        "The file's name has no extension; files that are read: {kinds}",
    ),
    "content_mismatch": (
        "O conteúdo não corresponde ao nome: o arquivo se chama {suffix}, mas o conteúdo é {found}",
        "The content does not match the name: the file is called {suffix}, but holds {found}",
    ),
    "text_content": (
        "O conteúdo não corresponde ao nome: o arquivo se chama {suffix}, mas contém um texto",
        "The content does not match the name: the file is called {suffix}, but holds a text",
    ),
    "binary_content": (
        "O conteúdo não corresponde ao nome: o arquivo se chama {suffix}, mas não contém um texto "
        "nem uma planilha que se reconheça; abra-o no programa em que foi feito e salve como .xlsx",
        "The content does not match the name: the file is called {suffix}, but holds no text and "
        "no known spreadsheet; open it in the program it was made with and save as .xlsx",
    ),
    "empty_file": ("O arquivo está vazio", "The file is empty"),
    "only_hidden_sheets": (
        "As abas visíveis não têm a tabela; estas, ocultas, têm dados: {hidden}. Reexiba a aba, ou "
        "informe-a (sheet)",
        "The visible sheets do not have the table; these hidden ones have data: {hidden}. Unhide "
        "the sheet, or name it (sheet)",
    ),
    "nul_bytes": (
        "O arquivo começa com bytes nulos (NUL) em lugar de dados, como depois de uma cópia "
        "interrompida; salve-o de novo e reenvie",
        "The file begins with NUL bytes instead of data, as after an interrupted copy; "
        "save it again and resend it",
    ),
    "nul_characters": (
        "O arquivo tem caracteres nulos (NUL, U+0000) no meio do texto, que nenhuma planilha em "
        "texto tem; abra-o no programa em que foi feito e salve-o como CSV UTF-8",
        "The file has NUL characters (U+0000) inside the text, which no spreadsheet in text has; "
        "open it in the program it was made with and save it as CSV UTF-8",
    ),
    "no_rows": (
        "O arquivo tem o cabeçalho, mas nenhuma linha de dados",
        "The file has a header but no rows of data",
    ),
    "unreadable_file": (
        "O arquivo está corrompido ou incompleto e não pôde ser lido; salve-o de novo e reenvie",
        "The file is damaged or cut off and could not be read; save it again and resend it",
    ),
    "encrypted_workbook": (
        "A pasta de trabalho está protegida por senha. Abra-a no Excel, remova a senha (Arquivo > "
        "Informações > Proteger Pasta de Trabalho > Criptografar com Senha), salve e envie de novo",
        "The workbook is protected by a password. Open it in Excel, remove the password (File > "
        "Info > Protect Workbook > Encrypt with Password), save it and send it again",
    ),
    "not_a_workbook": (
        "O arquivo não contém uma planilha; abra-o no programa em que foi feito e salve como .xlsx",
        "The file holds no spreadsheet; open it in the program it was made with and save as .xlsx",
    ),
    "html_workbook": (
        "O arquivo se chama {suffix}, mas é uma página HTML, como alguns sistemas exportam; "
        "abra-o no Excel e salve como .xlsx",
        "The file is called {suffix}, but is an HTML page, as some systems export them; "
        "open it in Excel and save it as .xlsx",
    ),
    "xml_workbook": (
        "O arquivo se chama {suffix}, mas é uma planilha XML de 2003; "
        "abra-o no Excel e salve como .xlsx",
        "The file is called {suffix}, but is an XML spreadsheet of 2003; "
        "open it in Excel and save it as .xlsx",
    ),
    "text_workbook": (
        "O arquivo se chama {suffix}, mas é um texto; se for CSV, mude o nome para .csv",
        "The file is called {suffix}, but is a text; if it is CSV, rename it to .csv",
    ),
    "workbook_too_large": (
        "A planilha descompactada passa de {limit} MB; divida-a ou salve como CSV",
        "The workbook exceeds {limit} MB when unpacked; split it or save it as CSV",
    ),
    "workbook_out_of_memory": (
        "Ler a planilha exige mais de {limit} MB de memória. Muitas vezes há uma célula preenchida "
        "muito longe da tabela: apague o que está fora dela, ou salve como CSV",
        "Reading the workbook takes more than {limit} MB of memory. Often a cell far away from the "
        "table is filled in: delete what is outside of it, or save it as CSV",
    ),
    "workbook_too_slow": (
        "A leitura da planilha passou de {limit} segundos; divida-a ou salve como CSV",
        "Reading the workbook took more than {limit} seconds; split it or save it as CSV",
    ),
    "reader_killed": (
        "O processo que lia a planilha foi encerrado duas vezes, quase sempre por falta de memória "
        "na máquina; divida-a ou salve como CSV, ou reenvie mais tarde",
        "The process that read the workbook was killed twice, mostly for want of memory on the "
        "machine; split it or save it as CSV, or send it again later",
    ),
    "too_many_cells": (
        "A planilha tem mais de {limit} milhões de células; apague as que sobram ou divida-a",
        "The sheet has more than {limit} million cells; delete those not needed, or split it",
    ),
    "too_many_rows": (
        "Linhas demais: a planilha passa da linha {limit}, a última do Excel; divida-a",
        "Too many rows: the sheet goes beyond row {limit}, Excel's last; split it",
    ),
    "too_many_parts": (
        "O arquivo compactado tem mais de {limit} partes, o que nenhuma planilha precisa ter",
        "The archive has more than {limit} parts, which no workbook needs",
    ),
    "incomplete_reading": (
        "A planilha só pôde ser lida até a linha {read}, de {expected}; "
        "abra-a no Excel, salve de novo e reenvie",
        "The sheet could be read only up to row {read} of {expected}; "
        "open it in Excel, save it again and resend it",
    ),
    "unknown_sheet": (
        "A planilha não tem a aba '{sheet}'. Abas: {found}",
        "The workbook has no sheet '{sheet}'. Sheets: {found}",
    ),
    "unclosed_quote": (
        'Na linha {row} há uma aspa (") que não fecha: as linhas seguintes fariam parte da mesma '
        "célula. Corrija-a e envie de novo",
        'In row {row} there is a quote (") that does not close: the rows below would be part of '
        "the same cell. Correct it and send the file again",
    ),
    "long_cell": (
        "Na linha {row} há uma célula com mais de {limit} caracteres",
        "In row {row} there is a cell of more than {limit} characters",
    ),
    "long_record": (
        "Na linha {row}, ou depois dela, há um registro com mais de {limit} MB",
        "In row {row}, or below it, there is a record of more than {limit} MB",
    ),
}
