"""What stands on every page, and on pages of errors."""

NOTICES: frozenset[str] = frozenset()
# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "ui_product": ("Importação de veículos", "Vehicle import"),
    "ui_skip": ("Ir para o conteúdo", "Skip to the content"),
    "ui_nav": ("Páginas", "Pages"),
    "ui_nav_send": ("Enviar", "Upload"),
    "ui_nav_imports": ("Importações", "Imports"),
    "ui_nav_vehicles": ("Veículos", "Vehicles"),
    "ui_nav_schedules": ("Agendamentos", "Schedules"),
    "ui_nav_dashboard": ("Painel", "Dashboard"),
    "ui_language": ("Idioma", "Language"),
    "ui_theme": ("Aparência", "Appearance"),
    "ui_theme_auto": ("Como o sistema", "Like the system"),
    "ui_theme_light": ("Clara", "Light"),
    "ui_theme_dark": ("Escura", "Dark"),
    "ui_apply": ("Aplicar", "Apply"),
    "ui_times_in": ("Horários no fuso {zone}.", "Times are in the time zone {zone}."),
    "ui_preferences": ("Preferências", "Preferences"),
    "ui_close": ("Fechar", "Close"),
    "ui_live_live": ("Ao vivo", "Live"),
    "ui_live_reconnecting": ("Reconectando…", "Reconnecting…"),
    "ui_live_polling": ("Atualizando a cada 5 s", "Refreshing every 5 s"),
    "ui_live_offline": ("Sem conexão com o servidor", "No connection to the server"),
    "ui_unsent": (
        "O servidor não responde: nada foi enviado. O que você preencheu continua aqui; tente de "
        "novo quando a conexão voltar.",
        "The server does not answer: nothing was sent. What you filled in is still here; try again "
        "when the connection is back.",
    ),
    "ui_error_title": ("Não deu certo", "That did not work"),
    "ui_error_missing_title": ("Página não encontrada", "Page not found"),
    "ui_foreign_form": (
        "O pedido não veio de uma página desta aplicação, e nada foi feito. Abra a página aqui e "
        "faça o pedido nela",
        "The request does not come from a page of this application, and nothing was done. Open "
        "the page here and ask for it there",
    ),
    "ui_error_back": ("Voltar para o início", "Back to the start"),
    "ui_error_code": ("Código: {code}", "Code: {code}"),
    "ui_error_retry": (
        "O endereço desta página continua valendo: recarregue-a daqui a pouco",
        "The address of this page stays valid: reload it in a moment",
    ),
    "ui_previous": ("Anterior", "Previous"),
    "ui_next": ("Próxima", "Next"),
    "ui_pages": ("Paginação", "Paging"),
    "ui_list_lost": (
        "O endereço não diz onde esta página da lista começa; eis a primeira.",
        "The address does not say where this page of the list begins; here is the first one.",
    ),
    "ui_bad_choice": (
        "Isto não está entre as opções; escolha uma da lista",
        "This is none of the options; choose one of the list",
    ),
    "ui_too_long": (
        "Isto é longo demais; escreva até {limit:caractere|caracteres}",
        "This is too long; write up to {limit:character|characters}",
    ),
    "ui_first_page": ("Primeira página", "First page"),
    "ui_figures": ("Ver os números", "Show the figures"),
    "ui_filter": ("Filtrar", "Filter"),
    "ui_clear_filters": ("Limpar filtros", "Clear filters"),
    "ui_confirm": ("Confirmar", "Confirm"),
    "ui_keep": ("Voltar", "Go back"),
    "ui_any": ("Todos", "All"),
    "ui_status_pending": ("Na fila", "Queued"),
    "ui_status_processing": ("Em andamento", "Running"),
    "ui_status_completed": ("Concluída", "Completed"),
    "ui_status_failed": ("Falhou", "Failed"),
    "ui_status_held": ("Retida", "Held"),
    "ui_status_cancelled": ("Cancelada", "Cancelled"),
    "ui_status_undone": ("Desfeita", "Undone"),
    "ui_policy_skip": ("Manter o cadastrado", "Keep what is registered"),
    "ui_policy_update": ("Atualizar o cadastrado", "Update what is registered"),
    "ui_field_modelo": ("Modelo", "Model"),
    "ui_field_placa": ("Placa", "Plate"),
    "ui_field_ano": ("Ano", "Year"),
    "ui_field_valor_fipe": ("Valor FIPE", "FIPE price"),
}
