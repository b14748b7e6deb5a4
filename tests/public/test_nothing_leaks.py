"""What is not public does not come out, at any public address, in any part of a page."""

import pytest
from django.core.files.base import ContentFile

from articles.editorial.workflow import withdraw
from articles.editorial.writing import Release, save_draft
from articles.models import Attachment, Edition, OldAddress
from articles.text.story import written
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_source,
    a_tag,
    a_translator,
    an_article,
    an_image,
    browsed,
)
from tests.public.clock import NEVER, later

pytestmark = pytest.mark.django_db

SECRET = "secretword"


def loud_article():
    """Pinned, read by thousands, with a picture, a tag, an attachment: it wants to be seen."""
    attachment = Attachment(title_en=SECRET, title_zh_hans=SECRET, media_type="text/plain", size=1)
    attachment.file.save("x.txt", ContentFile(b"x"), save=True)
    article = an_article(
        is_pinned=True,
        cover=an_image(alt_en=SECRET, alt_zh_hans=SECRET),
        source=a_source(SECRET, en=SECRET, zh_hans=SECRET),
        tags=(a_tag(SECRET, en=SECRET, zh_hans=SECRET),),
    )
    article.attachments.add(attachment)
    for edition in article.editions.all():
        browsed(edition, 99_999)
    OldAddress.objects.create(article=article, path="/old.htm")
    return article


def release(**times) -> Release:
    translator = a_translator(SECRET, en=SECRET, zh_hans=SECRET)
    return Release(**times, translator=translator, credits={"author": [SECRET]})


MOST_READ = ["most-read/", "most-read/30-days/", "most-read/all-time/"]
WORDS = {"title": SECRET, "summary": SECRET, "body": f"<p>{SECRET}</p>"}


def draft() -> Edition:
    return a_draft(loud_article(), release=release(released_at=later(1)), **WORDS)


def scheduled() -> Edition:
    return a_public_edition(loud_article(), release=release(released_at=NEVER), **WORDS)


def expired() -> Edition:
    times = {"released_at": later(1), "expires_at": later(2)}
    return a_public_edition(loud_article(), release=release(**times), **WORDS)


def withdrawn() -> Edition:
    edition = a_public_edition(loud_article(), release=release(released_at=later(1)), **WORDS)
    withdraw(edition, by=None, at=NOW)
    return edition


HIDDEN = [draft, scheduled, expired, withdrawn]


def everything(client, hidden: Edition, neighbours: list[Edition]) -> str:
    """All that the public addresses answer, in both languages, with their headers."""
    cursor = "before=99999999999999999-1"
    addresses = ["/", "/old.htm", "/nothing/"]
    for home in ("/en/", "/zh-hans/"):
        addresses += [home, f"{home}sections/campus/", f"{home}sections/campus/?{cursor}"]
        addresses += [home + place for place in MOST_READ]
        addresses += [f"{home}sections/campus/{place}" for place in MOST_READ]
        addresses.append(f"{home}about-browse-times/")
        addresses += [f"{home}news/{hidden.article_id}/{slug}/" for slug in (SECRET, "story")]
    addresses += [edition.get_absolute_url() for edition in neighbours]
    answers = [client.get(address, follow=False) for address in addresses]
    return "".join(
        answer.content.decode().replace(f"/news/{hidden.article_id}/{SECRET}/", "")
        + str(answer.headers)
        for answer in answers
    )


@pytest.mark.parametrize("hide", HIDDEN)
def test_nothing_of_a_hidden_story_comes_out(client, hide):
    neighbours = [a_public_edition(released_at=NOW)]
    hidden = hide()
    neighbours.append(a_public_edition(released_at=later(3)))

    answered = everything(client, hidden, neighbours)

    assert SECRET not in answered
    assert f"/news/{hidden.article_id}/" not in answered


@pytest.mark.parametrize("hide", HIDDEN)
def test_a_hidden_language_does_not_come_out_beside_the_public_one(client, hide):
    hidden = hide()
    chinese = a_public_edition(hidden.article, language="zh-hans", title="公开的新闻")

    page = client.get(chinese.get_absolute_url()).content.decode()

    assert "公开的新闻" in page
    assert f"/en/news/{hidden.article_id}/" not in page
    assert client.get(f"/en/news/{hidden.article_id}/story/").status_code == 404


def test_a_public_text_of_another_language_does_not_come_out(client):
    edition = a_public_edition(language="zh-hans", **{**WORDS, "title": SECRET})
    browsed(edition, 99_999)
    neighbours = [a_public_edition(released_at=later(-1)), a_public_edition(released_at=later(1))]
    addresses = ["/en/", "/en/sections/campus/"]
    addresses += [f"/en/{place}" for place in MOST_READ]
    addresses += [f"/en/sections/campus/{place}" for place in MOST_READ]
    addresses += [neighbour.get_absolute_url() for neighbour in neighbours]

    pages = "".join(client.get(address).content.decode() for address in addresses)

    assert SECRET not in pages
    assert f"/news/{edition.article_id}/" not in pages


def test_a_newer_draft_of_a_public_story_does_not_come_out(client):
    public = a_public_edition(title="Public")
    save_draft(public, text=written(**WORDS), base=1, by=None, at=NOW)

    answered = everything(client, public, [public])

    assert "Public" in answered
    assert SECRET not in answered


def test_the_loud_article_is_heard_everywhere_once_it_is_public(client):
    edition = a_public_edition(loud_article(), release=release(released_at=later(1)), **WORDS)
    neighbour = a_public_edition(released_at=NOW)

    addresses = ["/en/", "/en/sections/campus/", "/en/nothing/", edition.get_absolute_url()]
    addresses.append(neighbour.get_absolute_url())
    addresses += [f"/en/{place}" for place in MOST_READ]
    addresses += [f"/en/sections/campus/{place}" for place in MOST_READ]
    pages = [client.get(address).content.decode() for address in addresses]

    assert [SECRET in page for page in pages] == [True] * 11
    assert pages[3].count(SECRET) > 10
