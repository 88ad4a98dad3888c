"""Sentences about the guard: why an import is held, and what was decided."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "import_held": (
        "Importação retida antes de gravar qualquer coisa: {limits:limite foi ultrapassado|limites "
        "foram ultrapassados}. Aprove ou descarte",
        "Import held before anything was written: {limits:limit was|limits were} exceeded. Approve "
        "or discard it",
    ),
    "dry_run_would_be_held": (
        "Simulação: a importação seria retida, porque {limits:limite seria ultrapassado|limites "
        "seriam ultrapassados}",
        "Dry run: the import would be held, because {limits:limit|limits} would be exceeded",
    ),
    "held_max_rejected_share": (
        "{rejected:linha rejeitada|linhas rejeitadas} de {total}: {found} %, e o limite é "
        "{allowed} %",
        "{rejected:rejected row|rejected rows} of {total}: {found}%, and the limit is {allowed}%",
    ),
    "held_max_changed_share": (
        "Mudaria {changed:veículo|veículos} dos {known} já cadastrados que estão no arquivo: "
        "{found} %, e o limite é {allowed} %",
        "{changed:vehicle|vehicles} of the {known} registered ones in the file would change: "
        "{found}%, and the limit is {allowed}%",
    ),
    "held_max_price_change": (
        "O preço do veículo '{largest_placa}' mudaria {found} %, de {largest_before} para "
        "{largest_after}, e o limite é {allowed} %",
        "The price of vehicle '{largest_placa}' would change by {found}%, from {largest_before} "
        "to {largest_after}, and the limit is {allowed}%",
    ),
    "held_max_median_price_change": (
        "A mediana da mudança de preço dos {known} veículos já cadastrados que estão no arquivo "
        "seria de {found} %, e o limite é {allowed} %",
        "The median price change of the {known} registered vehicles in the file would be {found}%, "
        "and the limit is {allowed}%",
    ),
    "held_max_shrink": (
        "O arquivo tem {total:linha|linhas}, e o anterior deste agendamento tinha {rows_before}: "
        "{found} % menos, e o limite é {allowed} %",
        "The file has {total:row|rows}, and the last one of this schedule had {rows_before}: "
        "{found}% fewer, and the limit is {allowed}%",
    ),
    "guard_without_predecessor": (
        "O limite de linhas a menos não foi aplicado: não há importação concluída deste "
        "agendamento para comparar",
        "The limit of fewer rows was not applied: there is no completed import of this schedule "
        "to compare with",
    ),
    "guard_passed": (
        "Nenhum limite da proteção foi ultrapassado",
        "No limit of the guard was exceeded",
    ),
    "judged_again": (
        "A tabela mudou desde a aprovação, e os números não são mais os aprovados: a importação "
        "foi avaliada de novo",
        "The table has changed since the approval, and the figures are not those approved any "
        "more: the import was judged again",
    ),
    "judged_again_total": (
        "Linhas do arquivo: {before} na aprovação, {after} agora",
        "Rows of the file: {before} when it was approved, {after} now",
    ),
    "judged_again_rejected": (
        "Linhas rejeitadas: {before} na aprovação, {after} agora",
        "Rejected rows: {before} when it was approved, {after} now",
    ),
    "judged_again_known": (
        "Veículos do arquivo já cadastrados: {before} na aprovação, {after} agora",
        "Registered vehicles in the file: {before} when it was approved, {after} now",
    ),
    "judged_again_changed": (
        "Veículos que mudariam: {before} na aprovação, {after} agora",
        "Vehicles that would change: {before} when it was approved, {after} now",
    ),
    "judged_again_rows_before": (
        "Linhas da importação anterior deste agendamento: {before} na aprovação, {after} agora",
        "Rows of this schedule's last import: {before} when it was approved, {after} now",
    ),
    "judged_again_median_price_change": (
        "Mediana da mudança de preço: {before} % na aprovação, {after} % agora",
        "Median price change: {before}% when it was approved, {after}% now",
    ),
    "judged_again_largest_price_change": (
        "Maior mudança de preço: na aprovação {before_share} %, placa '{before_placa}', de "
        "{before_from} para {before_to}; agora {after_share} %, placa '{after_placa}', de "
        "{after_from} para {after_to}",
        "Largest price change: {before_share}% when it was approved, plate '{before_placa}', from "
        "{before_from} to {before_to}; {after_share}% now, plate '{after_placa}', from "
        "{after_from} to {after_to}",
    ),
    "approved_over_newer": (
        "Atenção: desde que esta importação foi retida, uma mais nova deste agendamento foi "
        "concluída ('{filename}', {import_id}); onde as duas têm o mesmo veículo, ficarão os "
        "valores desta, mais antiga. Se não for o que quer, cancele ou desfaça esta",
        "Mind: since this import was held, a newer one of its schedule was completed "
        "('{filename}', {import_id}); where both have a vehicle, the values of this older one will "
        "stay. If that is not wanted, cancel or undo this one",
    ),
    "import_approved": (
        "Importação aprovada por {by}",
        "Import approved by {by}",
    ),
    "import_discarded": (
        "Importação descartada por {by}; nada foi gravado",
        "Import discarded by {by}; nothing was written",
    ),
    "not_held": (
        "Esta importação não está retida; só uma importação retida pode ser aprovada ou descartada",
        "This import is not held; only one that is held can be approved or discarded",
    ),
    "waits_for_decision": (
        "Esta importação está retida; aprove ou descarte antes",
        "This import is held; approve or discard it first",
    ),
    "invalid_guard": (
        "'guard' é um objeto JSON com limites, como {{\"max_rejected_share\": 0.1}}; os limites "
        "são {allowed}",
        "'guard' is a JSON object of limits, such as {{\"max_rejected_share\": 0.1}}; the limits "
        "are {allowed}",
    ),
    "unknown_limit": (
        "'guard': não existe o limite '{limit}'; os limites são {allowed}",
        "'guard': there is no limit '{limit}'; the limits are {allowed}",
    ),
    "invalid_limit": (
        "'guard': o limite '{limit}' precisa ser um número de 0 a {le}, como 0.1 para 10 %",
        "'guard': the limit '{limit}' must be a number from 0 to {le}, such as 0.1 for 10%",
    ),
}
