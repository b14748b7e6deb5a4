"""The article page."""

import re

import pytest
from django.core.files.base import ContentFile

from articles.editorial.workflow import withdraw
from articles.editorial.writing import Release
from articles.models import Attachment, BrowseTotal, Section, Source, Translator
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_section,
    a_source,
    a_tag,
    a_translator,
    a_withdrawn_edition,
    an_article,
    an_image,
)
from tests.public.clock import NEVER, later

KEPT_SHORTLY = "public, max-age=0, s-maxage=10, stale-while-revalidate=1"
pytestmark = pytest.mark.django_db


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def read(client, edition) -> str:
    return client.get(edition.get_absolute_url()).content.decode()


def meta_of(client, edition) -> str:
    return text_of(re.search(r'<p class="meta">.*?</p>', read(client, edition), re.S)[0])


def an_attachment(**titles: str) -> Attachment:
    attachment = Attachment(media_type="application/pdf", size=1_572_864, **titles)
    attachment.file.save("any.pdf", ContentFile(b"%PDF-1.7"), save=True)
    return attachment


def test_title_summary_and_text_stand_in_order(client):
    edition = a_public_edition(
        title="The lake froze", summary="Earlier than ever.", body="<p>A <em>cold</em> night.</p>"
    )

    page = read(client, edition)

    assert "<title>The lake froze · Lakeside News</title>" in page
    story = page[page.index("<article") : page.index("</article>")]
    assert text_of(story).startswith(
        "Campus The lake froze Earlier than ever. 10 March 2025, 10:00"
    )
    assert "<p>A <em>cold</em> night.</p>" in story


@pytest.mark.parametrize(
    ("language", "has_time", "written", "machine"),
    [
        ("en", True, "10 March 2025, 10:00", "2025-03-10T10:00+08:00"),
        ("en", False, "10 March 2025", "2025-03-10"),
        ("zh-hans", True, "2025年3月10日 10:00", "2025-03-10T10:00+08:00"),
        ("zh-hans", False, "2025年3月10日", "2025-03-10"),
    ],
)
def test_the_release_is_written_in_the_language(client, language, has_time, written, machine):
    release = Release(released_at=NOW, has_release_time=has_time)
    edition = a_public_edition(language=language, release=release)

    page = read(client, edition)

    assert f'<time datetime="{machine}">{written}</time>' in page


def test_the_source_is_named_only_where_there_is_one(client):
    with_source = a_public_edition(an_article(source=a_source()))
    without = a_public_edition()

    assert meta_of(client, with_source) == (
        "10 March 2025, 10:00 Source: News Centre Browse times: 0 1 min read Copy link"
    )
    assert meta_of(client, without) == "10 March 2025, 10:00 Browse times: 0 1 min read Copy link"


def test_a_source_that_lost_its_name_in_this_language_leaves_no_label(client):
    edition = a_public_edition(an_article(source=a_source()))
    Source.objects.update(name_en="")

    assert meta_of(client, edition) == "10 March 2025, 10:00 Browse times: 0 1 min read Copy link"


@pytest.mark.parametrize(
    ("start", "counted", "shown"), [(0, 0, "0"), (1_200, 34, "1,234"), (0, 7, "7")]
)
def test_browse_times_are_always_a_number(client, start, counted, shown):
    edition = a_public_edition()
    BrowseTotal.objects.create(article=edition.article, start=start, counted=counted)

    assert meta_of(client, edition) == (
        f"10 March 2025, 10:00 Browse times: {shown} 1 min read Copy link"
    )


def test_the_page_says_where_a_browse_is_counted(client):
    edition = a_public_edition(title="The lake froze")
    address = f"/en/news/{edition.article_id}/the-lake-froze/"

    page = read(client, edition)

    assert f'<span data-browse-times="{address}read">0</span>' in page
    assert (
        f'<noscript><img class="pixel" src="{address}read.png" alt="" width="1" height="1">'
        "</noscript>"
    ) in page
    assert re.findall(r"<script src[^>]+>", page) == ['<script src="/static/js/browse.js" defer>']


