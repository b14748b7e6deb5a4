"""The one form of a story: what is typed is saved in parts, or refused with everything kept."""

from datetime import datetime

import pytest

from articles.editorial.writing import Release, save_draft
from articles.models import Article, Revision
from articles.text.story import written
from tests.admin.browser import form_of
from tests.admin.staff import a_chief, browser_of, words_of
from tests.admin.stories import ADD, address_of, save, text_of
from tests.factories import (
    NOW,
    SHANGHAI,
    a_draft,
    a_public_edition,
    a_section,
    a_source,
    a_tag,
    a_translator,
    an_article,
    an_image,
)

pytestmark = pytest.mark.django_db


def test_a_story_is_written_in_both_languages_at_once():
    section, source, translator = a_section(), a_source(), a_translator()
    tag = a_tag("lake", en="Lake", zh_hans="湖")
    cover = an_image()
    client = browser_of(a_chief())

    response = save(
        client,
        ADD,
        {
            "section": section.pk,
            "source": source.pk,
            "tags": [tag.pk],
            "cover": cover.pk,
            "is_pinned": "on",
            "en_title": "The lake opens",
            "en_summary": "A day at the lake.",
            "en_body": "<p>Hello</p>",
            "en_translator": translator.pk,
            "en_translated_from": "zh-hans",
            "en_author": "Li Lei， Han Meimei、Lucy",
            "zh_hans_title": "湖区开放",
            "zh_hans_body": "<p>你好</p>",
        },
    )

    article = Article.objects.get()
    english = article.editions.get(language="en")
    assert response.redirect_chain == [(address_of(article), 302)]
    assert words_of(response) == ["“The lake opens” is saved."]
    assert (article.section, article.source, article.cover) == (section, source, cover)
    assert (list(article.tags.all()), article.is_pinned) == ([tag], True)
    assert text_of(article, "en") == (
        "The lake opens",
        "the-lake-opens",
        "A day at the lake.",
        "<p>Hello</p>",
    )
    assert text_of(article, "zh-hans") == ("湖区开放", "hu-qu-kai-fang", "", "<p>你好</p>")
    assert (english.translator, english.translated_from) == (translator, "zh-hans")
    assert list(english.credits.values_list("role", "name")) == [
        ("author", "Li Lei"),
        ("author", "Han Meimei"),
        ("author", "Lucy"),
    ]
    assert [edition.status for edition in article.editions.all()] == ["draft", "draft"]
    assert (article.title_en, article.body_zh_hans) == ("", "")


def test_plain_saving_leads_back_to_the_list():
    article = a_draft().article
    client = browser_of(a_chief())

    response = save(client, address_of(article), {}, button="_save")

    assert response.redirect_chain == [("/admin/articles/article/", 302)]


def test_the_text_is_cleaned_on_its_way_in():
    article = an_article()
    client = browser_of(a_chief())

    save(client, address_of(article), {"en_title": "A", "en_body": '<p onclick="x">B<script>'})

    assert text_of(article, "en") == ("A", "a", "", "<p>B</p>")


def test_saving_an_untouched_form_writes_nothing():
    edition = a_draft(release=Release(released_at=NOW, credits={"author": ["Li Lei"]}))
    save_draft(
        edition,
        text=written(title="Story", body="<p>One\ntwo</p><pre>\n\na\nb</pre>"),
        base=1,
        by=None,
        at=NOW,
    )
    client = browser_of(a_chief())

    response = save(client, address_of(edition.article), {})

    edition.refresh_from_db()
    assert words_of(response) == ["“Story” is saved."]
    assert Revision.objects.count() == 2
    assert (edition.facts_version, edition.article.facts_version) == (2, 1)


def test_a_draft_of_a_public_page_leaves_the_page_alone():
    edition = a_public_edition(title="Public")
    client = browser_of(a_chief())

    save(client, address_of(edition.article), {"en_title": "Not yet"})

    article = Article.objects.get()
    assert (article.title_en, text_of(article, "en")[0]) == ("Public", "Not yet")
    page = client.get(address_of(article)).content.decode()
    assert '<span class="newer-draft">newer draft</span>' in page


def test_the_day_of_an_imported_page_stays_a_day_until_somebody_gives_it_a_time():
    released_at = datetime(2022, 6, 10, tzinfo=SHANGHAI)
    edition = a_draft(release=Release(released_at=released_at, has_release_time=False))
    client = browser_of(a_chief())

    save(client, address_of(edition.article), {"en_author": "Li Lei"})
    edition.refresh_from_db()
    before = (edition.released_at, edition.has_release_time)
    save(client, address_of(edition.article), {"en_released_at_1": "09:30"})
    edition.refresh_from_db()

    assert before == (released_at, False)
    assert (edition.released_at, edition.has_release_time) == (
        datetime(2022, 6, 10, 9, 30, tzinfo=SHANGHAI),
        True,
    )


def test_the_release_time_is_shown_and_typed_in_the_time_of_the_site():
    edition = a_draft(release=Release(released_at=NOW))
    client = browser_of(a_chief())

    form = form_of(client.get(address_of(edition.article)))

    assert (form["en_released_at_0"], form["en_released_at_1"]) == ("2025-03-10", "10:00:00")


