"""Which database searches here."""

from types import ModuleType

from django.db import connection

from articles.search import postgres, sqlite


def engine() -> ModuleType:
    return postgres if connection.vendor == "postgresql" else sqlite
