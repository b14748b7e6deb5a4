"""Every interface word of a page is in the page's own language."""

import re

import pytest
from django.core.files.base import ContentFile

from articles.editorial.writing import Release
from articles.models import Attachment, Edition, Role, SiteSettings
from tests.factories import (
    a_public_edition,
    a_section,
    a_source,
    a_tag,
    a_translator,
    a_withdrawn_edition,
    an_article,
    an_image,
    browsed,
)
from tests.public.clock import later

pytestmark = pytest.mark.django_db

CHINESE = re.compile("[\u2e80-\u9fff\uff00-\uffef]+")
LATIN = re.compile("[A-Za-z]+")
OTHERS = {"en": "zh-hans", "zh-hans": "en"}
PATHS = [
    "{home}",
    "{home}sections/campus/",
    "{story}",
    "{home}nothing/",
    "{foreign}",
    "{gone}",
    "{home}most-read/",
    "{home}sections/campus/most-read/30-days/",
    "{home}sections/campus/most-read/all-time/",
    "{home}sections/empty/most-read/",
    "{home}about-browse-times/",
    "{home}search/",
    "{home}search/?q={word}",
    "{home}search/?q={word}&order=newest",
    "{home}search/?q=1+{word}&year=2025",
    "{home}search/?q=!",
    "{home}news/",
    "{home}sources/news-centre/",
    "{home}translators/basic-courses/",
    "{home}tags/lake/",
    "{home}tags/foreign-{language}/",
    "{home}archive/",
    "{home}archive/2025/",
    "{home}archive/2025/03/",
]


@pytest.fixture
def addresses() -> dict[str, list[str]]:
    """Per language: every kind of page, with all that can stand on it, in that language only."""
    words = {"en": "Lake", "zh-hans": "湖"}
    SiteSettings.objects.create(id=1, address_en="Lake", address_zh_hans="湖")
    a_section("empty", en="Empty", zh_hans="空")
    article, older = full_article("lake"), full_article()
    foreign = {code: full_article(f"foreign-{other}") for code, other in OTHERS.items()}
    gone = {"en": a_withdrawn_edition(), "zh-hans": a_withdrawn_edition(language="zh-hans")}
    for language, word in words.items():
        publish = {"language": language, "title": word, "summary": word, "body": f"<p>{word}</p>"}
        people = {role: [word] for role in Role.values}
        for minute, each in enumerate((older, article, foreign[language])):
            release = Release(
                released_at=later(minute - 2), translator=a_translator(), credits=people
            )
            browsed(a_public_edition(each, release=release, **publish), 1)
    return {
        language: [
            path.format(
                home=f"/{language}/",
                language=language,
                story=Edition.objects.get(article=article.pk, language=language).get_absolute_url(),
                gone=gone[language].get_absolute_url(),
                foreign=f"/{language}/news/{foreign[other].pk}/any/",
                word=words[language],
            )
            for path in PATHS
        ]
        for language, other in OTHERS.items()
    }


def full_article(tag_slug: str = ""):
    cover = an_image(alt_en="Lake", alt_zh_hans="湖")
    cover.caption_en, cover.caption_zh_hans, cover.credit = "Lake", "湖", "1"
    cover.save()
    tag = a_tag(tag_slug or f"tag-{cover.pk}", en="Lake", zh_hans="湖")
    article = an_article(source=a_source(), cover=cover, tags=(tag,))
    attachment = Attachment(title_en="Lake", title_zh_hans="湖", media_type="text/plain", size=1)
    attachment.file.save("x.txt", ContentFile(b"x"), save=True)
    article.attachments.add(attachment)
    return article


def words_of(page: str) -> str:
    """What a reader sees or hears, without what says itself that it is in another language."""
    # Facts for machines have the words of their vocabulary.
    page = re.sub(r'<script type="application/ld.json">.*?</script>', "", page)
    page = re.sub(r"<(\w+)[^>]* lang=[^>]*>[^<]*</\1>", "", page[page.index("<head>") :])
    heard = re.findall(r' (?:aria-label|title|alt|content|download)="([^"]*)"', page)
    seen = re.sub(r"<[^>]+>", " ", page)
    return " ".join([seen, *heard])


def test_a_page_in_english_has_no_chinese_word(client, addresses):
    pages = [words_of(client.get(address).content.decode()) for address in addresses["en"]]

    assert [CHINESE.findall(page) for page in pages] == [[]] * len(PATHS)


def test_a_page_in_chinese_has_no_english_word(client, addresses):
    # Names of formats and addresses are the same in every language.
    allowed = {"TXT", "txt", "width", "device", "initial", "scale", "light", "dark", "article"}
    allowed |= {"website", "https", "news", "example", "edu", "cn", "media", "pictures", "jpg"}
    allowed |= {"RSS", "en", "US", "zh", "CN", "summary", "large", "image", "T", "noindex"}

    pages = [words_of(client.get(address).content.decode()) for address in addresses["zh-hans"]]

    found = [set(LATIN.findall(re.sub(r"https?://\S+", "", page))) - allowed for page in pages]
    assert found == [set()] * len(PATHS)


def test_the_words_of_the_seed_page_stand_in_chinese(client, addresses):
    page = client.get(addresses["zh-hans"][2]).content.decode()

    words = ["浏览次数：", "来源：新闻中心", "翻译：基础课部", "上一条", "下一条"]
    assert [word for word in words if word not in page] == []
