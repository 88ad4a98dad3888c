"""Recognizes texts that give prices another currency than the real, or a multiple of it.

They stand above or below a table, over or under a header, or in a column of their own:
`Valores em US$`, `(R$ mil)`, `Moeda: USD`. The patterns are for Polars.
"""

import polars as pl

from vehicle_pipeline.domain.shown_values import FOREIGN_CODES, FOREIGN_NAMES, FOREIGN_SIGNS

_REAIS = r"(?:R\$|BRL|reais|real)"
# Money that no other word looks like; the codes are names of departments as well.
_SURE_MONEY = rf"(?:US?\s?\$|U\$S?|{FOREIGN_SIGNS}|USD|EUR|(?:{FOREIGN_NAMES}))"
_MANY = r"(?:milhar(?:es)?|milh(?:ão|ao|ões|oes)|thousands?|millions?)"
_ZEROS = r"1[.,]?000(?:[.,]?000)?"
# The whole text of a cell that names a unit, without the signs around it.
MONEY = rf"(?:US?\s?\$|U\$S?|{FOREIGN_SIGNS}|{FOREIGN_CODES}|(?:{FOREIGN_NAMES})(?:\s\p{{L}}+)?)"
SCALE = (
    rf"(?:(?:{_REAIS}\s?)?(?:(?:em|in)\s)?(?:mil|{_MANY}|mi|mm|k|centavos?|cents)"
    rf"(?:\s(?:de\s)?{_REAIS})?|(?:em\s{_REAIS}\s?|(?:{_REAIS}\s?)?[x×*/]\s?){_ZEROS})"
)
# What a currency ends with in a sentence. `Dólar: 5,20` is a rate.
_END = r"(?:[\s).;,:\]]*$|[\s).;,:\]]+[^\s0-9).;,:\]])"
_NO_DIGIT = r"(?:$|[^0-9.,])"
_VALUES = r"(?:valor(?:es)?|pre[cç]os?|moedas?|currency|values?|prices?|montantes?|amounts?)"
_FOREIGN = (
    rf"(?i)\b(?:em|in)\s{_SURE_MONEY}{_END}"
    rf"|\b{_VALUES}\b[^0-9]{{0,40}}[^\p{{L}}0-9](?:{_SURE_MONEY}|{FOREIGN_CODES}){_END}"
    rf"|\(\s*{_SURE_MONEY}\s*\){_END}|^[^\p{{L}}\p{{N}}$€£¥]*{_SURE_MONEY}[^\p{{L}}\p{{N}}]*$"
)
# A text about a rate, or one that says that the values are in reais.
_NOT_FOREIGN = rf"(?i)cota[cç]|c[âa]mbio|exchange|\b(?:em|para|in|to)\s{_REAIS}(?:\W|$)"
_MULTIPLE = (
    rf"(?i)R\$\s?(?:/|x|×|em|de)?\s?(?:mil|{_MANY}|mm|mi|k|'?000)(?:[^\p{{L}}\p{{N}}.,]|$)"
    rf"|\b(?:em|in)\s(?:mil|{_MANY}|centavos|cents)(?:\s(?:de|of))?(?:\s{_REAIS})?\s*"
    r"(?:$|[^\s\p{L}\p{N}])"
    rf"|\b{_VALUES}\b[^0-9]{{0,40}}\b(?:em|in)\s(?:mil|{_MANY}|centavos|cents)(?:\W|$)"
    rf"|(?:^|[(:;\-–])\s*(?:mil|{_MANY})\s(?:de\s)?{_REAIS}\s*(?:$|[^\s\p{{L}}\p{{N}}])"
    rf"|\b(?:unidade|escala|unit|scale)\W+(?:mil|{_MANY})\s*$"
    rf"|\bem\s{_REAIS}\s?[x×*/]?\s?{_ZEROS}{_NO_DIGIT}"
    rf"|(?:^|\(|valores\s(?:expressos\s)?)em\s{_REAIS}\s?1\.000,00{_NO_DIGIT}"
    rf"|(?:R\$|\b{_VALUES})\s?\(?\s?[x×*]\s?{_ZEROS}{_NO_DIGIT}|\(\s*[x×*]\s?{_ZEROS}\s*\)"
)


def is_unit(cell: pl.Expr, words: str = f"{MONEY}|{SCALE}") -> pl.Expr:
    """Whether a cell has nothing but a unit other than reais: `(US$)`, `R$ mil`."""
    return cell.str.contains(rf"(?i)^[\s(\[]*(?:(?:em|in)\s)?(?:{words})[\s)\]]*$")


def says_unit(text: pl.Expr) -> pl.Expr:
    """Whether a text around a table says that values are not in reais, or not whole."""
    is_foreign = text.str.contains(_FOREIGN) & ~text.str.contains(_NOT_FOREIGN)
    return is_foreign | text.str.contains(_MULTIPLE)
