"""What stood at an address of an earlier site is found there still, if it is public."""

import pytest
from django.core.files.base import ContentFile

from articles.editorial.workflow import withdraw
from articles.models import Attachment, Edition, OldAddress, Section
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_section,
    a_withdrawn_edition,
    an_article,
)
from tests.public.clock import NEVER

pytestmark = pytest.mark.django_db

INFO = "/info/1051/2345.htm"
CONTENT = "/content.jsp?urltype=news.NewsContentUrl&wbnewsid=2345&wbtreeid=1051"
DOWNLOAD = "/system/_content/download.jsp?owner=1&urltype=news.DownloadAttachUrl&wbfileid=2345"


def leads(path: str, edition: Edition, *, language: str = "") -> Edition:
    OldAddress.objects.create(article=edition.article, path=path, language=language)
    return edition


def an_attachment(*, title_en: str = "Rules", title_zh_hans: str | None = None) -> Attachment:
    attachment = Attachment(
        title_en=title_en, title_zh_hans=title_zh_hans, media_type="text/plain", size=1
    )
    attachment.file.save("x.txt", ContentFile(b"x"), save=True)
    return attachment


def answer_to(client, address: str, *, language: str = "en") -> tuple[int, str]:
    answer = client.get(address, headers={"accept-language": language})
    return answer.status_code, answer.get("Location", "")


def test_what_stood_at_the_front_door_is_found_by_its_number(client):
    story = leads("/?p=12", a_public_edition())

    found = answer_to(client, "/?p=12&utm_source=mail")
    others = [answer_to(client, address) for address in ("/", "/?p=13", "/?utm_source=mail")]

    assert found == (301, story.get_absolute_url())
    assert others == [(302, "/en/")] * 3


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        (INFO, INFO),
        (INFO, f"{INFO}?from=mail"),
        (INFO, f"{INFO}/"),
        (INFO, "/info/1051/2345%2Ehtm"),
        (CONTENT, "/content.jsp?urltype=news.NewsContentUrl&wbtreeid=1051&wbnewsid=2345"),
        (CONTENT, "/content.jsp?wbnewsid=2345&wbtreeid=1051&urltype=news.NewsContentUrl&from=w"),
        (CONTENT, "/content.jsp?wbnewsid=%32345&wbtreeid=1051&urltype=news%2ENewsContentUrl"),
        ("/新闻/1.htm", "/%E6%96%B0%E9%97%BB/1.htm"),
        ("/%D0%C2.htm", "/%D0%C2.htm"),
        ("/en/info/7.htm", "/en/info/7.htm"),
        ("/Default.ASPX", "/Default.ASPX"),
        ("/a./b..", "/a./b.."),
        ("/page.jsp", "/page.jsp;jsessionid=1A2B?x=1"),
    ],
)
def test_an_old_address_leads_to_the_story(client, stored, asked):
    edition = leads(stored, a_public_edition())

    assert answer_to(client, asked) == (301, edition.get_absolute_url())


@pytest.mark.parametrize(
    "asked",
    [
        "/INFO/1051/2345.htm",
        "/info/1051/2346.htm",
        "/content.jsp?urltype=news.NewsContentUrl&wbtreeid=1051&wbnewsid=2346",
        "/content.jsp?wbnewsid=2345",
        "/content.jsp",
        "/info/1051/2345.htm%00",
        "/info/1051/2345.htm" + "a" * 9_000,
        "/content.jsp?" + "&".join(f"p{n}={n}" for n in range(3_000)),
        "/content.jsp?%",
        "/content.jsp?&&==&=%FF%00",
    ],
)
def test_another_address_does_not(client, asked):
    leads(INFO, a_public_edition())
    leads(CONTENT, a_public_edition())

    assert answer_to(client, asked) == (404, "")


def test_the_row_that_names_most_of_the_address_answers(client):
    plain = leads("/show.jsp", a_public_edition())
    narrow = leads("/show.jsp?id=7", a_public_edition())
    narrower = leads("/show.jsp?id=7&page=2", a_public_edition())

    asked = ["/show.jsp?id=8", "/show.jsp?page=1&id=7", "/show.jsp?page=2&x=1&id=7"]

    assert [answer_to(client, each)[1] for each in asked] == [
        edition.get_absolute_url() for edition in (plain, narrow, narrower)
    ]


