"""Sentences about the sources of schedules and their objects."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "bad_source": (
        "A origem '{location}' não serve: use s3://bucket/pasta ou o caminho completo de uma pasta",
        "The source '{location}' does not serve: use s3://bucket/folder or a folder's full path",
    ),
    "source_outside_roots": (
        "A pasta '{location}' não está em nenhuma das pastas liberadas neste servidor; quem cuida "
        "do sistema pode liberá-la",
        "The folder '{location}' is in none of the folders that this server may read; the person "
        "who runs the system can allow it",
    ),
    "bad_glob": (
        "O padrão de nomes '{glob}' não serve: use, por exemplo, *.xlsx, ou **/*.xlsx para as "
        "subpastas também",
        "The pattern of names '{glob}' does not serve: use *.xlsx, for example, or **/*.xlsx for "
        "the folders below as well",
    ),
    "source_missing": (
        "A origem '{location}' não existe",
        "The source '{location}' does not exist",
    ),
    "source_denied": (
        "O sistema não tem permissão para ler a origem '{location}'; peça acesso a quem cuida dela",
        "The system has no permission to read the source '{location}'; ask the person who runs it "
        "for access",
    ),
    "folder_denied": (
        "O sistema não tem permissão para ler a pasta '{location}': os arquivos dela ficam de fora "
        "até que tenha",
        "The system has no permission to read the folder '{location}': its files are left out "
        "until it has",
    ),
    "source_unavailable": (
        "A origem '{location}' não responde; será lida de novo mais tarde",
        "The source '{location}' does not answer; it will be read again later",
    ),
    "source_name_too_long": (
        "O caminho do arquivo passa de 1.024 caracteres; encurte os nomes das pastas",
        "The file's path has more than 1,024 characters; shorten the names of the folders",
    ),
    "source_name_unstorable": (
        "O nome do arquivo não está em UTF-8; renomeie-o",
        "The file's name is not in UTF-8; rename it",
    ),
    "object_not_found": (
        "A origem deste agendamento não mostrou esse arquivo",
        "The source of this schedule has shown no such file",
    ),
    "object_under_way": (
        "O arquivo já espera a sua vez, ou está sendo importado; aguarde o fim",
        "The file waits for its turn already, or is being imported; wait for the end",
    ),
    "source_import_missing": (
        "A origem não serve: não há importação '{location}'; use o identificador de uma que exista",
        "The source does not serve: there is no import '{location}'; use the id of one that exists",
    ),
    "source_import_is_undo": (
        "A origem não serve: '{location}' desfaz outra importação; use o identificador de um envio",
        "The source does not serve: '{location}' undoes another import; use the id of an upload",
    ),
    "source_import_without_file": (
        "A origem não serve: o arquivo da importação '{location}' não está mais guardado; envie-o "
        "de novo e use o identificador do novo envio",
        "The source does not serve: the file of import '{location}' is no longer kept; send it "
        "again and use the id of the new upload",
    ),
    "source_is_file": (
        "'{location}' é um arquivo, e a origem é uma pasta: indique a pasta em que ele está, e o "
        "nome dele como padrão de nomes",
        "'{location}' is a file, and a source is a folder: name the folder that it is in, and its "
        "name as the pattern of names",
    ),
    "source_no_folder": (
        "A pasta '{location}' não existe; confira o caminho",
        "The folder '{location}' does not exist; check the path",
    ),
    "source_no_bucket": (
        "O bucket de '{location}' não existe; confira o nome",
        "The bucket of '{location}' does not exist; check its name",
    ),
    "source_not_seen": (
        "A origem '{location}' não respondeu agora, e não se sabe se existe; será lida no próximo "
        "horário",
        "The source '{location}' did not answer now, so whether it exists is not known; it will be "
        "read at the next time",
    ),
}
