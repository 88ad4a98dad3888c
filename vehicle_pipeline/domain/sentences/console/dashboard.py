"""What the dashboard says."""

NOTICES: frozenset[str] = frozenset(
    {
        "ui_letters_redriven",
        "ui_letters_some_orphaned",
        "ui_letter_redriven",
        "ui_letter_dismissed",
    }
)
WARNINGS: frozenset[str] = frozenset({"ui_letters_some_orphaned"})
REFUSALS: frozenset[str] = frozenset({"dead_letter_not_found", "dead_letter_orphaned"})
# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "ui_dashboard_title": ("Painel", "Dashboard"),
    "ui_dashboard_period": ("Importações dos últimos 30 dias", "Imports of the last 30 days"),
    "ui_dashboard_none": (
        "Nenhuma importação nos últimos 30 dias.",
        "No import in the last 30 days.",
    ),
    "ui_dashboard_imports": ("Importações por dia", "Imports per day"),
    "ui_dashboard_day": ("Dia", "Day"),
    "ui_dashboard_completed": ("Concluídas", "Completed"),
    "ui_dashboard_failed": ("Com falha", "Failed"),
    "ui_dashboard_others": (
        "Outras (em andamento, retidas, canceladas, desfeitas)",
        "Others (running, held, cancelled, undone)",
    ),
    "ui_dashboard_rows": (
        "{rows:linha lida|linhas lidas}, {rejected:rejeitada|rejeitadas}: {share}",
        "{rows:row|rows} read, {rejected} rejected: {share}",
    ),
    "ui_dashboard_rate": ("Linhas rejeitadas por dia", "Rejected rows per day"),
    "ui_dashboard_rejected_share": ("Rejeitadas", "Rejected"),
    "ui_dashboard_reasons": ("Por que linhas são rejeitadas", "Why rows are rejected"),
    "ui_dashboard_reason": ("Motivo", "Reason"),
    "ui_dashboard_faults": ("Vezes", "Times"),
    "ui_dashboard_no_reasons": ("Nenhuma linha rejeitada.", "No row was rejected."),
    "ui_dashboard_stages": ("Quanto demora uma importação", "How long an import takes"),
    "ui_dashboard_stages_of": (
        "De {imports:importação concluída|importações concluídas}",
        "Of {imports:completed import|completed imports}",
    ),
    "ui_dashboard_stage": ("Etapa", "Stage"),
    "ui_dashboard_duration": ("Duração", "Duration"),
    "ui_dashboard_waiting_median": ("Espera: metade, até", "Waiting: half of them, up to"),
    "ui_dashboard_waiting_most": ("Espera: 95 % delas, até", "Waiting: 95% of them, up to"),
    "ui_dashboard_processing_median": (
        "Processamento: metade, até",
        "Processing: half of them, up to",
    ),
    "ui_dashboard_processing_most": (
        "Processamento: 95 % delas, até",
        "Processing: 95% of them, up to",
    ),
    "ui_dashboard_no_stages": (
        "Nenhuma importação concluída para medir.",
        "No completed import to measure.",
    ),
    "ui_dashboard_fleet": ("Frota", "Fleet"),
    "ui_dashboard_fleet_of": ("Números calculados em", "Figures computed on"),
    "ui_dashboard_fleet_never": (
        "Ainda não calculado: os números da frota são atualizados alguns minutos depois de cada "
        "importação, e toda noite.",
        "Not computed yet: the figures of the fleet are refreshed some minutes after each import, "
        "and every night.",
    ),
    "ui_dashboard_years": ("Veículos por ano do modelo", "Vehicles by model year"),
    "ui_dashboard_prices": ("Veículos por faixa de valor FIPE", "Vehicles by FIPE price"),
    "ui_dashboard_vehicles": ("Veículos", "Vehicles"),
    "ui_dashboard_band": ("de {low} a menos de {high}", "{low} to less than {high}"),
    "ui_dashboard_band_last": ("{low} ou mais", "{low} or more"),
    "ui_dashboard_queue": ("Fila de importações", "Queue of imports"),
    "ui_dashboard_visible": ("Esperando", "Waiting"),
    "ui_dashboard_in_flight": ("Em andamento", "Being worked on"),
    "ui_dashboard_delayed": ("Adiadas", "Delayed"),
    "ui_dashboard_unsent": ("Ainda não entregues à fila", "Not handed to the queue yet"),
    "ui_dashboard_dead": ("Mensagens mortas", "Dead letters"),
    "ui_dashboard_letters": ("Mensagens mortas", "Dead letters"),
    "ui_dashboard_letters_about": (
        "Mensagens que falharam tantas vezes que a fila desistiu delas.",
        "Messages that failed so often that the queue gave them up.",
    ),
    "ui_dashboard_no_letters": ("Nenhuma. Tudo em ordem.", "None. All is well."),
    "ui_dashboard_more_letters": (
        "Aqui estão as {shown} mais novas, de {total}.",
        "These are the newest {shown} of {total}.",
    ),
    "ui_letter_collected": ("Recolhida em", "Collected on"),
    "ui_letter_about": ("Motivo", "Reason"),
    "ui_letter_import": ("Importação", "Import"),
    "ui_letter_body": ("Mensagem", "Message"),
    "ui_letter_actions": ("Ações", "Actions"),
    "ui_letter_redrive": ("Tentar de novo", "Try again"),
    "ui_letter_redrive_question": (
        "Tentar de novo o que falhou? Corrija antes a causa, ou falhará outra vez.",
        "Try again what has failed? Mend the cause first, or it will fail once more.",
    ),
    "ui_letter_redrive_all": ("Tentar todas de novo", "Try all of them again"),
    "ui_letter_dismiss": ("Descartar", "Discard"),
    "ui_letter_dismiss_question": (
        "Descartar esta mensagem de vez? A importação dela não será feita por ela.",
        "Discard this message for good? Its import will not be made by it.",
    ),
    "ui_letters_redriven": (
        "Todas as mensagens foram postas a caminho de novo.",
        "All messages are on their way again.",
    ),
    "ui_letters_some_orphaned": (
        "As mensagens cuja importação não existe mais ficaram; descarte-as.",
        "Messages whose import does not exist any more were left; discard them.",
    ),
    "ui_letter_redriven": (
        "A mensagem foi posta a caminho de novo.",
        "The message is on its way again.",
    ),
    "ui_letter_dismissed": ("Mensagem descartada.", "The message was discarded."),
    "ui_dashboard_alerts": ("Alertas", "Alerts"),
    "ui_dashboard_no_alerts": ("Nenhum alerta.", "No alert."),
    "ui_alert_what": ("O que houve", "What happened"),
    "ui_alert_when": ("Quando", "When"),
    "ui_alert_sent": ("Enviado", "Sent"),
    "ui_alert_unsent": ("Ainda não enviado", "Not sent yet"),
    "ui_alert_no_receiver": (
        "Nenhum destinatário configurado (ALERT_WEBHOOK_URL)",
        "No receiver is configured (ALERT_WEBHOOK_URL)",
    ),
    "ui_alert_now": ("agora:", "now:"),
    "ui_dashboard_health": ("Saúde do sistema", "Health of the system"),
    "ui_dashboard_check_health": ("Verificar agora", "Check now"),
    "ui_part_ok": ("Funciona", "Works"),
    "ui_part_bad": ("Com problema", "Has a problem"),
    "ui_part_database": ("Banco de dados", "Database"),
    "ui_part_queue": ("Fila", "Queue"),
    "ui_part_object_store": ("Arquivos enviados", "Uploaded files"),
    "ui_part_background": ("Tarefas de fundo", "Background tasks"),
    "ui_part_code_location": ("Código no Dagster", "Code in Dagster"),
    "ui_part_daemon": ("Serviço do Dagster", "Dagster daemon"),
    "ui_part_sensor": ("Início das importações", "Start of imports"),
    "ui_part_dagster_ui": ("Página do Dagster", "Dagster UI"),
    "ui_part_schedules": ("Agendamentos", "Schedules"),
    "ui_dashboard_away": ("Não foi possível ler esta parte", "This part could not be read"),
}
