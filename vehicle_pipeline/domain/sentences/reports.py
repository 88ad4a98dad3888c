"""Sentences in the files that go back to people: rejected rows, and the template."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "rejected_sheet": ("Linhas rejeitadas", "Rejected rows"),
    "summary_sheet": ("Resumo", "Summary"),
    "summary_title": (
        "O que não entrou, e por quê",
        "What was not imported, and why",
    ),
    "summary_file": ("Arquivo", "File"),
    "summary_import": ("Importação", "Import"),
    "summary_rows": ("Linhas rejeitadas", "Rejected rows"),
    "summary_duplicates": ("Linhas duplicadas", "Duplicate rows"),
    "summary_code": ("Código", "Code"),
    "summary_meaning": ("O que significa", "What it means"),
    "summary_count": ("Ocorrências", "Occurrences"),
    "suggested": ("Sugestão: {suggestion}", "Suggestion: {suggestion}"),
    "about_required": (
        "Um campo obrigatório não tem um valor que se possa usar",
        "A required field has no value that can be used",
    ),
    "about_invalid_plate": (
        "A placa não tem a forma ABC1234 nem ABC1D23",
        "The plate has neither the form ABC1234 nor ABC1D23",
    ),
    "about_invalid_year": (
        "O ano do modelo não é um ano que se possa aceitar",
        "The model year is not a year that can be accepted",
    ),
    "about_invalid_price": (
        "O valor FIPE não é um número maior que zero",
        "The FIPE value is not a number greater than zero",
    ),
    "about_malformed_row": (
        "A linha não tem tantos campos quanto o cabeçalho; seu texto está inteiro na primeira "
        "coluna do arquivo original: distribua-o pelas colunas",
        "The row has not as many fields as the header; its text is whole in the first column of "
        "the original file: spread it over the columns",
    ),
    "about_duplicate_in_file": (
        "A placa já está numa linha anterior do mesmo arquivo",
        "The plate is already in an earlier row of the same file",
    ),
    "about_duplicate_in_database": (
        "O veículo já está cadastrado; para atualizá-lo, envie o arquivo com a opção 'update'",
        "The vehicle is already registered; to update it send the file with the option 'update'",
    ),
    "how_title": ("Como corrigir e reenviar", "How to correct and send again"),
    "how_correct": (
        "1. Na primeira aba, corrija as células marcadas. A coluna 'erros' diz o que há de errado; "
        "'sugestoes', o que provavelmente se quis escrever.",
        "1. On the first sheet, correct the marked cells. The column 'erros' says what is wrong; "
        "'sugestoes' says what was probably meant.",
    ),
    "how_delete": (
        "2. Apague as linhas que não devem entrar. As que já entraram não estão aqui.",
        "2. Delete the rows that are not to be imported. Those that were imported are not here.",
    ),
    "how_keep": (
        "3. Não altere o cabeçalho nem a coluna 'importacao_de_origem': por ela as correções são "
        "ligadas à importação original.",
        "3. Change neither the header nor the column 'importacao_de_origem': it links the "
        "corrections to the original import.",
    ),
    "how_send": (
        "4. Salve o arquivo e envie-o como uma nova importação.",
        "4. Save the file and send it as a new import.",
    ),
    "few_comments": (
        "Só as primeiras {rows} linhas têm comentários nas células marcadas.",
        "Only the first {rows} rows have comments on the marked cells.",
    ),
    "template_title": ("Como preencher a aba 'Veículos'", "How to fill in the sheet 'Veículos'"),
    "template_modelo": (
        "Marca, modelo e versão, com até {limit} caracteres. Exemplo: VW Gol 1.0 Flex",
        "Make, model and version, up to {limit} characters. Example: VW Gol 1.0 Flex",
    ),
    "template_placa": (
        "Placa antiga ou Mercosul; maiúsculas, hífen e espaços não importam. "
        "Exemplos: ABC-1234, ABC1D23",
        "Old or Mercosul plate; case, hyphen and spaces do not matter. Examples: ABC-1234, ABC1D23",
    ),
    "template_ano": (
        "Ano do modelo, de {first} a {last}. Exemplo: 2020; 2019/2020 também é aceito "
        "(vale o segundo)",
        "Model year, from {first} to {last}. Example: 2020; 2019/2020 is accepted, too "
        "(the second counts)",
    ),
    "template_valor_fipe": (
        "Valor da tabela FIPE em reais, um número maior que zero. Exemplo: 45.000,00",
        "Value in the FIPE table in reais, a number greater than zero. Example: 45,000.00",
    ),
    "template_columns": (
        "Não altere a linha do cabeçalho. Outras colunas podem ser acrescentadas; são ignoradas.",
        "Leave the header row as it is. Further columns may be added; they are ignored.",
    ),
    "template_rows": (
        "Um veículo por linha. Linhas em branco são puladas; de placas repetidas vale a primeira.",
        "One vehicle per row. Blank rows are skipped; of repeated plates the first counts.",
    ),
    "template_errors": (
        "Uma linha com erro não impede as outras: as rejeitadas voltam num arquivo em que podem "
        "ser corrigidas e reenviadas.",
        "A row with an error does not stop the others: rejected rows come back in a file in which "
        "they can be corrected and sent again.",
    ),
}
