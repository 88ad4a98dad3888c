-- name: csv
-- Letters and digits, with which nearly all models begin, need no look at the pattern.
copy (
    select
        case when is_dangerous then '''' || modelo else modelo end as modelo,
        placa,
        ano,
        {price} as valor_fipe,
        case when is_dangerous then {mark} end as {marked}
    from (
        select *,
            not (
                ascii(modelo) between 48 and 57
                or ascii(modelo) between 65 and 90
                or ascii(modelo) between 97 and 122
            ) and modelo ~ %(dangerous)s as is_dangerous
        from vehicles
        where {conditions}
    ) as vehicles
    order by {order}
) to stdout (
    format csv, header, delimiter {delimiter}, force_quote (modelo), encoding 'UTF8'
)

-- name: price_with_dot
valor_fipe

-- name: price_with_comma
replace(valor_fipe::text, '.', ',')

-- name: rows
copy (
    select modelo, placa, ano, valor_fipe from vehicles
    where {conditions}
    order by {order}
) to stdout (format csv, force_quote (modelo), encoding 'UTF8')
