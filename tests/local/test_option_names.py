from vehicle_pipeline.local import option_names


def test_the_options_that_a_sentence_advises_are_those_of_the_command_line() -> None:
    sentence = "Informe a do cabeçalho (header_row) ou a codificação (encoding=cp850)"
    advised = "Informe a do cabeçalho (--header-row) ou a codificação (--encoding=cp850)"
    assert option_names.advised(sentence) == advised


def test_a_cell_that_is_called_like_an_option_stays() -> None:
    sentence = "Placa 'sheet' inválida"
    assert option_names.advised(sentence) == sentence


def test_the_option_that_a_sentence_is_about_is_that_of_the_command_line() -> None:
    sentence = "Valor 'x' inválido para 'header_row': use 1..1048576."
    assert option_names.concerned(sentence).endswith("para '--header-row': use 1..1048576.")
