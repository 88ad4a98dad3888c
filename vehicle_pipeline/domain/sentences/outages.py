"""Sentences about what is away, busy or full at the moment."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "database_unavailable": (
        "O banco de dados não responde ou não aceita mais conexões; tente de novo em instantes",
        "The database does not answer or takes no more connections; try again in a moment",
    ),
    "database_full": (
        "O banco de dados está sem espaço em disco; tente de novo quando houver espaço",
        "The database has run out of disk space; try again once there is some",
    ),
    "database_read_only": (
        "O banco de dados só aceita leitura no momento; tente de novo em instantes",
        "The database can only be read at the moment; try again in a moment",
    ),
    "database_conflict": (
        "Outra operação alterou os mesmos dados ao mesmo tempo; tente de novo",
        "Another operation changed the same data at the same time; try again",
    ),
    "database_lock_timeout": (
        "Os dados estão em uso por outra operação; tente de novo em instantes",
        "The data is in use by another operation; try again in a moment",
    ),
    "database_statement_timeout": (
        "A consulta demorou demais e foi interrompida; peça menos de uma vez ou tente mais tarde",
        "The query took too long and was stopped; ask for less at a time, or try again later",
    ),
    "database_restarting": (
        "O banco de dados está sendo reiniciado; tente de novo em instantes",
        "The database is being restarted; try again in a moment",
    ),
    "object_store_unavailable": (
        "O armazenamento de arquivos não responde; tente de novo em instantes",
        "The file storage does not answer; try again in a moment",
    ),
    "storage_full": (
        "Não há espaço para guardar o arquivo; tente de novo quando houver espaço",
        "There is no space left to store the file; try again once there is some",
    ),
    "storage_read_only": (
        "O armazenamento de arquivos só aceita leitura no momento; avise quem cuida do sistema",
        "The file storage can only be read at the moment; notify the person who runs the system",
    ),
    "scratch_full": (
        "O disco da máquina que executa as importações está cheio; a importação continua quando "
        "houver espaço",
        "The disk of the machine that runs the imports is full; the import goes on once there is "
        "space",
    ),
    "scratch_read_only": (
        "O disco da máquina que executa as importações só aceita leitura; a importação continua "
        "quando isso mudar",
        "The disk of the machine that runs the imports can only be read; the import goes on once "
        "that has changed",
    ),
    "reader_unavailable": (
        "O processo que lê planilhas não pôde ser iniciado; tente de novo em instantes",
        "The process that reads workbooks could not be started; try again in a moment",
    ),
    "queue_unavailable": (
        "A fila não responde; tente de novo em instantes",
        "The queue does not answer; try again in a moment",
    ),
}
