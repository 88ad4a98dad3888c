"""Sentences about undoing an import."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "undo_opened": (
        "Desfazendo a importação de {filename}, que gravou {vehicles:veículo|veículos}",
        "Undoing the import of {filename}, which wrote {vehicles:vehicle|vehicles}",
    ),
    "undo_tried": (
        "Simulação: nada será desfeito. A importação de {filename} gravou "
        "{vehicles:veículo|veículos}",
        "Dry run: nothing will be undone. The import of {filename} wrote "
        "{vehicles:vehicle|vehicles}",
    ),
    "undo_listed_later": (
        "{imports:importação posterior listou|importações posteriores listaram} veículos já "
        "cadastrados sem mudá-los, em {rows:linha|linhas}. Quais foram não fica registrado; se "
        "algum é desta importação, é desfeito também, e volta se aquele arquivo for importado de "
        "novo",
        "{imports:later import|later imports} also listed registered vehicles without changing "
        "them, in {rows:row|rows}. Which ones is not recorded; any of this import is undone as "
        "well, and comes back when that file is imported again",
    ),
    "undo_completed": (
        "Importação desfeita: de {total:veículo|veículos}, {removed:removido|removidos}, "
        "{restored:voltou|voltaram} aos valores anteriores e {rejected:ficou como está|ficaram "
        "como estão}",
        "Import undone: of {total:vehicle|vehicles}, {removed} removed, {restored} restored to "
        "their earlier values, {rejected} left as they are",
    ),
    "undo_dry_run_completed": (
        "Simulação concluída: nada foi desfeito. De {total:veículo|veículos}, "
        "{removed:seria removido|seriam removidos}, {restored:voltaria|voltariam} aos valores "
        "anteriores e {rejected:ficaria como está|ficariam como estão}",
        "Dry run completed: nothing was undone. Of {total:vehicle|vehicles}, {removed} would be "
        "removed, {restored} restored to their earlier values, {rejected} left as they are",
    ),
    "changed_later": (
        "Placa '{value}' mantida: outra importação ({import_id}) gravou o veículo depois desta",
        "Plate '{value}' kept: another import ({import_id}) wrote the vehicle after this one",
    ),
    "history_removed": (
        "Placa '{value}' mantida: os valores anteriores não são mais guardados",
        "Plate '{value}' kept: its earlier values are not kept any more",
    ),
    "about_changed_later": (
        "Outra importação gravou o veículo depois; desfaça primeiro aquela, se for o caso",
        "Another import wrote the vehicle later; undo that one first, if need be",
    ),
    "about_history_removed": (
        "Os valores anteriores do veículo já passaram do prazo de guarda",
        "The vehicle's earlier values were too old to be kept",
    ),
    "undo_of_dry_run": (
        "Esta importação foi só uma simulação; não há o que desfazer",
        "This import was only a dry run; there is nothing to undo",
    ),
    "undo_of_nothing": (
        "Nada desta importação foi gravado; não há o que desfazer",
        "Nothing of this import was written; there is nothing to undo",
    ),
    "undo_of_undo": (
        "Isto já é o desfazer de uma importação; para ter os veículos de volta, importe o arquivo "
        "de novo",
        "This is the undo of an import; to have the vehicles again import the file again",
    ),
    "run_of_other_job": (
        "A importação {job_id} desfaz outra, ou não desfaz nenhuma; ela começa por si, com o job "
        "certo",
        "The import {job_id} undoes another one, or none; it starts by itself, with the right job",
    ),
}