@pytest.mark.parametrize(
    ("of_the_row", "of_the_reader", "leads_to"),
    [
        ("", "zh-CN", "zh-hans"),
        ("", "en", "en"),
        ("zh-hans", "en", "zh-hans"),
        ("en", "zh-CN", "en"),
    ],
)
def test_the_language_is_that_of_the_row_or_else_of_the_reader(
    client, of_the_row, of_the_reader, leads_to
):
    article = an_article()
    editions = {code: a_public_edition(article, language=code) for code in ("en", "zh-hans")}
    leads(INFO, editions["en"], language=of_the_row)

    found = answer_to(client, INFO, language=of_the_reader)

    assert found == (301, editions[leads_to].get_absolute_url())


@pytest.mark.parametrize("hide", [a_draft, a_withdrawn_edition])
def test_where_its_own_language_is_not_public_the_other_one_is_shown(client, hide):
    article = an_article()
    hide(article, language="zh-hans")
    english = leads(INFO, a_public_edition(article), language="zh-hans")

    assert answer_to(client, INFO, language="zh-CN") == (301, english.get_absolute_url())


@pytest.mark.parametrize("hide", [a_draft, lambda: a_public_edition(released_at=NEVER)])
def test_an_address_of_what_was_never_public_is_a_missing_page(client, hide):
    leads(INFO, hide())
    leads(DOWNLOAD, a_public_edition())
    OldAddress.objects.filter(path=DOWNLOAD).update(article=None, attachment=an_attachment())
    missing = client.get("/nothing.htm")

    answers = [client.get(each) for each in (INFO, DOWNLOAD)]

    assert [(each.status_code, each.content, each.headers) for each in answers] == [
        (404, missing.content, missing.headers)
    ] * 2


def test_an_address_of_what_was_taken_away_says_so(client):
    edition = leads(INFO, a_public_edition(title="Secret", language="zh-hans"))
    withdraw(edition, by=None, at=NOW)

    answer = client.get(INFO)

    assert answer.status_code == 410
    assert "Secret" not in answer.content.decode()


def test_only_reading_is_led_on(client):
    edition = leads(INFO, a_public_edition())

    answers = [ask(INFO) for ask in (client.head, client.post, client.put, client.delete)]

    assert [each.status_code for each in answers] == [301, 404, 404, 404]
    assert answers[0]["Location"] == edition.get_absolute_url()


def test_a_download_of_the_earlier_site_leads_to_the_file(client):
    attachment = an_attachment()
    OldAddress.objects.create(attachment=attachment, path=DOWNLOAD)
    a_public_edition().article.attachments.add(attachment)

    asked = "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=2345"

    assert answer_to(client, asked) == (301, attachment.file.url)


def test_a_file_that_no_page_offers_stays_a_secret(client):
    untitled = an_attachment(title_en="", title_zh_hans="章程")
    OldAddress.objects.create(attachment=untitled, path=DOWNLOAD)
    a_public_edition().article.attachments.add(untitled)
    a_draft(language="zh-hans").article.attachments.add(untitled)

    assert answer_to(client, DOWNLOAD) == (404, "")


def test_a_column_of_the_earlier_site_leads_to_the_section(client):
    both, chinese = a_section("campus"), a_section("notices", en="", zh_hans="通知")
    for path, section in (("/xwzx.htm", both), ("/tzgg.htm", chinese)):
        OldAddress.objects.create(section=section, path=path)

    assert [answer_to(client, path) for path in ("/xwzx.htm", "/tzgg.htm")] == [
        (301, "/en/sections/campus/"),
        (301, "/zh-hans/sections/notices/"),
    ]


def test_looking_costs_one_query_however_many_addresses_there_are(
    client, django_assert_num_queries
):
    edition = a_public_edition()
    client.get("/nothing.htm")
    OldAddress.objects.bulk_create(
        OldAddress(article=edition.article, path=f"/content.jsp?id={n}") for n in range(500)
    )

    with django_assert_num_queries(2):
        found = client.get("/content.jsp?id=77&a=1&b=2&c=3&d=4&e=5&f=6&g=7")
    with django_assert_num_queries(2):
        missing = client.get("/content.jsp?id=777&a=1&b=2&c=3&d=4&e=5&f=6&g=7")

    assert (found.status_code, missing.status_code) == (301, 404)


def test_our_own_pages_go_first(client):
    section = Section.objects.get(pk=a_public_edition().section_id)
    OldAddress.objects.create(section=section, path="/en/most-read")

    assert client.get("/en/most-read/").status_code == 200