def test_the_cover_has_its_size_and_words_in_the_language(client):
    cover = an_image(alt_en="A frozen lake")
    cover.caption_en, cover.caption_zh_hans, cover.credit = "The lake in March", "三月的湖", "Wu"
    cover.save()
    edition = a_public_edition(an_article(cover=cover))

    page = read(client, edition)

    figure = re.search(r"<figure.*?</figure>", page, re.S)[0]
    assert (
        f'<img src="/media/{cover.file.name}" width="1200" height="800" alt="A frozen lake"'
        in figure
    )
    assert text_of(figure) == "The lake in March Photo: Wu"
    assert (
        f'<meta property="og:image" content="https://news.example.edu.cn{cover.file.url}">' in page
    )


def test_credits_are_grouped_by_role_in_the_order_of_printing(client):
    people = {"photographer": ["Chen"], "author": ["Ann", "Bo"], "reviewer": ["Da"]}
    edition = a_public_edition(release=Release(released_at=NOW, credits=people))

    page = read(client, edition)

    credits_ = re.search(r'<p class="credits">.*?</p>', page, re.S)[0]
    assert text_of(credits_) == "Text: Ann, Bo Photos: Chen Reviewer: Da"


def test_the_translator_is_named(client):
    edition = a_public_edition(release=Release(released_at=NOW, translator=a_translator()))

    link = '<a href="/en/translators/basic-courses/">Translated by Basic Courses Department</a>'
    assert f"<p>{link}</p>" in read(client, edition)


def test_no_empty_label_stands_where_names_are_missing(client):
    release = Release(released_at=NOW, translator=a_translator())
    edition = a_public_edition(release=release)
    Translator.objects.update(name_en="")
    Section.objects.update(name_en=None)

    page = read(client, edition)

    assert "Translated by" not in page
    assert 'class="kicker"' not in page
    assert 'class="particulars"' not in page


def test_tags_and_attachments_stand_in_this_language_only(client):
    both = an_attachment(title_en="The speech", title_zh_hans="讲话")
    chinese = an_attachment(title_zh_hans="通知")
    lake = a_tag("lake", en="The lake", zh_hans="湖")
    wordless = a_tag("ice", en="", zh_hans="冰")
    article = an_article(tags=(lake, wordless))
    article.attachments.set([both, chinese])
    edition = a_public_edition(article)

    page = read(client, edition)

    assert re.search(r'<ul class="tags".*?</ul>', page)[0].count("<li>") == 1
    assert '<li><a href="/en/tags/lake/" rel="tag">The lake</a></li>' in page
    files = re.search(r'<section class="files".*?</section>', page, re.S)[0]
    assert text_of(files) == "Attachments The speech PDF · 1.5 MB"
    assert f'<a href="{both.file.url}" type="application/pdf">' in files


def test_a_file_that_browsers_do_not_open_is_saved_under_its_title(client):
    article = an_article()
    form = Attachment(media_type="application/msword", size=2_048, title_en='The "form"')
    form.file.save("any.doc", ContentFile(b"\xd0\xcf"), save=True)
    article.attachments.add(form)

    page = read(client, a_public_edition(article))

    files = re.search(r'<section class="files".*?</section>', page, re.S)[0]
    assert f'<a href="{form.file.url}" download="The &quot;form&quot;.doc">' in files


def test_a_film_is_played_with_its_captions_and_can_be_taken_away(client):
    article = an_article()
    still = an_image()
    film = Attachment(
        media_type="video/mp4", size=12_582_912, title_en="The ice breaks", poster=still
    )
    film.file.save("any.mp4", ContentFile(b"film"), save=True)
    words = Attachment(media_type="text/vtt", size=1_024, title_en="The ice breaks")
    words.file.save("any.vtt", ContentFile(b"WEBVTT"), save=True)
    article.attachments.add(film, words)

    page = read(client, a_public_edition(article))

    player = re.search(r'<figure class="player">.*?</figure>', page, re.S)[0]
    assert (
        f'<video controls preload="none" poster="{still.thumbnail.url}"'
        ' aria-label="The ice breaks">'
        f'<source src="{film.file.url}" type="video/mp4">'
        f'<track default kind="captions" src="{words.file.url}" srclang="en" label="Captions">'
        "</video>"
    ) in player
    assert text_of(player) == "The ice breaks MP4 · 12.0 MB"
    assert f'<a href="{film.file.url}" download="The ice breaks.mp4">' in player
    assert 'class="files"' not in page


