"""Imports vehicle spreadsheets into PostgreSQL, one Dagster run per upload."""
