"""The backend of SQLite is Django's, whose statements are written once."""

import pytest
from django.db import connection

from newsroom.sqlite.base import LONGEST

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only on SQLite"),
]


def asked(statement: str, values: object = None) -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()[0])


@pytest.mark.parametrize("_time", ["first", "again"])
def test_values_stand_in_their_places(_time):
    assert asked("SELECT %s, %s", [1, "two"]) == [1, "two"]
    assert asked("SELECT %s, '50 %%s'", [1]) == [1, "50 %s"]
    assert asked("SELECT '50 %s'") == ["50 %s"]
    assert asked("SELECT %(one)s, %(two)s, %(one)s", {"one": 1, "two": 2}) == [1, 2, 1]


def test_a_very_long_statement_is_asked_as_any():
    statement = "SELECT %s" + " " * LONGEST

    assert asked(statement, [1]) == [1]
