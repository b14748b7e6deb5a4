"""A database that does not answer: the world outside, faked at Django's own door for that."""

from contextlib import contextmanager

from django.db import OperationalError, connection


def refuse(*_call: object) -> None:
    raise OperationalError("the database does not answer")


@contextmanager
def no_database():
    with connection.execute_wrapper(refuse):
        yield
