"""Signing in and out; for admins, tokens and the audit log."""

from api.console.pages.access import audit, company, signing, tokens

# Answered to anybody.
PUBLIC = (signing, company)
PARTS = (tokens, audit)
