"""Texts for cells of a workbook that show something else than they hold.

The process that reads workbooks writes them, and the rules recognize them. Imports nothing, because
that process has no Polars. Patterns are in a syntax that Python and Polars share.
"""

# A formula without a saved result. Programs that only write files cannot calculate.
UNCALCULATED = "#FÓRMULA!"
# A formula whose result is empty, or was not saved: old workbooks do not say which.
EMPTY_FORMULA = "#FÓRMULA?"
# Months as Excel shows them here.
MONTHS = ("jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez")
# Currencies other than the real, whose sign is R$: signs of their own, codes, and names.
FOREIGN_SIGNS = "[€£¥₿₽₹₩₲₺₴]"
FOREIGN_CODES = "AUD|ARS|BOB|BS|CAD|CHF|CLP|CNY|COP|EUR|GBP|GS|JPY|MXN|PEN|PYG|USD|UYU"
FOREIGN_NAMES = "d[oó]lar(?:es)?|dollars?|euros?|guaran[ií](?:e?s)?|pesos?|libras?|ienes?"
FOREIGN_CURRENCY = (
    rf"(?i)[A-Z]R\$|U\$|(?:^|[^R\s])\s?\$|{FOREIGN_SIGNS}|(?:^|[^A-Z])S/\.?\s?[0-9]"
    rf"|(?:^|[^A-Z])(?:{FOREIGN_CODES}|{FOREIGN_NAMES})(?:[^A-Z]|$)"
)
# What may stand before and after an amount in reais, and the same with blanks, or nothing.
SIGN_OF_REAIS = r"R\$|BRL"
NAME_OF_REAIS = r"reais|R\$|BRL"
REAIS_BEFORE = rf"(?i)\s*+(?:(?:{SIGN_OF_REAIS})\s*+)?"
REAIS_AFTER = rf"(?i)\s*+(?:(?:{NAME_OF_REAIS})\s*+)?"
# What a format makes of a number, if that could be another number: `45 (formato #,##0,)`.
BY_FORMAT = "formato"
SHOWN_BY_FORMAT = rf"^[\s0-9.,/R$]*\({BY_FORMAT} .*\)$"