def test_a_sound_is_played_as_a_sound(client):
    article = an_article()
    talk = Attachment(media_type="audio/mpeg", size=1_048_576, title_en="The talk")
    talk.file.save("any.mp3", ContentFile(b"talk"), save=True)
    article.attachments.add(talk)

    page = read(client, a_public_edition(article))

    assert (
        '<audio controls preload="none" aria-label="The talk">'
        f'<source src="{talk.file.url}" type="audio/mpeg"></audio>'
    ) in page


@pytest.mark.parametrize(("language", "told"), [("en", "3 min read"), ("zh-hans", "阅读约 3 分钟")])
def test_a_reader_is_told_how_long_the_text_takes(client, language, told):
    words = {"en": "<p>" + "ice " * 238 * 3 + "</p>", "zh-hans": "<p>" + "冰" * 500 * 3 + "</p>"}

    page = read(client, a_public_edition(language=language, body=words[language]))

    assert f"<span>{told}</span>" in page


def test_neighbours_are_the_next_newer_and_the_next_older_with_full_titles(client):
    long_title = "Our university held an enlarged meeting of the party committee " * 3
    older = a_public_edition(title=long_title.strip(), released_at=later(1))
    middle = a_public_edition(released_at=later(2))
    newer = a_public_edition(title="Newer one", released_at=later(3))
    a_public_edition(released_at=later(0))
    a_public_edition(released_at=later(4))

    page = read(client, middle)

    nav = re.search(r'<nav class="neighbours".*?</nav>', page, re.S)[0]
    assert re.findall(r'rel="(\w+)" href="([^"]+)"', nav) == [
        ("prev", newer.get_absolute_url()),
        ("next", older.get_absolute_url()),
    ]
    assert text_of(nav) == f"Newer story Newer one Older story {long_title.strip()}"


def test_stories_of_the_same_moment_are_walked_in_one_order_there_and_back(client):
    editions = [a_public_edition() for _ in range(4)]
    addresses = [edition.get_absolute_url() for edition in editions]

    def walk(rel: str, start: str) -> list[str]:
        path = [start]
        while match := re.search(
            rf'rel="{rel}" href="([^"]+)"', client.get(path[-1]).content.decode()
        ):
            path.append(match[1])
        return path

    assert walk("prev", addresses[0]) == addresses
    assert walk("next", addresses[-1]) == addresses[::-1]


def test_neighbours_are_of_the_same_section_and_language_and_public(client):
    article = an_article()
    edition = a_public_edition(article, released_at=later(10))
    a_public_edition(an_article(section=a_section("other")), released_at=later(11))
    a_public_edition(language="zh-hans", released_at=later(11))
    a_draft(release=Release(released_at=later(11)))
    a_withdrawn_edition()
    a_public_edition(release=Release(released_at=later(9), expires_at=later(20)))
    a_public_edition(released_at=NEVER)

    page = read(client, edition)

    assert 'class="neighbours"' not in page


def test_hidden_stories_between_neighbours_are_stepped_over(client):
    editions = [a_public_edition(released_at=later(minute)) for minute in range(5)]
    for hidden in (editions[1], editions[3]):
        withdraw(hidden, by=None, at=NOW)

    page = read(client, editions[2])

    assert re.findall(r'rel="(?:prev|next)" href="([^"]+)"', page) == [
        editions[4].get_absolute_url(),
        editions[0].get_absolute_url(),
    ]


