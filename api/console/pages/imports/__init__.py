"""The pages of imports: the list, one import, its rejected rows, and their repair."""

from api.console.pages.imports import actions, detail, listing, original, rejected, repair

PARTS = (listing, detail, rejected, repair, actions, original)
