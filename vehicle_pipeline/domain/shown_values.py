"""Texts for cells of a workbook that show something else than they hold.

The process that reads workbooks writes them, and the rules recognize them. Imports nothing, because
that process has no Polars.
"""

# A formula without a saved result. Programs that only write files cannot calculate.
UNCALCULATED = "#FÓRMULA!"
# Months as Excel shows them here.
MONTHS = ("jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez")
# Signs, codes and names of currencies other than the real, whose sign is R$. In a syntax that
# Python and Polars share.
FOREIGN_CURRENCY = (
    r"(?i)[A-Z]R\$|U\$|(?:^|[^R\s])\s?\$|[€£¥₿₽₹₩₲₺₴]|(?:^|[^A-Z])(?:AUD|ARS|BOB|CAD|CHF|CLP|CNY|COP|EUR|GBP"
    r"|JPY|MXN|PEN|PYG|USD|UYU|d[oó]lar(?:es)?|dollars?|euros?|pesos?|libras?|ienes?)(?:[^A-Z]|$)"
)