def test_an_old_address_is_kept_with_the_story():
    article = an_article()
    client = browser_of(a_chief())

    save(client, address_of(article), {"old_addresses-0-path": "/info/1051/2345.htm"})

    assert [address.path for address in article.old_addresses.all()] == ["/info/1051/2345.htm"]


# Refusals: the reason at its field, everything typed still there, nothing written


BAD_INPUT = [
    ("en_title", "x" * 201, "The title is too long: 201 characters, at most 200 are possible."),
    ("en_summary", "x" * 501, "The summary is too long: 501 characters, at most 500 are possible."),
    (
        "en_body",
        "x" * 500_001,
        (
            "The text is too large: at most 500000 bytes are possible. Pictures pasted into the "
            "text are often the reason; add them as pictures instead."
        ),
    ),
    (
        "zh_hans_body",
        "<ul><li>" * 200,
        "The text is nested too deeply: at most 256 levels are possible. Paste it as plain text.",
    ),
    ("en_released_at_0", "yesterday", "Write the day as in 2025-03-10."),
    ("en_released_at_1", "25:61", "Write the time as in 09:30."),
    (
        "en_author",
        "x" * 101,
        "A name is longer than 100 characters: separate names with commas.",
    ),
    *[
        (f"zh_hans_{part}_0", day, "Write a year between 1900 and 2200.")
        for part in ("released_at", "expires_at")
        for day in ("0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31")
    ],
    (
        "en_reviewer",
        ", ".join(f"Name {number}" for number in range(51)),
        "At most 50 names are possible.",
    ),
]


@pytest.mark.parametrize(("field", "value", "sentence"), BAD_INPUT)
def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(field, value, sentence):
    article = an_article()
    client = browser_of(a_chief())
    moment = {
        "en_released_at_0": "2025-03-10",
        "en_released_at_1": "10:00",
        "zh_hans_released_at_1": "10:00",
        "zh_hans_expires_at_1": "10:00",
    }
    days = {"zh_hans_released_at_0": "2025-03-10", "zh_hans_expires_at_0": "2025-03-11"}
    changes = {"zh_hans_title": "没有丢", "en_slug": "still-here", **moment, **days, field: value}

    response = save(client, address_of(article), changes)

    errors = response.context["adminform"].form.errors
    assert response.status_code == 200
    assert errors == {field.removesuffix("_0").removesuffix("_1"): [sentence]}
    form = form_of(response)
    assert {name: form[name] for name in changes} == changes
    assert Revision.objects.count() == 0


def test_the_first_and_the_last_possible_year_are_saved():
    article = an_article()
    client = browser_of(a_chief())
    changes = {
        "en_released_at_0": "1900-01-01",
        "en_released_at_1": "00:00",
        "en_expires_at_0": "2200-12-31",
        "en_expires_at_1": "23:59",
    }

    save(client, address_of(article), changes)

    form = form_of(client.get(address_of(article)))
    assert {name: form[name] for name in changes} == {
        **changes,
        "en_released_at_1": "00:00:00",
        "en_expires_at_1": "23:59:00",
    }


def test_fifty_names_are_saved_and_a_name_written_twice_counts_once():
    article = an_article()
    names = [f"Name {number}" for number in range(50)]
    client = browser_of(a_chief())

    save(client, address_of(article), {"en_reviewer": ", ".join([*names, "Name 7"])})

    edition = article.editions.get(language="en")
    assert [credit.name for credit in edition.credits.all()] == names


def test_a_refusal_is_said_in_the_language_of_the_reader():
    article = an_article()
    client = browser_of(a_chief(), language="zh-hans")

    response = save(client, address_of(article), {"section": ""})

    assert response.context["adminform"].form.errors == {"section": ["这个字段是必填项。"]}


def test_an_expiry_before_the_release_is_refused():
    article = an_article()
    client = browser_of(a_chief())
    changes = {
        "zh_hans_released_at_0": "2025-03-10",
        "zh_hans_released_at_1": "10:00",
        "zh_hans_expires_at_0": "2025-03-10",
        "zh_hans_expires_at_1": "10:00",
    }

    response = save(client, address_of(article), changes)

    assert response.context["adminform"].form.errors == {
        "zh_hans_expires_at": ["The expiry must come after the release time."]
    }


def test_a_public_page_keeps_a_release_time():
    edition = a_public_edition()
    client = browser_of(a_chief())
    changes = {"en_released_at_0": "", "en_released_at_1": ""}

    response = save(client, address_of(edition.article), changes)

    assert response.context["adminform"].form.errors == {
        "en_released_at": ["A published text needs its release time."]
    }


def test_a_public_page_with_a_nonsense_release_time_gets_one_sentence():
    edition = a_public_edition()
    client = browser_of(a_chief())

    response = save(client, address_of(edition.article), {"en_released_at_0": "someday"})

    assert response.context["adminform"].form.errors == {
        "en_released_at": ["Write the day as in 2025-03-10."]
    }
