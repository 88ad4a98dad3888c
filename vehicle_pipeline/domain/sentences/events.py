"""Sentences of an import's log."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "file_opened": ("Arquivo aberto: {rows:linha|linhas}", "File opened: {rows:row|rows}"),
    "import_completed": (
        "Importação concluída: de {total:linha|linhas}, {inserted:inserida|inseridas}, "
        "{updated:atualizada|atualizadas}, {unchanged:inalterada|inalteradas}, "
        "{duplicate:duplicada|duplicadas}, {rejected:rejeitada|rejeitadas}",
        "Import completed: of {total:row|rows}, {inserted} inserted, {updated} updated, "
        "{unchanged} unchanged, {duplicate} duplicate, {rejected} rejected",
    ),
    "more_rejected_rows": (
        "E mais {rows:linha|linhas} nesta parte do arquivo; a lista de erros traz todas",
        "And {rows:row|rows} more in this part of the file; the list of errors has all",
    ),
    "dry_run_notice": (
        "Simulação: nenhum veículo será incluído nem alterado",
        "Dry run: no vehicle will be added or changed",
    ),
    "dry_run_completed": (
        "Simulação concluída: nada foi alterado. De {total:linha|linhas}, "
        "{rejected:seria rejeitada|seriam rejeitadas} e {inserted:inserida|inseridas}; ignorando "
        "os veículos já cadastrados (skip), {skip_duplicate:seria duplicada|seriam duplicadas}; "
        "atualizando-os (update), {update_updated:atualizada|atualizadas}, "
        "{update_unchanged:inalterada|inalteradas} e {update_duplicate:duplicada|duplicadas}",
        "Dry run completed: nothing was changed. Of {total:row|rows}, {rejected} would be rejected "
        "and {inserted} inserted; leaving registered vehicles alone (skip), {skip_duplicate} would "
        "be duplicate; updating them (update), {update_updated} updated, {update_unchanged} "
        "unchanged and {update_duplicate} duplicate",
    ),
    "dry_run_cancelled": (
        "Simulação cancelada; nada foi alterado",
        "Dry run cancelled; nothing was changed",
    ),
    "import_cancelled": (
        "Importação cancelada; o que já tinha sido gravado permanece",
        "Import cancelled; what had been stored remains",
    ),
    "run_died": (
        "A execução parou de repente; a importação continuará do ponto em que estava",
        "The run stopped suddenly; the import will continue from where it was",
    ),
    "same_content": (
        "Este conteúdo já veio na importação {import_id} ({filename}); será importado assim mesmo",
        "This content came before, in import {import_id} ({filename}); it is imported all the same",
    ),
    "mapping_remembered": (
        "As colunas foram lidas pelo mapeamento lembrado de '{filename}'",
        "The columns were read by the mapping remembered from '{filename}'",
    ),
    "import_revived": (
        "Importação retomada; o que já tinha sido gravado não será gravado de novo",
        "Import taken up again; what had been stored will not be loaded again",
    ),
    "import_requeued": (
        "A importação estava parada, sem mensagem na fila; foi posta na fila de novo",
        "The import was stuck without a message in the queue; it was queued again",
    ),
    "run_stalled": (
        "A execução parou de avançar e foi encerrada; a importação continuará do ponto em que "
        "estava",
        "The run made no progress and was ended; the import will continue from where it was",
    ),
    "import_doubted": (
        "A verificação depois da importação falhou: o que foi contado não confere com as tabelas; "
        "a execução no Dagster mostra os números",
        "The audit after the import failed: what was counted does not agree with the tables; the "
        "run in Dagster shows the figures",
    ),
    "run_failed": ("A execução falhou: {error}", "The run failed: {error}"),
    "run_killed": (
        "O processo da execução foi encerrado de repente; talvez tenha faltado memória",
        "The run's process was killed or crashed; it may have run out of memory",
    ),
    "run_out_of_memory": (
        "Faltou memória à execução; a próxima tentativa continua do ponto em que a importação "
        "estava",
        "The run ran out of memory; the next attempt goes on from where the import was",
    ),
    "run_disk_full": (
        "Faltou espaço em disco; libere espaço, e a próxima tentativa continua do ponto em que a "
        "importação estava",
        "The disk is full; free some space, and the next attempt goes on from where the import was",
    ),
    "run_read_only": (
        "O disco ou o banco de dados só aceita leitura; quando isso mudar, a próxima tentativa "
        "continua do ponto em que a importação estava",
        "The disk or the database can only be read; once that has changed, the next attempt goes "
        "on from where the import was",
    ),
    "run_database_unavailable": (
        "O banco de dados não respondeu à execução; a próxima tentativa continua do ponto em que "
        "a importação estava",
        "The database did not answer the run; the next attempt goes on from where the import was",
    ),
    "run_database_busy": (
        "O banco de dados estava ocupado demais com outras operações; a próxima tentativa continua "
        "do ponto em que a importação estava",
        "The database was too busy with other work; the next attempt goes on from where the import "
        "was",
    ),
    "run_object_store_unavailable": (
        "O armazenamento de arquivos não respondeu à execução; a próxima tentativa continua do "
        "ponto em que a importação estava",
        "The file storage did not answer the run; the next attempt goes on from where the import "
        "was",
    ),
    "run_reader_unavailable": (
        "O processo que lê planilhas não pôde ser iniciado; a próxima tentativa continua do ponto "
        "em que a importação estava",
        "The process that reads workbooks could not be started; the next attempt goes on from "
        "where the import was",
    ),
    "upload_missing": (
        "O arquivo enviado não está mais no armazenamento; envie-o de novo",
        "The uploaded file is no longer in storage; send it again",
    ),
    "gave_up": (
        "A importação não terminou depois de {attempts:tentativa|tentativas}; "
        "o motivo está na execução {run_id}",
        "The import did not finish after {attempts:attempt|attempts}; "
        "see run {run_id} for the reason",
    ),
    "gave_up_without_run": (
        "A importação não terminou, e nenhuma execução chegou a abrir o arquivo "
        "(tentativas: {attempts})",
        "The import did not finish, and no run got to open its file (attempts: {attempts})",
    ),
}
