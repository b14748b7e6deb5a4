"""Finds public texts by their words, on SQLite and on PostgreSQL alike."""
