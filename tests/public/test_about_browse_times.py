"""The page that tells visitors what is counted and kept."""

import re

import pytest
from django.test import override_settings

from articles.models import PressRun, SiteSettings
from tests.factories import a_public_edition

KEPT_SHORTLY = "public, max-age=0, s-maxage=10, stale-while-revalidate=1"
pytestmark = pytest.mark.django_db

ADDRESS = "/en/about-browse-times/"
PRINTED = f"https://news.example.edu.cn{ADDRESS}"


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def text(client, address: str = ADDRESS) -> str:
    page = client.get(address).content.decode()
    return text_of(page[page.index("<main") : page.index("</main>")])


def test_it_says_what_is_counted_and_kept(client):
    said = text(client)

    facts = [
        "within 30 seconds",
        "earlier site",
        "only with a reason",
        "a few seconds old",
        "midnight, China Standard Time",
        "Robots",
        "staff while they are signed in",
        "loads in advance",
        "Visitors per day",
        "destroyed by ten past",
        "the name of the site only",
        "sessionStorage",
        "no cookies",
        "third parties",
        "Global Privacy Control or Do Not Track",
        "for good",
    ]
    assert [fact for fact in facts if fact not in said] == []


def test_it_says_the_same_in_chinese(client):
    said = text(client, "/zh-hans/about-browse-times/")

    facts = [
        "浏览次数如何统计",
        "30 秒内",
        "以前的网站",
        "必须说明理由",
        "滞后几秒",
        "以北京时间为准",
        "机器人",
        "已登录的本站工作人员",
        "预先加载",
        "零点十分",
        "只有网站名称",
        "不向读者设置 Cookie",
        "第三方",
        "全球隐私控制",
        "请勿跟踪",
        "永久",
    ]
    assert [fact for fact in facts if fact not in said] == []


def test_words_of_another_language_say_so_in_chinese(client):
    page = client.get("/zh-hans/about-browse-times/").content.decode()

    assert '<span lang="en">Global Privacy Control</span>' in page


def test_another_time_zone_is_named_as_computers_name_it(client):
    with override_settings(TIME_ZONE="Europe/Vienna"):
        page = client.get("/zh-hans/about-browse-times/").content.decode()

    assert '以<span lang="en">Europe/Vienna</span>为准' in page


def test_it_names_whom_to_ask_where_the_site_has_an_address(client):
    nobody = text(client)
    SiteSettings.objects.create(id=1, address_en="News Centre\n1 Lakeshore Road <Gate>")
    PressRun.start()

    assert "Whom to ask" not in nobody
    assert text(client).endswith("Whom to ask News Centre 1 Lakeshore Road &lt;Gate&gt; " + PRINTED)
    assert "向谁询问" not in text(client, "/zh-hans/about-browse-times/")


def test_number_and_foot_lead_to_it_and_from_there_to_the_other_language(client):
    edition = a_public_edition()

    story = client.get(edition.get_absolute_url()).content.decode()
    page = client.get(ADDRESS).content.decode()

    [link] = re.findall(r'<a href="/en/about-browse-times/" [^>]+>.*?</a>', story)
    assert link == (
        f'<a href="{ADDRESS}" title="How browse times are counted">Browse times: '
        f'<span data-browse-times="{edition.get_absolute_url()}read">0</span></a>'
    )
    assert f'<a href="{ADDRESS}">How browse times are counted</a>' in story
    assert '<a href="/zh-hans/about-browse-times/" hreflang="zh-Hans"><span' in page
    assert f'<link rel="canonical" href="{PRINTED}">' in page


def test_it_belongs_to_everybody_and_is_only_read(client):
    whole, head, refused = client.get(ADDRESS), client.head(ADDRESS), client.post(ADDRESS)

    assert whole["Cache-Control"] == KEPT_SHORTLY
    assert not whole.cookies
    assert (head.status_code, head.content) == (200, b"")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
