"""Sentences in the Dagster UI about runs and ticks that have nothing to do."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "idle_without_database": (
        "Aqui não há banco de dados. Inicie o sistema (make run) e recarregue as definições, ou "
        "defina DATABASE_URL e QUEUE=aws",
        "There is no database here. Start the system (make run) and reload the definitions, or "
        "set DATABASE_URL and QUEUE=aws",
    ),
    "idle_without_queue": (
        "Aqui não há fila: sem QUEUE=aws, nenhuma credencial da AWS é usada",
        "There is no queue here: without QUEUE=aws, no AWS credentials are used",
    ),
    "idle_beside_stack": (
        "O sistema que está no ar nesta pasta de dados já cuida disto",
        "The system that is running on this data dir takes care of this",
    ),
    "run_without_import": (
        "Nenhuma importação foi indicada (job_id); nada a fazer. Cada envio inicia a sua: POST "
        "{api_url}/api/v1/imports",
        "No import was named (job_id); nothing to do. Each upload starts its own: POST "
        "{api_url}/api/v1/imports",
    ),
    "run_of_ended_import": (
        "A importação {job_id} já terminou ({status}); nada a fazer. Para continuar ou repetir: "
        "POST {api_url}/api/v1/imports/{job_id}/reimport",
        "The import {job_id} has ended ({status}); nothing to do. To continue or repeat it: "
        "POST {api_url}/api/v1/imports/{job_id}/reimport",
    ),
    "run_of_unknown_import": (
        "Não há importação {job_id}. Cada envio inicia a sua: POST {api_url}/api/v1/imports",
        "There is no import {job_id}. Each upload starts its own: POST {api_url}/api/v1/imports",
    ),
}