def test_latest_stories_leave_out_the_story_itself(client):
    editions = [a_public_edition(title=f"Story {n}", released_at=later(n)) for n in range(7)]

    newest, oldest = read(client, editions[-1]), read(client, editions[0])

    def latest(page: str) -> list[str]:
        return re.findall(r">(Story \d)</a>", page[page.index('id="latest"') :])

    assert latest(newest) == ["Story 5", "Story 4", "Story 3", "Story 2", "Story 1"]
    assert latest(oldest) == ["Story 6", "Story 5", "Story 4", "Story 3", "Story 2"]


@pytest.mark.parametrize("slug", ["wrong", "The-Lake-Froze", "the-lake-froze-2", "湖"])
def test_another_slug_leads_to_the_right_one(client, slug):
    edition = a_public_edition(title="The lake froze")

    answer = client.get(f"/en/news/{edition.article_id}/{slug}/?utm_source=mail")

    assert (answer.status_code, answer["Location"]) == (301, edition.get_absolute_url())


def test_another_spelling_of_the_number_leads_to_the_right_one(client):
    edition = a_public_edition(title="The lake froze")

    answer = client.get(f"/en/news/00{edition.article_id}/the-lake-froze/")

    assert (answer.status_code, answer["Location"]) == (301, edition.get_absolute_url())


def test_query_parameters_do_not_change_the_page(client):
    edition = a_public_edition()

    answer = client.get(f"{edition.get_absolute_url()}?utm_source=mail")

    assert answer.status_code == 200
    assert "utm_source" not in answer.content.decode()


def test_the_page_knows_nothing_of_its_reader(client, admin_user):
    edition = a_public_edition()
    stranger = client.get(edition.get_absolute_url())
    client.force_login(admin_user)
    client.cookies["csrftoken"] = "a" * 32

    answer = client.get(edition.get_absolute_url(), headers={"accept-language": "zh-CN"})

    assert answer.content == stranger.content
    assert not answer.cookies
    assert "csrf" not in answer.content.decode().lower()
    assert answer["Vary"] == "Accept-Encoding"
    assert answer["Cache-Control"] == KEPT_SHORTLY
    assert answer["Content-Language"] == "en"


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(client):
    cover = an_image()
    edition = a_public_edition(an_article(cover=cover, source=a_source()), summary="Short.")

    answer = client.get(edition.get_absolute_url())

    page = answer.content.decode()
    page = re.sub(r'<script type="application/ld.json">[^<]+</script>', "", page)
    tags = re.findall(r'<(?:img|script|link rel="(?:icon|stylesheet)") [^>]+>', page)
    loaded = [re.search(r'(?:src|href)="([^"]+)"', tag)[1] for tag in tags]
    assert loaded == [
        "/icon.svg",
        "/static/css/site.css",
        "/static/js/browse.js",
        cover.file.url,
        f"{edition.get_absolute_url()}read.png",
    ]
    assert re.search(r"<style|<script(?! src)| style=| on\w+=", page) is None
    assert set(answer["Content-Security-Policy"].split("; ")) == {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    }


def test_title_and_summary_are_escaped(client):
    edition = a_public_edition(title='<b>"Bold"</b>', summary="if a<b & c")

    page = read(client, edition)

    assert "<h1>&lt;b&gt;&quot;Bold&quot;&lt;/b&gt;</h1>" in page
    assert '<meta name="description" content="if a&lt;b &amp; c">' in page


def test_only_reading_is_possible(client):
    edition = a_public_edition()

    answer = client.post(edition.get_absolute_url())

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


def test_head_is_answered_like_get_without_the_page(client):
    edition = a_public_edition()

    answer = client.head(edition.get_absolute_url())

    assert (answer.status_code, answer.content) == (200, b"")


def test_a_page_names_those_who_made_it_in_its_own_language_only(client):
    article = an_article()
    english = Release(released_at=NOW, credits={"author": ["Ann"]})
    chinese = Release(released_at=NOW, credits={"author": ["林小雨"]})
    path = a_public_edition(article, release=english).get_absolute_url()
    other = a_public_edition(article, language="zh-hans", release=chinese).get_absolute_url()

    pages = [client.get(each).content.decode() for each in (path, other)]

    assert [("Ann" in page, "林小雨" in page) for page in pages] == [(True, False), (False, True)]
