"""Sentences about schedules: what is wrong with one, and what became of its due times."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "bad_cron": (
        "'{cron}' não é uma expressão cron: são cinco campos (minuto, hora, dia, mês, dia da "
        "semana), como '0 6 1 * *' para as 6 h do dia 1º de cada mês",
        "'{cron}' is no cron expression: there are five fields (minute, hour, day, month, day of "
        "the week), such as '0 6 1 * *' for 6 o'clock on the first of each month",
    ),
    "bad_cron_minute": (
        "O minuto da expressão cron '{cron}' não é válido: use 0 a 59, '*', listas (0,30), "
        "intervalos (0-10) ou passos (*/15)",
        "The minute of the cron expression '{cron}' is not valid: use 0 to 59, '*', lists (0,30), "
        "ranges (0-10) or steps (*/15)",
    ),
    "bad_cron_hour": (
        "A hora da expressão cron '{cron}' não é válida: use 0 a 23, '*', listas (6,18), "
        "intervalos (8-17) ou passos (*/6)",
        "The hour of the cron expression '{cron}' is not valid: use 0 to 23, '*', lists (6,18), "
        "ranges (8-17) or steps (*/6)",
    ),
    "bad_cron_day": (
        "O dia da expressão cron '{cron}' não é válido: use 1 a 31, L (o último), '*', listas, "
        "intervalos ou passos",
        "The day of the cron expression '{cron}' is not valid: use 1 to 31, L (the last), '*', "
        "lists, ranges or steps",
    ),
    "bad_cron_month": (
        "O mês da expressão cron '{cron}' não é válido: use 1 a 12 ou JAN a DEC (em inglês), '*', "
        "listas, intervalos ou passos",
        "The month of the cron expression '{cron}' is not valid: use 1 to 12 or JAN to DEC, '*', "
        "lists, ranges or steps",
    ),
    "bad_cron_weekday": (
        "O dia da semana da expressão cron '{cron}' não é válido: use 0 (domingo) a 6 (sábado) ou "
        "SUN a SAT (em inglês), '*', listas ou intervalos",
        "The day of the week of the cron expression '{cron}' is not valid: use 0 (Sunday) to 6 "
        "(Saturday) or SUN to SAT, '*', lists or ranges",
    ),
    "bad_cron_step": (
        "O passo de '{term}', na expressão cron '{cron}', passa do fim do intervalo, e só o "
        "primeiro valor vale: use um passo menor, ou só esse valor",
        "The step of '{term}' in the cron expression '{cron}' goes beyond the end of its range, "
        "and only the first value counts: use a smaller step, or that value alone",
    ),
    "bad_cron_seconds": (
        "A expressão cron '{cron}' tem seis campos; tire o primeiro, que seria o dos segundos",
        "The cron expression '{cron}' has six fields; leave out the first, that of seconds",
    ),
    "bad_cron_name": (
        "'{cron}' não serve de expressão cron: escreva os cinco campos, como '0 0 * * *' em lugar "
        "de @daily",
        "'{cron}' does not serve as a cron expression: write the five fields, such as '0 0 * * *' "
        "for @daily",
    ),
    "too_often": (
        "A expressão cron '{cron}' repete mais de uma vez por minuto; o mais frequente é "
        "'* * * * *', a cada minuto",
        "The cron expression '{cron}' repeats more than once a minute; the most frequent one is "
        "'* * * * *', every minute",
    ),
    "never_due": (
        "A expressão cron '{cron}' nunca acontece: nenhum dos seus meses tem um dia assim",
        "The cron expression '{cron}' is never due: none of its months has such a day",
    ),
    "short_months_skipped": (
        "Nos meses sem o dia {day} nada acontece; para o último dia de cada mês, escolha-o, ou use "
        "L no lugar do dia na expressão cron",
        "In months without day {day} nothing happens; for the last day of each month choose it, or "
        "use L in place of the day in the cron expression",
    ),
    "short_months_day_skipped": (
        "Nos meses sem o dia {day} esse dia é pulado; o último dia de cada mês é L na expressão "
        "cron",
        "In months without day {day} that day is skipped; the last day of each month is L in the "
        "cron expression",
    ),
    "bad_timezone": (
        "O fuso horário '{timezone}' não existe: use um nome da IANA, como America/Sao_Paulo",
        "There is no time zone '{timezone}': use a name of IANA's, such as America/Sao_Paulo",
    ),
    "caught_up_after_outage": (
        "Recuperado com atraso: neste horário o sistema estava fora do ar",
        "Caught up late: at this time the system was down",
    ),
    "caught_up_after_pause": (
        "Recuperado com atraso: neste horário o agendamento estava pausado",
        "Caught up late: at this time the schedule was paused",
    ),
    "missed_in_outage": (
        "Perdido: neste horário o sistema estava fora do ar, e o agendamento não recupera horários",
        "Missed: at this time the system was down, and the schedule catches up no times",
    ),
    "missed_in_pause": (
        "Perdido: neste horário o agendamento estava pausado",
        "Missed: at this time the schedule was paused",
    ),
    "missed_before_latest": (
        "Perdido: o agendamento recupera só o último dos horários perdidos, e houve um mais novo",
        "Missed: the schedule catches up the latest missed time only, and there was a newer one",
    ),
    "missed_beyond_limit": (
        "Perdido: depois de uma parada são recuperados no máximo {limit:horário|horários}, os mais "
        "novos",
        "Missed: after a standstill at most {limit:time is|times are} caught up, the newest",
    ),
    "missed_unlisted": (
        "Perdidos, e muitos para uma lista: todos os horários desde {first} até este",
        "Missed, and too many for a list: all times from {first} up to this one",
    ),
    "schedules_turned_off": (
        "O agendamento 'scheduled_reimports' está desligado no Dagster: nenhum horário começa até "
        "que seja ligado",
        "The schedule 'scheduled_reimports' is turned off in Dagster: no time starts until it is "
        "turned on",
    ),
    "paused_by_owner": ("Pausado a pedido", "Paused on request"),
    "replayed": ("Repetido a pedido", "Replayed on request"),
    "last_still_running": (
        "Pulado: a execução anterior deste agendamento ainda não terminou",
        "Skipped: the last occurrence of this schedule is still running",
    ),
    "bad_name": (
        "O nome '{name}' não serve: use de 1 a 100 letras, números, espaços e sinais que se veem",
        "The name '{name}' does not serve: use 1 to 100 letters, digits, blanks and signs that can "
        "be seen",
    ),
    "bad_webhook": (
        "O webhook não pode ir a '{host}', um endereço desta máquina ou de uma rede privada: use "
        "um endereço público, ou peça a quem administra o sistema que permita essa rede em "
        "WEBHOOK_PRIVATE_TARGETS",
        "The webhook cannot go to '{host}', an address of this machine or of a private network: "
        "use a public address, or ask the administrator to allow that network in "
        "WEBHOOK_PRIVATE_TARGETS",
    ),
    "name_is_id": (
        "O nome '{name}' tem a forma de um identificador (UUID), e os comandos o tomariam por um; "
        "use palavras",
        "The name '{name}' looks like an identifier (UUID), and commands would take it for one; "
        "use words",
    ),
    "schedule_not_found": ("Agendamento não encontrado", "There is no such schedule"),
    "schedule_changed_meanwhile": (
        "Este agendamento foi mudado depois que você o abriu; nada foi gravado",
        "This schedule has been changed since you opened it; nothing was saved",
    ),
    "schedule_name_taken": (
        "Já há um agendamento com este nome, ou com um que só difere em maiúsculas ou na forma dos "
        "sinais; escolha outro",
        "There is a schedule of this name already, or of one that differs by capitals or the form "
        "of its signs only; choose another",
    ),
    "occurrence_not_found": (
        "Este agendamento não tem esse horário",
        "This schedule has no such occurrence",
    ),
    "occurrence_under_way": (
        "O agendamento está em execução, ou prestes a começar; espere que termine",
        "The schedule is running, or about to; wait for its end",
    ),
    "run_now": ("Executado a pedido", "Run on request"),
}
