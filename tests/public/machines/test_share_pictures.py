"""The picture that other sites show beside a link: its address, its cost, and whose it is."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.cache import caches
from PIL import Image

from articles.editorial.workflow import publish, withdraw
from articles.editorial.writing import Release, save_draft
from articles.models import Article, SiteSettings
from articles.public.machines import share
from articles.text.story import written
from tests.factories import NOW, a_draft, a_public_edition, an_article, an_image
from tests.public.clock import NEVER

pytestmark = pytest.mark.django_db

SITE = "https://news.example.edu.cn"


@pytest.fixture(autouse=True)
def nothing_drawn():
    caches["drawings"].clear()


@pytest.fixture
def drawings(monkeypatch) -> list[str]:
    """The titles that were drawn."""
    titles = []

    def note(card, **how):
        titles.append(card.title)
        return draw(card, **how)

    draw = share.drawn
    monkeypatch.setattr(share, "drawn", note)
    return titles


def cards(client, address: str) -> dict[str, str]:
    """What the head of a page tells other sites."""
    page = client.get(address).content.decode()
    return dict(
        re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', page)
    )


def picture(client, address: str) -> str:
    return cards(client, address)["og:image"].removeprefix(SITE)


def test_a_story_without_a_cover_has_a_drawn_picture(client):
    edition = a_public_edition(title="Ice & snow")

    told = cards(client, edition.get_absolute_url())
    answer = client.get(picture(client, edition.get_absolute_url()))

    assert re.fullmatch(
        rf"{SITE}/en/news/{edition.article_id}/share-[0-9a-f]{{16}}\.png", told["og:image"]
    )
    assert {name: told[f"og:image:{name}"] for name in ("width", "height", "alt")} == {
        "width": "1200",
        "height": "630",
        "alt": "Ice &amp; snow",
    }
    assert told["twitter:card"] == "summary_large_image"
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert Image.open(BytesIO(answer.content)).size == (1200, 630)
    assert answer["Cache-Control"] == "public, max-age=86400, s-maxage=300"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize(("width", "is_cover"), [(1200, True), (600, True), (599, False)])
def test_a_cover_is_the_picture_if_it_is_wide_enough(client, width, is_cover):
    cover = an_image(alt_en="A lake")
    cover.width = width
    cover.save()
    edition = a_public_edition(an_article(cover=cover))

    told = cards(client, edition.get_absolute_url())

    assert (told["og:image"] == f"{SITE}{cover.file.url}") is is_cover
    if is_cover:
        sizes = [told[f"og:image:{name}"] for name in ("width", "height", "alt")]
        assert sizes == [str(width), "800", "A lake"]


def test_a_decorative_cover_has_no_words(client):
    edition = a_public_edition(an_article(cover=an_image(is_decorative=True)))

    assert "og:image:alt" not in cards(client, edition.get_absolute_url())


def test_every_other_page_has_the_picture_of_the_site(client):
    a_public_edition()
    SiteSettings.objects.create(id=1, name_en="Lake News", tagline_en="By the lake")

    found = {picture(client, path) for path in ("/en/", "/en/sections/campus/", "/en/most-read/")}

    [address] = found
    answer = client.get(address)
    assert re.fullmatch(r"/en/share-[0-9a-f]{16}\.png", address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert client.get("/en/share-0.png")["Location"] == address


def test_a_picture_is_drawn_once_and_only_at_its_own_address(client, drawings):
    edition = a_public_edition(title="Ice")
    address = picture(client, edition.get_absolute_url())

    wrong = [client.get(f"/en/news/{edition.article_id}/share-{n}.png") for n in range(20)]
    first, second = client.get(address), client.get(address)

    assert {(answer.status_code, answer["Location"]) for answer in wrong} == {(302, address)}
    assert first.content == second.content
    assert drawings == ["Ice"]


def test_who_has_the_picture_is_told_so_without_a_drawing(client, drawings):
    edition = a_public_edition()
    address = picture(client, edition.get_absolute_url())
    etag = f'"{address[-20:-4]}"'

    answer = client.get(address, headers={"if-none-match": etag})

    assert (answer.status_code, answer["ETag"], drawings) == (304, etag, [])
    assert answer["Cache-Control"] == "public, max-age=86400, s-maxage=300"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (90_000, "public, max-age=86400, s-maxage=300"),
        (3_600.5, "public, max-age=3600, s-maxage=300"),
        (20, "public, max-age=20, s-maxage=20"),
        (0.5, "public, max-age=0, must-revalidate"),
    ],
)
def test_nobody_keeps_the_picture_of_a_story_that_has_expired(client, monkeypatch, seconds, told):
    expires_at = NOW + timedelta(seconds=seconds)
    edition = a_public_edition(release=Release(released_at=NOW, expires_at=expires_at))
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    address = picture(client, edition.get_absolute_url())

    whole = client.get(address)
    known = client.get(address, headers={"if-none-match": whole["ETag"]})

    assert [(answer.status_code, answer["Cache-Control"]) for answer in (whole, known)] == [
        (200, told),
        (304, told),
    ]


def test_a_corrected_title_has_another_address_and_the_old_one_leads_to_it(client):
    edition = a_public_edition(title="Ise")
    before = picture(client, edition.get_absolute_url())
    save_draft(edition, text=written(title="Ice", body="<p>b</p>"), base=1, by=None, at=NOW)
    publish(edition, by=None, at=NOW)
    edition.article = Article.objects.get()

    after = picture(client, edition.get_absolute_url())

    assert before != after
    assert client.get(before)["Location"] == after


def test_there_is_no_picture_of_what_is_not_public(client):
    public = a_public_edition()
    address = picture(client, public.get_absolute_url())
    a_public_edition(public.article, language="zh-hans", released_at=NEVER)
    hidden = [a_draft(), a_public_edition(released_at=NEVER)]

    paths = [f"/en/news/{edition.article_id}/share-0.png" for edition in hidden]
    paths += ["/en/news/999999/share-0.png", f"/zh-hans/news/{public.article_id}/share-0.png"]

    assert [client.get(path).status_code for path in paths] == [404] * 4
    assert client.get(address).status_code == 200
    withdraw(public, by=None, at=NOW)
    assert client.get(address).status_code >= 400


def test_who_comes_while_another_picture_is_drawn_is_asked_to_come_again(client, monkeypatch):
    monkeypatch.setattr(share, "PATIENCE", 0)
    address = picture(client, a_public_edition().get_absolute_url())

    with share.pen:
        answer = client.get(address)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer["Cache-Control"] == "no-store"
    assert answer.content == b"Other pictures are being drawn. Please ask again in a few seconds.\n"
    assert client.get(address).status_code == 200


def test_a_picture_that_cannot_be_kept_is_shown_all_the_same(client, monkeypatch, caplog):
    address = picture(client, a_public_edition().get_absolute_url())

    def full(*_args, **_how):
        raise OSError("no space left")

    monkeypatch.setattr(type(caches["drawings"]), "set", full)
    answer = client.get(address)

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert "no space left" in caplog.text


@pytest.mark.parametrize("path", ["/en/share-0.png", "/en/news/1/share-0.png"])
def test_only_reading_is_possible(client, path):
    assert client.post(path).status_code == 405


def test_a_picture_costs_so_many_queries(client, django_assert_num_queries):
    address = picture(client, a_public_edition().get_absolute_url())

    with django_assert_num_queries(2):
        client.get(address)
