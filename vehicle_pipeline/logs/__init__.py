"""How processes write their logs: as text for people, or one JSON object a line."""
