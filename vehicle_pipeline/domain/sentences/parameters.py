"""Sentences about parameters, and why they are not allowed: by pydantic's types, and our own."""

# code -> (pt-BR, English)
SENTENCES: dict[str, tuple[str, str]] = {
    "invalid_parameters": ("Parâmetros inválidos: {names}", "Invalid parameters: {names}"),
    "repeated_parameter": (
        "'{name}' veio mais de uma vez, com valores diferentes; envie um só",
        "'{name}' came more than once, with different values; send one",
    ),
    "unknown_parameter": (
        "O parâmetro '{name}' não existe aqui; use: {known}",
        "There is no parameter '{name}' here; use: {known}",
    ),
    "no_parameters": (
        "Aqui não há parâmetros; retire '{name}'",
        "There are no parameters here; leave '{name}' out",
    ),
    "empty_range": (
        "'{start}' está depois de '{end}': nada pode estar entre os dois",
        "'{start}' is behind '{end}': nothing can be between them",
    ),
    "parameter_invalid": ("Valor não permitido", "This value is not allowed"),
    "parameter_missing": ("Falta este parâmetro", "This parameter is missing"),
    "parameter_not_digits": (
        "Use um número inteiro, só com os algarismos de 0 a 9",
        "Use an integer, in digits from 0 to 9 only",
    ),
    "parameter_not_an_amount": (
        "Use um valor em reais, como 45000.00",
        "Use an amount in reais, such as 45000.00",
    ),
    "parameter_int_parsing": ("Use um número inteiro", "Use an integer"),
    "parameter_int_parsing_size": ("O número é grande demais", "The number is too large"),
    "parameter_greater_than_equal": ("Use {ge} ou mais", "Use {ge} or more"),
    "parameter_less_than_equal": ("Use {le} ou menos", "Use {le} or less"),
    "parameter_enum": ("Use um destes valores: {values}", "Use one of these values: {values}"),
    "parameter_literal_error": (
        "Use um dos seguintes valores: {values}",
        "Use one of the following values: {values}",
    ),
    "parameter_bool_parsing": ("Use true ou false", "Use true or false"),
    "parameter_uuid_parsing": (
        "Use um identificador (UUID), como 0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70",
        "Use an id (UUID), such as 0198a5b2-6f0c-7d5e-9a3b-2f1c4d5e6f70",
    ),
    "parameter_string_too_long": (
        "Use no máximo {max_length:caractere|caracteres}",
        "Use {max_length:character|characters} at most",
    ),
    "parameter_string_too_short": (
        "Este campo está vazio; preencha-o",
        "This field is empty; fill it in",
    ),
    "parameter_string_shorter": (
        "Use pelo menos {min_length:caractere|caracteres}",
        "Use {min_length:character|characters} at least",
    ),
    "parameter_too_short": (
        "A lista está vazia; diga pelo menos um valor",
        "The list is empty; name one value at least",
    ),
    "parameter_not_an_address": (
        "Use um endereço de http ou https, como https://erp.exemplo.com.br/frota",
        "Use an address of http or https, such as https://erp.example.com/fleet",
    ),
    "parameter_address_with_user": (
        "Use um endereço sem usuário nem senha, e sem a porta 0",
        "Use an address without user or password, and without port 0",
    ),
    "parameter_string_type": ("Use um texto, entre aspas", "Use a text, in quotes"),
    "parameter_float_type": ("Use um número, como 0.1", "Use a number, such as 0.1"),
    "parameter_model_type": (
        "Use um objeto JSON, entre chaves",
        "Use a JSON object, in braces",
    ),
    "parameter_unknown_name": (
        "Este campo não existe aqui; use: {known}",
        "There is no such field here; use: {known}",
    ),
    "parameter_not_a_plate": (
        "Use uma placa inteira, antiga (ABC1234) ou Mercosul (ABC1D23)",
        "Use a whole plate, old (ABC1234) or Mercosul (ABC1D23)",
    ),
    "parameter_unstorable_text": (
        "O texto tem caracteres que não podem ser guardados",
        "The text holds characters that cannot be stored",
    ),
    "parameter_not_rfc_3339": (
        "Use data e hora com o fuso, como 2026-03-01T00:00:00-03:00",
        "Use a date and time with its offset, such as 2026-03-01T00:00:00-03:00",
    ),
}
