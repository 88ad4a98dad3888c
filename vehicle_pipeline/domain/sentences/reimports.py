"""Sentences about what occurrences of schedules find, and about schedules that keep failing."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "nothing_found": (
        "Nada de novo na origem",
        "Nothing new at the source",
    ),
    "objects_growing": (
        "Nada de novo: {count:arquivo ainda está sendo gravado|arquivos ainda estão sendo "
        "gravados}; o próximo horário olha de novo",
        "Nothing new: {count:file is|files are} still being written; the next time looks again",
    ),
    "objects_unreadable": (
        "Nada de novo: {count:arquivo ou pasta continua sem poder ser lido|arquivos ou pastas "
        "continuam sem poder ser lidos}; a lista de arquivos da origem diz por quê",
        "Nothing new: {count:file or folder|files or folders} still cannot be read; the list of "
        "the source's files says why",
    ),
    "some_unreadable": (
        "{count:arquivo ou pasta continua sem poder ser lido|arquivos ou pastas continuam sem "
        "poder ser lidos}; a lista de arquivos da origem diz por quê",
        "{count:file or folder|files or folders} still cannot be read; the list of the source's "
        "files says why",
    ),
    "all_refused": (
        "Nada foi importado: {count:arquivo novo ou pasta não pôde ser importado|arquivos novos ou "
        "pastas não puderam ser importados}; a lista de arquivos da origem diz por quê",
        "Nothing was imported: {count:new file or folder|new files or folders} could not be "
        "imported; the list of the source's files says why",
    ),
    "some_refused": (
        "{count:arquivo novo ou pasta não pôde ser importado|arquivos novos ou pastas não puderam "
        "ser importados}; a lista de arquivos da origem diz por quê",
        "{count:new file or folder|new files or folders} could not be imported; the list of the "
        "source's files says why",
    ),
    "object_changed": (
        "O arquivo mudou enquanto era lido; o próximo horário olha de novo",
        "The file changed while it was read; the next time looks again",
    ),
    "its_import_failed": (
        "A importação deste arquivo falhou; ela diz por quê",
        "The import of this file failed; it says why",
    ),
    "its_imports_failed": (
        "Nada foi importado: o que veio neste horário falhou",
        "Nothing was imported: all that came at this time failed",
    ),
    "object_vanished": (
        "O arquivo não está mais na origem",
        "The file is no longer at the source",
    ),
    "source_file_gone": (
        "O arquivo da importação {job_id} não está mais guardado; envie-o de novo e aponte o "
        "agendamento para a nova importação",
        "The file of the import {job_id} is not kept any more; upload it again, and have the "
        "schedule name the new import",
    ),
    "occurrence_run_ended": (
        "A execução terminou antes do fim do trabalho; repita este horário para continuar",
        "The run ended before its work did; replay this time to continue",
    ),
    "occurrence_waits": (
        "O horário espera: a execução anterior deste agendamento ainda não terminou, ou o "
        "agendamento está pausado",
        "The occurrence waits: the last one of its schedule is still running, or the schedule is "
        "paused",
    ),
    "paused_after_failures": (
        "Pausado depois de {failures:falha seguida|falhas seguidas}; corrija a causa e retome o "
        "agendamento",
        "Paused after {failures:failure|failures} in a row; mend the cause, and resume the "
        "schedule",
    ),
    "schedule_failing": (
        "O agendamento '{name}' falhou {failures:vez seguida|vezes seguidas}; depois de {limit} "
        "será pausado",
        "The schedule '{name}' has failed {failures:time|times} in a row; after {limit} it will be "
        "paused",
    ),
    "schedule_paused": (
        "O agendamento '{name}' foi pausado depois de {failures:falha seguida|falhas seguidas}; "
        "corrija a causa e retome-o",
        "The schedule '{name}' was paused after {failures:failure|failures} in a row; mend the "
        "cause, and resume it",
    ),
    "run_without_occurrence": (
        "Nenhum horário foi indicado (occurrence_id); nada a fazer. Quem inicia estas execuções é "
        "scheduled_reimports; para uma fora de hora: POST {api_url}/api/v1/schedules/.../run",
        "No occurrence was named (occurrence_id); nothing to do. scheduled_reimports starts these "
        "runs; for one at another time: POST {api_url}/api/v1/schedules/.../run",
    ),
    "run_of_unknown_occurrence": (
        "Não há horário {occurrence_id}: o agendamento foi excluído, ou nunca existiu",
        "There is no occurrence {occurrence_id}: its schedule was deleted, or never existed",
    ),
    "run_of_ended_occurrence": (
        "O horário {occurrence_id} já terminou, ou outra execução o assumiu; nada a fazer",
        "The occurrence {occurrence_id} has ended, or another run took it over; nothing to do",
    ),
    "import_retried": (
        "Retomada pelo sistema à noite: tentativa {attempt} de {limit}",
        "Taken up again by the system at night: attempt {attempt} of {limit}",
    ),
}
