"""Sentences of the readiness report, part by part."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "part_working": ("Funcionando", "Working"),
    "no_answer": ("Sem resposta em {seconds} s", "No answer within {seconds} s"),
    "background_tasks_down": (
        "Tarefas da API paradas por um erro, que está no registro do servidor: {names}; "
        "serão reiniciadas em instantes",
        "Tasks of the API stopped by an error, which the server's log has: {names}; "
        "they will be started again in a moment",
    ),
    "dagster_unavailable": (
        "A interface do Dagster não responde",
        "The Dagster UI does not answer",
    ),
    "code_location_not_loaded": (
        "O código '{name}' não foi carregado pelo Dagster",
        "Dagster has not loaded the code '{name}'",
    ),
    "daemons_not_running": (
        "Processos do Dagster parados: {names}",
        "Daemons of Dagster that do not run: {names}",
    ),
    "sensor_missing": ("O sensor '{name}' não existe", "There is no sensor '{name}'"),
    "sensor_stopped": ("O sensor '{name}' está desligado", "The sensor '{name}' is switched off"),
    "sensor_failing": (
        "A última avaliação do sensor '{name}' terminou com erro",
        "The last evaluation of the sensor '{name}' ended with an error",
    ),
    "sensor_silent": (
        "O sensor '{name}' não é avaliado há mais de {seconds} s",
        "The sensor '{name}' was not evaluated for more than {seconds} s",
    ),
}
