"""The language switch, and what machines are told about languages."""

import re

import pytest

from articles.models import Section
from tests.factories import a_public_edition, an_article
from tests.public.clock import NEVER

pytestmark = pytest.mark.django_db

SITE = "https://news.example.edu.cn"


def switch(client, address: str) -> str:
    page = client.get(address).content.decode()
    return " ".join(re.search(r'<nav class="switch".*?</nav>', page, re.S)[0].split())


def alternates(client, address: str) -> list[tuple[str, str]]:
    page = client.get(address).content.decode()
    return re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page)


def test_it_leads_to_the_same_story_where_that_is_public(client):
    article = an_article()
    english = a_public_edition(article, title="The lake froze")
    chinese = a_public_edition(article, language="zh-hans", title="湖结冰了")

    assert switch(client, english.get_absolute_url()) == (
        '<nav class="switch" aria-label="Language"> <ul> '
        '<li><span class="current" lang="en" aria-current="true">English</span></li> '
        f'<li><a href="{chinese.get_absolute_url()}" hreflang="zh-Hans">'
        '<span lang="zh-Hans">中文</span></a></li> </ul> </nav>'
    )


def test_it_leads_home_and_says_so_where_the_story_is_not_public(client):
    article = an_article()
    english = a_public_edition(article)
    a_public_edition(article, language="zh-hans", released_at=NEVER)

    assert (
        '<a href="/zh-hans/" hreflang="zh-Hans" class="elsewhere" title="This page is not '
        'available in Chinese; go to the home page in Chinese">'
        '<span lang="zh-Hans">中文</span></a>'
    ) in switch(client, english.get_absolute_url())


def test_it_leads_to_the_same_section_where_that_has_a_name(client):
    a_public_edition()

    named = switch(client, "/en/sections/campus/")
    Section.objects.update(name_zh_hans="")
    nameless = switch(client, "/en/sections/campus/")

    assert '<a href="/zh-hans/sections/campus/" hreflang="zh-Hans"><span' in named
    assert '<a href="/zh-hans/" hreflang="zh-Hans" class="elsewhere"' in nameless


def test_machines_are_told_the_address_in_every_language(client):
    article = an_article()
    english = a_public_edition(article).get_absolute_url()
    chinese = a_public_edition(article, language="zh-hans").get_absolute_url()

    page = client.get(english).content.decode()

    assert '<html lang="en">' in page
    assert f'<link rel="canonical" href="{SITE}{english}">' in page
    assert alternates(client, english) == [
        ("en", SITE + english),
        ("zh-Hans", SITE + chinese),
        ("x-default", SITE + english),
    ]
    assert alternates(client, chinese) == alternates(client, english)
    assert alternates(client, "/en/") == [
        ("en", f"{SITE}/en/"),
        ("zh-Hans", f"{SITE}/zh-hans/"),
        ("x-default", f"{SITE}/"),
    ]
    assert '<html lang="zh-Hans">' in client.get(chinese).content.decode()


def test_machines_hear_nothing_of_a_language_that_is_not_public(client):
    article = an_article()
    english = a_public_edition(article).get_absolute_url()
    a_public_edition(article, language="zh-hans", released_at=NEVER)

    assert alternates(client, english) == [("en", SITE + english), ("x-default", SITE + english)]


def test_a_reader_of_another_language_is_sent_to_what_is_public(client):
    chinese = a_public_edition(language="zh-hans").get_absolute_url()

    assert alternates(client, chinese) == [
        ("zh-Hans", SITE + chinese),
        ("x-default", SITE + chinese),
    ]
