"""What the pages about schedules say."""

NOTICES: frozenset[str] = frozenset(
    {
        "ui_schedule_created",
        "ui_schedule_created_unseen",
        "ui_schedule_changed",
        "ui_schedule_changed_unseen",
        "ui_schedule_started",
        "ui_schedule_paused",
        "ui_schedule_resumed",
        "ui_schedule_deleted",
        "ui_schedule_replayed",
        "ui_schedule_again",
        "ui_schedule_again_later",
    }
)
# About a source that could not be asked.
WARNINGS: frozenset[str] = frozenset({"ui_schedule_created_unseen", "ui_schedule_changed_unseen"})
REFUSALS: frozenset[str] = frozenset(
    {"occurrence_under_way", "occurrence_not_found", "object_under_way", "object_not_found"}
)
# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "ui_schedules_title": ("Agendamentos", "Schedules"),
    "ui_schedules_about": (
        "Um agendamento importa sozinho, nos horários marcados, o que é novo numa pasta ou num "
        "bucket S3, ou de novo o arquivo de uma importação.",
        "A schedule imports by itself, at set times, what is new in a folder, in an S3 bucket, or "
        "the file of an earlier import again.",
    ),
    "ui_schedules_new": ("Novo agendamento", "New schedule"),
    "ui_schedules_none": ("Nenhum agendamento ainda.", "No schedule yet."),
    "ui_schedules_actions": ("Ações", "Actions"),
    "ui_schedules_back": ("Todos os agendamentos", "All schedules"),
    "ui_schedule_name": ("Nome", "Name"),
    "ui_schedule_when": ("Quando", "When"),
    "ui_schedule_next": ("Próximo horário", "Next time"),
    "ui_schedule_next_times": ("Próximos horários", "Next times"),
    "ui_schedule_next_if_resumed": (
        "Está pausado: estes seriam os horários se fosse retomado agora.",
        "It is paused: these would be the times if it were resumed now.",
    ),
    "ui_schedule_times_in": (
        "No seu fuso, {zone}. O agendamento segue {own}.",
        "In your time zone, {zone}. The schedule follows {own}.",
    ),
    "ui_schedule_last": ("Último horário", "Last time"),
    "ui_schedule_enabled": ("Ativo", "Active"),
    "ui_schedule_disabled": ("Pausado", "Paused"),
    "ui_schedule_state": ("Situação", "State"),
    "ui_schedule_run": ("Executar agora", "Run now"),
    "ui_schedule_run_paused": (
        "O agendamento está pausado. Executá-lo agora mesmo assim?",
        "The schedule is paused. Run it now all the same?",
    ),
    "ui_schedule_pause": ("Pausar", "Pause"),
    "ui_schedule_resume": ("Retomar", "Resume"),
    "ui_schedule_edit": ("Editar", "Edit"),
    "ui_schedule_delete": ("Excluir", "Delete"),
    "ui_schedule_delete_question": (
        "Excluir este agendamento, com os seus horários e a lista de arquivos? As importações que "
        "ele fez ficam.",
        "Delete this schedule with its times and its list of files? The imports that it made stay.",
    ),
    "ui_schedule_imports": ("Importações deste agendamento", "Imports of this schedule"),
    "ui_schedule_created": ("Agendamento criado.", "The schedule was created."),
    "ui_schedule_changed": (
        "Agendamento mudado: vale a partir de agora.",
        "The schedule was changed, from now on.",
    ),
    "ui_schedule_created_unseen": (
        "Agendamento criado. A origem não respondeu agora, e não se sabe se existe: será lida no "
        "próximo horário.",
        "The schedule was created. Its source did not answer now, so whether it exists is not "
        "known: it will be read at the next time.",
    ),
    "ui_schedule_changed_unseen": (
        "Agendamento mudado: vale a partir de agora. A origem não respondeu, e não se sabe se "
        "existe: será lida no próximo horário.",
        "The schedule was changed, from now on. Its source did not answer, so whether it exists is "
        "not known: it will be read at the next time.",
    ),
    "ui_schedule_started": (
        "Vai começar em até um minuto, ou quando terminar a execução anterior.",
        "It starts within a minute, or when the one that is running is over.",
    ),
    "ui_schedule_paused": ("Agendamento pausado.", "The schedule is paused."),
    "ui_schedule_resumed": ("Agendamento retomado.", "The schedule is active again."),
    "ui_schedule_deleted": ("Agendamento excluído.", "The schedule was deleted."),
    "ui_schedule_replayed": (
        "O horário será repetido em até um minuto.",
        "The time will be replayed within a minute.",
    ),
    "ui_schedule_again": (
        "O arquivo será importado de novo em até um minuto.",
        "The file will be imported again within a minute.",
    ),
    "ui_schedule_as_it_is": ("Ver como está agora", "See what it is now"),
    "ui_schedule_differs": (
        "O formulário abaixo tem o que você escreveu; se salvar de novo, é o que fica. Difere do "
        "que está em vigor em",
        "The form below has what you wrote; if you save it again, that is what stays. It differs "
        "from what holds now in",
    ),
    "ui_schedule_again_later": (
        "O arquivo será importado de novo com o próximo horário que começar: o agendamento está "
        "pausado, e só um horário repetido ou 'Executar agora' começa antes de ser retomado.",
        "The file will be imported again with the next occurrence that starts: the schedule is "
        "paused, and before it is resumed only a replay or 'Run now' starts one.",
    ),
    "ui_schedule_source": ("Origem", "Source"),
    "ui_schedule_origin_location": (
        "Arquivos de uma pasta ou de um bucket",
        "Files of a folder or a bucket",
    ),
    "ui_schedule_origin_import": (
        "O arquivo de uma importação anterior",
        "The file of an earlier import",
    ),
    "ui_schedule_location": ("Pasta ou bucket", "Folder or bucket"),
    "ui_schedule_location_hint": (
        "s3://bucket/pasta, ou o caminho completo de uma pasta do servidor",
        "s3://bucket/folder, or the full path of a folder of the server",
    ),
    "ui_schedule_roots": (
        "Pastas liberadas neste servidor: {roots}",
        "Folders that this server may read: {roots}",
    ),
    "ui_schedule_no_roots": (
        "Neste servidor nenhuma pasta está liberada; só servem buckets (s3://). Quem cuida do "
        "sistema pode liberar pastas",
        "This server may read no folder, only buckets (s3://). The person who runs the system "
        "can allow folders",
    ),
    "ui_schedule_glob": ("Nomes dos arquivos", "Names of the files"),
    "ui_schedule_glob_hint": (
        "*.xlsx, por exemplo; **/*.xlsx inclui as subpastas",
        "*.xlsx, for example; **/*.xlsx includes the folders below",
    ),
    "ui_schedule_pick": ("Importar", "Import"),
    "ui_schedule_pick_new": ("Todos os arquivos novos", "Every new file"),
    "ui_schedule_pick_newest": ("Só o arquivo mais novo", "The newest file only"),
    "ui_schedule_import_id": ("Importação", "Import"),
    "ui_schedule_import_id_hint": (
        "O endereço da página da importação, ou o seu identificador",
        "The address of the import's page, or its id",
    ),
    "ui_schedule_policy": (
        "Placas que já estão cadastradas",
        "Plates that are registered already",
    ),
    "ui_schedule_missed": (
        "Horários perdidos (sistema parado ou agendamento pausado)",
        "Missed times (system down, or schedule paused)",
    ),
    "ui_schedule_missed_none": ("Não recuperar", "Do not catch up"),
    "ui_schedule_missed_latest": ("Recuperar só o último", "Catch up the latest only"),
    "ui_schedule_missed_all": ("Recuperar todos", "Catch up all of them"),
    "ui_schedule_guard": ("Proteção", "Guard"),
    "ui_schedule_guard_hint": (
        "Uma importação que passa de um destes limites fica retida, sem mudar nada, até que alguém "
        "a aprove ou descarte. Vazio: sem limite",
        "An import beyond one of these limits is held, and changes nothing, until someone approves "
        "or discards it. Empty: no limit",
    ),
    "ui_limit_max_rejected_share": ("Linhas rejeitadas, no máximo (%)", "Rejected rows, most (%)"),
    "ui_limit_max_changed_share": (
        "Veículos cadastrados que mudariam, no máximo (%)",
        "Registered vehicles that would change, most (%)",
    ),
    "ui_limit_max_price_change": (
        "Mudança de preço de um veículo, no máximo (%)",
        "Price change of one vehicle, most (%)",
    ),
    "ui_limit_max_median_price_change": (
        "Mediana das mudanças de preço, no máximo (%)",
        "Median price change, most (%)",
    ),
    "ui_limit_max_shrink": (
        "Linhas a menos que na vez anterior, no máximo (%)",
        "Fewer rows than the last time, most (%)",
    ),
    "ui_schedule_no_guard": ("Sem limites", "No limits"),
    "ui_schedule_webhook": ("Avisa (webhook)", "Tells (webhook)"),
    "ui_schedule_overrides": ("Leitura dos arquivos", "How files are read"),
    "ui_schedule_overrides_hint": (
        "O que fica vazio é descoberto em cada arquivo. Coluna: o texto do cabeçalho, ou @3 para a "
        "terceira",
        "What is left empty is found out from each file. Column: the text of its header, or @3 for "
        "the third",
    ),
    "ui_schedule_column": ("Coluna de {field}, no cabeçalho", "Column of {field}, as headed"),
    "ui_schedule_kind": ("Repetir", "Repeat"),
    "ui_schedule_kind_daily": ("Todo dia", "Every day"),
    "ui_schedule_kind_weekdays": ("Em dias da semana", "On days of the week"),
    "ui_schedule_kind_monthly": ("Num dia do mês", "On a day of the month"),
    "ui_schedule_kind_last_day": ("No último dia do mês", "On the last day of the month"),
    "ui_schedule_kind_hourly": ("A cada tantas horas", "Every so many hours"),
    "ui_schedule_kind_expression": ("Expressão cron", "Cron expression"),
    "ui_schedule_time": ("Horário", "Time"),
    "ui_schedule_weekdays": ("Dias da semana", "Days of the week"),
    "ui_schedule_day": ("Dia do mês", "Day of the month"),
    "ui_schedule_day_hint": (
        "De 1 a 31. Em meses sem este dia nada acontece: para o último dia de cada mês, há a "
        "escolha acima",
        "From 1 to 31. In months without this day nothing happens: for the last day of each month "
        "there is the choice above",
    ),
    "ui_schedule_every": ("De quantas em quantas horas", "Hours between two times"),
    "ui_schedule_minute": ("Minuto", "Minute"),
    "ui_schedule_cron": ("Expressão cron", "Cron expression"),
    "ui_schedule_cron_hint": (
        "Minuto, hora, dia, mês e dia da semana: 0 6 1 * *",
        "Minute, hour, day, month and day of the week: 0 6 1 * *",
    ),
    "ui_schedule_timezone": ("Fuso horário", "Time zone"),
    "ui_schedule_preview": ("Ver os próximos horários", "Show the next times"),
    "ui_schedule_save": ("Salvar", "Save"),
    "ui_schedule_create": ("Criar agendamento", "Create the schedule"),
    "ui_schedule_edit_title": ("Editar agendamento", "Edit the schedule"),
    "ui_schedule_faults": (
        "Nada foi salvo: corrija os campos marcados",
        "Nothing was saved: correct the marked fields",
    ),
    "ui_schedule_bad_time": ("Use hora e minuto, como 06:30", "Use hour and minute, such as 06:30"),
    "ui_schedule_bad_minute": ("Use um minuto de 0 a 59", "Use a minute from 0 to 59"),
    "ui_schedule_bad_day": ("Use um dia de 1 a 31", "Use a day from 1 to 31"),
    "ui_schedule_bad_weekdays": (
        "Escolha pelo menos um dia da semana",
        "Choose at least one day of the week",
    ),
    "ui_schedule_bad_percent": (
        "Use um número de 0 a {most}, como 10 para 10 %",
        "Use a number from 0 to {most}, such as 10 for 10%",
    ),
    "ui_weekday_0": ("domingo", "Sunday"),
    "ui_weekday_1": ("segunda", "Monday"),
    "ui_weekday_2": ("terça", "Tuesday"),
    "ui_weekday_3": ("quarta", "Wednesday"),
    "ui_weekday_4": ("quinta", "Thursday"),
    "ui_weekday_5": ("sexta", "Friday"),
    "ui_weekday_6": ("sábado", "Saturday"),
    "ui_when_daily": ("Todo dia às {time}", "Every day at {time}"),
    "ui_when_weekdays": ("Toda semana, {days}, às {time}", "Every week, {days}, at {time}"),
    "ui_when_workdays": ("De segunda a sexta às {time}", "Monday to Friday at {time}"),
    "ui_when_monthly": ("Todo dia {day} do mês às {time}", "On day {day} of each month at {time}"),
    "ui_when_last_day": (
        "No último dia de cada mês às {time}",
        "On the last day of each month at {time}",
    ),
    "ui_when_hourly": (
        "A cada {every} horas, desde a meia-noite, no minuto {minute}",
        "Every {every} hours from midnight on, at minute {minute}",
    ),
    "ui_when_every_hour": ("A cada hora, no minuto {minute}", "Every hour, at minute {minute}"),
    "ui_when_expression": ("Expressão cron: {cron}", "Cron expression: {cron}"),
    "ui_occurrences": ("Horários", "Times"),
    "ui_occurrences_none": ("Nenhum horário ainda.", "No time yet."),
    "ui_occurrence_due": ("Marcado para", "Due at"),
    "ui_occurrence_why": ("O que houve", "What happened"),
    "ui_occurrence_imports": ("Importações", "Imports"),
    "ui_occurrence_import": ("importação {number}", "import {number}"),
    "ui_occurrence_replay": ("Repetir", "Replay"),
    "ui_occurrence_state_due": ("Vai começar", "About to start"),
    "ui_occurrence_state_running": ("Em andamento", "Running"),
    "ui_occurrence_state_done": ("Feito", "Done"),
    "ui_occurrence_state_nothing_new": ("Nada de novo", "Nothing new"),
    "ui_occurrence_state_skipped": ("Pulado", "Skipped"),
    "ui_occurrence_state_missed": ("Perdido", "Missed"),
    "ui_occurrence_state_failed": ("Falhou", "Failed"),
    "ui_objects": ("Arquivos da origem", "Files of the source"),
    "ui_objects_none": (
        "A origem ainda não mostrou nenhum arquivo.",
        "The source has not shown any file yet.",
    ),
    "ui_objects_no_match": ("Nenhum nesta situação.", "None in this state."),
    "ui_object_name": ("Arquivo", "File"),
    "ui_object_size": ("Tamanho", "Size"),
    "ui_object_modified": ("Modificado", "Modified"),
    "ui_object_import": ("Abrir a importação", "Open the import"),
    "ui_object_again": ("Importar de novo", "Import again"),
    "ui_object_state_growing": ("Sendo gravado", "Being written"),
    "ui_object_state_new": ("Na vez", "Waiting"),
    "ui_object_state_imported": ("Importado", "Imported"),
    "ui_object_state_same_content": ("Conteúdo já importado", "Content imported before"),
    "ui_object_state_refused": ("Recusado", "Refused"),
    "ui_object_state_failed": ("Falhou", "Failed"),
}
