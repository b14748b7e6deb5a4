"""Rows of earlier versions are as the newer ones expect them."""

from importlib import import_module

import pytest
from django.apps import apps

from articles.editorial.workflow import withdraw
from articles.models import Edition, OldAddress
from tests.factories import a_draft, a_public_edition, an_article
from tests.public.clock import later

pytestmark = pytest.mark.django_db
was_there = import_module("articles.migrations.0006_what_was_there")


def test_old_addresses_are_brought_into_their_one_form():
    article = an_article()
    for path in ("/a/", "/b", "/b/", "/c?y=2&x=%31", "/d.htm"):
        OldAddress.objects.create(article=article, path=path)

    was_there.write_in_one_form(apps, None)

    assert list(OldAddress.objects.values_list("path", flat=True)) == [
        "/a",
        "/b",
        "/c?x=1&y=2",
        "/d.htm",
    ]


def test_what_was_public_is_known_of_earlier_texts():
    editions = [a_draft(), *(a_public_edition(released_at=later(60)) for _ in range(3))]
    withdraw(editions[2], by=None, at=later(30))
    withdraw(editions[3], by=None, at=later(90))
    Edition.objects.update(first_public_at=None)

    was_there.note_what_was_public(apps, None)

    for edition in editions:
        edition.refresh_from_db()
    assert [edition.first_public_at for edition in editions] == [None, later(60), None, later(60)]
