"""The column that files of exported vehicles have beside our own.

It is empty but for the rows whose model got an apostrophe, so that no spreadsheet program runs it
as a formula. By the word there the reader knows that the apostrophe is not the model's.
"""

PROTECTED_COLUMN = "protegido"
PROTECTED = "apóstrofo"
