"""Nobody waits while a text is cleaned: what takes long happens before anything is written."""

from threading import Thread

import pytest
from django.db import connection

from articles.admin.story import forms
from articles.models import Article, Tag
from tests.admin.browser import typed
from tests.admin.staff import a_chief, browser_of
from tests.admin.stories import ADD, address_of, text_of
from tests.factories import a_draft, a_section

pytestmark = pytest.mark.django_db(transaction=True)


def write_elsewhere():
    """Another connection writes, which waits while anybody else's transaction writes."""

    def write():
        with connection.cursor() as cursor:
            limit = "SET lock_timeout = 2000" if is_postgresql() else "PRAGMA busy_timeout = 2000"
            cursor.execute(limit)
        try:
            Tag.objects.create(slug=f"tag-{Tag.objects.count()}", name_en="Lake")
        finally:
            connection.close()

    other = Thread(target=write)
    other.start()
    other.join()


def is_postgresql():
    return connection.vendor == "postgresql"


@pytest.fixture
def cleaned(monkeypatch):
    """While a text is cleaned somebody else writes; by text, whether our transaction was open."""
    seen = []
    clean = forms.written

    def clean_slowly(**text):
        seen.append(connection.in_atomic_block)
        write_elsewhere()
        return clean(**text)

    monkeypatch.setattr(forms, "written", clean_slowly)
    return seen


def test_others_can_write_while_the_text_of_a_new_story_is_cleaned(cleaned):
    browser = browser_of(a_chief())
    opened = browser.get(ADD)

    browser.post(ADD, typed(opened, {"section": a_section().pk, "en_title": "Lake"}))

    assert cleaned == [False, False]
    assert (Tag.objects.count(), text_of(Article.objects.get(), "en")[0]) == (2, "Lake")


def test_others_can_write_while_a_changed_text_is_cleaned(cleaned):
    article = a_draft(title="First").article
    browser = browser_of(a_chief())
    opened = browser.get(address_of(article))

    browser.post(address_of(article), typed(opened, {"en_title": "Second"}))

    assert cleaned == [False, False]
    assert (Tag.objects.count(), text_of(article, "en")[0]) == (2, "Second")


def test_others_can_write_while_two_versions_are_compared(cleaned):
    article = a_draft(title="First").article
    slow = browser_of(a_chief("slow"))
    opened = slow.get(address_of(article))
    quick = browser_of(a_chief("quick"))
    quick.post(address_of(article), typed(quick.get(address_of(article)), {"en_title": "Quick"}))

    slow.post(address_of(article), typed(opened, {"en_title": "Slow"}))

    assert cleaned == [False] * 4
    assert (Tag.objects.count(), text_of(article, "en")[0]) == (4, "Quick")
