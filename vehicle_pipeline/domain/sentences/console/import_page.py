"""The page of one import."""

NOTICES: frozenset[str] = frozenset(
    {
        "ui_import_cancelled",
        "ui_import_resumed",
        "ui_import_again_begun",
        "ui_import_approved",
        "ui_import_discarded",
        "ui_undo_begun",
        "ui_undo_try_begun",
        "ui_undo_done_before",
    }
)
WARNINGS: frozenset[str] = frozenset({"ui_undo_done_before"})
# Why a button did nothing.
REFUSALS: frozenset[str] = frozenset(
    {
        "decision_without_name",
        "import_is_over",
        "import_under_way",
        "not_held",
        "undo_of_dry_run",
        "undo_of_nothing",
        "undo_of_undo",
        "upload_missing",
        "waits_for_decision",
    }
)
# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "ui_import_cancelled": ("Importação cancelada", "Import cancelled"),
    "ui_import_resumed": (
        "A importação continua de onde parou",
        "The import goes on where it stopped",
    ),
    "ui_import_again_begun": (
        "Esta é a nova importação do mesmo arquivo",
        "This is the new import of the same file",
    ),
    "ui_import_approved": ("Aprovada: a importação continua", "Approved: the import goes on"),
    "ui_import_discarded": ("Descartada: nada foi gravado", "Discarded: nothing was written"),
    "ui_undo_begun": ("A importação está sendo desfeita", "The import is being undone"),
    "ui_undo_try_begun": (
        "Primeiro uma simulação: nada é desfeito antes de você confirmar",
        "A dry run first: nothing is undone before you confirm",
    ),
    "ui_undo_done_before": (
        "A importação já foi desfeita; esta página diz como",
        "The import is undone already; this page tells how",
    ),
    "ui_import_now": ("Situação", "Status"),
    "ui_import_progress": ("Andamento", "Progress"),
    "ui_import_progress_of": ("Andamento de {filename}", "Progress of {filename}"),
    "ui_import_opening": ("O arquivo está sendo lido", "The file is being read"),
    "ui_import_rows_done": (
        "{rows:linha|linhas} de {total} ({percent})",
        "{rows:row|rows} of {total} ({percent})",
    ),
    "ui_import_rate": ("{rate:linha|linhas} por segundo", "{rate:row|rows} per second"),
    "ui_import_left": ("Faltam cerca de {time}", "About {time} left"),
    "ui_import_left_unknown": (
        "O tempo restante aparece depois do primeiro bloco gravado",
        "The time left is shown once the first block is written",
    ),
    "ui_import_waiting": (
        "Na fila; começa assim que houver vez",
        "Queued; it begins when it is its turn",
    ),
    "ui_import_held": (
        "Retida antes de gravar qualquer coisa: alguém precisa decidir.",
        "Held before anything was written: somebody has to decide.",
    ),
    "ui_import_completed": (
        "De {rows:linha|linhas}, {entered:entrou|entraram} e {errors:não entrou|não entraram}",
        "Of {rows:row|rows}, {entered} entered and {errors} did not",
    ),
    "ui_import_completed_try": (
        "Simulação: nada foi gravado. De {rows:linha|linhas}, {entered:entraria|entrariam} e "
        "{errors:não entraria|não entrariam}",
        "Dry run: nothing was written. Of {rows:row|rows}, {entered} would enter and {errors} "
        "would not",
    ),
    "ui_import_completed_undo": (
        "Desfeita: {removed:veículo removido|veículos removidos}, "
        "{restored:voltou|voltaram} aos valores anteriores e {kept:ficou como está|ficaram como "
        "estão}",
        "Undone: {removed:vehicle|vehicles} removed, {restored} back to their earlier values, "
        "{kept} left as they are",
    ),
    "ui_import_completed_undo_try": (
        "Simulação: nada foi desfeito. {removed:veículo seria removido|veículos seriam removidos}, "
        "{restored:voltaria|voltariam} aos valores anteriores e {kept:ficaria como está|ficariam "
        "como estão}",
        "Dry run: nothing was undone. {removed:vehicle|vehicles} would be removed, {restored} go "
        "back to their earlier values, {kept} stay as they are",
    ),
    "ui_import_stopped": (
        "Parada; {entered:linha já gravada fica|linhas já gravadas ficam}",
        "Stopped; {entered:row that was written stays|rows that were written stay}",
    ),
    "ui_import_stopped_before": (
        "Parada antes de gravar qualquer coisa",
        "Stopped before anything was written",
    ),
    "ui_import_stopped_undo": (
        "Parada; {entered:veículo já desfeito fica|veículos já desfeitos ficam} assim",
        "Stopped; {entered:vehicle that was|vehicles that were} taken back stay so",
    ),
    "ui_import_undone": (
        "Desfeita; {entered:linha tinha entrado|linhas tinham entrado}",
        "Undone; {entered:row|rows} had entered",
    ),
    "ui_import_limits": ("Limites ultrapassados", "Limits exceeded"),
    "ui_import_of_parent": (
        "Traz linhas corrigidas de outra importação",
        "Brings corrected rows of another import",
    ),
    "ui_import_undoes": ("A importação que esta desfaz", "The import that this one undoes"),
    "ui_import_undone_by": ("O que desfez a importação", "What undid the import"),
    "ui_import_same_content": (
        "Outra importação já teve o mesmo conteúdo",
        "Another import had the same content before",
    ),
    "ui_import_child": ("Linhas corrigidas, envio {number}", "Corrected rows, upload {number}"),
    "ui_import_schedule": ("O agendamento que a fez", "The schedule that made it"),
    "ui_import_finished_at": ("Terminada em", "Finished at"),
    "ui_import_size": ("Tamanho", "Size"),
    "ui_import_decision_approved": ("Aprovada por", "Approved by"),
    "ui_import_decision_discarded": ("Descartada por", "Discarded by"),
    "ui_import_announce": ("{status}: {percent}", "{status}: {percent}"),
    "ui_import_actions": ("O que fazer", "What to do"),
    "ui_import_repair": ("Corrigir linhas aqui", "Correct rows here"),
    "ui_import_cancel": ("Cancelar", "Cancel"),
    "ui_import_cancel_question": (
        "Cancelar esta importação? O que já foi gravado fica.",
        "Cancel this import? What is written already stays.",
    ),
    "ui_import_resume": ("Continuar de onde parou", "Go on where it stopped"),
    "ui_import_send_file": ("Enviar o arquivo corrigido", "Upload the corrected file"),
    "ui_import_send_file_hint": (
        "Ao enviar, a prévia deixa escolher as colunas, a linha do cabeçalho e como ler o arquivo.",
        "When you upload it, the preview lets you choose the columns, the header row and how to "
        "read the file.",
    ),
    "ui_import_edit_schedule": (
        "Mudar como o agendamento lê",
        "Change how the schedule reads",
    ),
    "ui_import_again": ("Importar de novo", "Import again"),
    "ui_import_again_question": (
        "Importar o mesmo arquivo mais uma vez?",
        "Import the same file once more?",
    ),
    "ui_import_undo": ("Desfazer…", "Undo…"),
    "ui_import_errors_xlsx": ("Erros em Excel", "Errors for Excel"),
    "ui_import_errors_csv": ("Erros em CSV", "Errors as CSV"),
    "ui_import_errors_repaired": (
        "Os arquivos de erros trazem todas as linhas com erro, também "
        "{rows:linha já corrigida e enviada|linhas já corrigidas e enviadas}.",
        "The error files hold all rows with errors, also "
        "{rows:row that was corrected and sent|rows that were corrected and sent}.",
    ),
    "ui_import_original": ("Arquivo original", "Original file"),
    "ui_import_run": ("Execução no Dagster", "Run in Dagster"),
    "ui_undo_confirm_title": ("Desfazer de verdade?", "Undo it for real?"),
    "ui_undo_confirm": (
        "Acima está o que aconteceria. O que outra importação mudou depois fica como está.",
        "Above is what would happen. What another import changed later stays as it is.",
    ),
    "ui_undo_repairs_left": (
        "As linhas que foram corrigidas e enviadas são importações próprias, e ficam na frota. "
        "Para que saiam, desfaça cada uma:",
        "The rows that were corrected and sent are imports of their own, and stay in the fleet. To "
        "take them out, undo each:",
    ),
    "ui_undo_done_meanwhile": (
        "Esta simulação já não vale: a importação foi desfeita, ou está sendo desfeita.",
        "This dry run holds no more: the import has been undone, or is being undone.",
    ),
    "ui_undo_do": ("Desfazer a importação", "Undo the import"),
    "ui_decide_title": ("Decidir", "Decide"),
    "ui_decide_by": ("Seu nome (fica no registro)", "Your name (kept in the log)"),
    "ui_decide_approve": ("Aprovar e gravar", "Approve and write"),
    "ui_decide_discard": ("Descartar", "Discard"),
    "ui_counts_import": ("O que houve com as linhas", "What became of the rows"),
    "ui_counts_import_try": ("O que seria das linhas", "What would become of the rows"),
    "ui_counts_undo": ("O que houve com os veículos", "What became of the vehicles"),
    "ui_counts_undo_try": ("O que seria dos veículos", "What would become of the vehicles"),
    "ui_counts_judged": ("O que a conferência encontrou", "What the check has found"),
    "ui_count_what": ("Resultado", "Outcome"),
    "ui_count_rows": ("Quantidade", "Count"),
    "ui_count_share": ("Parte", "Share"),
    "ui_count_import_inserted": ("Novas", "New"),
    "ui_count_import_updated": ("Atualizadas", "Updated"),
    "ui_count_import_unchanged": ("Já iguais ao cadastro", "Already as registered"),
    "ui_count_import_duplicate": ("Repetidas", "Repeated"),
    "ui_count_import_rejected": ("Com erro", "With errors"),
    "ui_count_import_inserted_try": ("Seriam novas", "Would be new"),
    "ui_count_import_updated_try": ("Seriam atualizadas", "Would be updated"),
    "ui_count_import_unchanged_try": ("Já iguais ao cadastro", "Already as registered"),
    "ui_count_import_duplicate_try": ("Seriam repetidas", "Would be repeated"),
    "ui_count_import_rejected_try": ("Com erro", "With errors"),
    "ui_count_undo_restored": ("Com os valores anteriores", "Back to earlier values"),
    "ui_count_undo_removed": ("Removidos", "Removed"),
    "ui_count_undo_rejected": ("Mantidos", "Kept"),
    "ui_count_undo_restored_try": (
        "Voltariam aos valores anteriores",
        "Would go back to earlier values",
    ),
    "ui_count_undo_removed_try": ("Seriam removidos", "Would be removed"),
    "ui_count_undo_rejected_try": ("Ficariam como estão", "Would stay as they are"),
    "ui_count_judged_others": ("Sem erro", "Without errors"),
    "ui_count_judged_changed": (
        "Mudariam um veículo cadastrado",
        "Would change a registered vehicle",
    ),
    "ui_count_judged_rejected": ("Com erro", "With errors"),
    "ui_dry_run_policies": (
        "O que cada opção para veículos já cadastrados faria",
        "What each option for registered vehicles would do",
    ),
    "ui_effects": ("O que mudou na frota", "What changed in the fleet"),
    "ui_effects_before_undo": (
        "O que tinha mudado na frota antes de ser desfeita",
        "What had changed in the fleet before it was undone",
    ),
    "ui_effects_sum": (
        "{inserted:veículo novo|veículos novos} e {updated:atualizado|atualizados}",
        "{inserted:new vehicle|new vehicles} and {updated} updated",
    ),
    "ui_effects_list": (
        "Veículos com os valores desta importação",
        "Vehicles that have the values of this import",
    ),
    "ui_effects_part": (
        "Os números abaixo são dos primeiros {vehicles} veículos atualizados",
        "The figures below are of the first {vehicles} updated vehicles",
    ),
    "ui_effects_unknown": (
        "Os valores anteriores destes veículos não são mais guardados",
        "The earlier values of these vehicles are not kept any more",
    ),
    "ui_effects_fields": ("Veículos atualizados, por campo", "Updated vehicles, by field"),
    "ui_effects_field": ("Campo", "Field"),
    "ui_effects_vehicles": ("Veículos", "Vehicles"),
    "ui_effects_prices": ("As maiores mudanças de preço", "The largest price changes"),
    "ui_effects_before": ("Antes", "Before"),
    "ui_effects_after": ("Depois", "After"),
    "ui_effects_difference": ("Diferença", "Difference"),
    "ui_log": ("Registro", "Log"),
    "ui_log_none": ("Ainda não há nada no registro", "There is nothing in the log yet"),
    "ui_log_warning": ("Atenção", "Warning"),
    "ui_log_error": ("Erro", "Error"),
}
