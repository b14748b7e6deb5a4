"""The addresses that are the same in every language."""

import pytest
from django.db import connection

from articles.models import PressRun, SiteSettings


@pytest.mark.parametrize(
    ("accepted", "home"),
    [
        ("en-GB,en;q=0.9", "/en/"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "/zh-hans/"),
        ("zh", "/zh-hans/"),
        ("zh-TW", "/zh-hans/"),
        ("fr,zh-CN;q=0.5", "/zh-hans/"),
        ("fr", "/en/"),
        ("", "/en/"),
        ("*;q=nonsense,,;", "/en/"),
    ],
)
def test_the_front_door_leads_home_in_the_reader_s_language(client, accepted, home):
    answer = client.get("/", headers={"accept-language": accepted})

    assert (answer.status_code, answer["Location"]) == (302, home)
    assert answer["Vary"] == "Accept-Language, Cookie"
    assert not answer.cookies


def test_the_site_lives_even_without_its_database(client):
    answer = client.get("/health/live")

    assert (answer.status_code, answer.content) == (200, b"alive\n")
    assert answer["Content-Type"] == "text/plain"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_the_site_is_ready_when_the_database_answers(client):
    answer = client.get("/health/ready")

    assert (answer.status_code, answer.content) == (200, b"ready\n")


@pytest.mark.django_db(transaction=True)
def test_the_site_is_not_ready_without_its_tables(client):
    with connection.schema_editor() as editor:
        editor.alter_db_table(PressRun, PressRun._meta.db_table, "hidden")
    try:
        answer = client.get("/health/ready")
    finally:
        with connection.schema_editor() as editor:
            editor.alter_db_table(PressRun, "hidden", PressRun._meta.db_table)

    assert (answer.status_code, answer.content) == (503, b"the database does not answer\n")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "initial"), [("lakeside News", "L"), ("湖滨新闻", "湖"), ("<script>", "&lt;")]
)
def test_the_icon_is_the_initial_of_the_site_in_the_colour_of_its_palette(client, name, initial):
    SiteSettings.objects.create(id=1, name_en=name, name_zh_hans="湖滨新闻", palette="pine")

    answer = client.get("/icon.svg", headers={"accept-language": "zh-CN"})

    page = answer.content.decode()
    assert answer["Content-Type"] == "image/svg+xml"
    assert f">{initial}</text></svg>" in page
    assert 'fill="#1c4f2e"' in page


@pytest.mark.django_db
def test_the_icon_is_asked_for_again_and_sent_again_only_when_it_has_changed(client):
    first = client.get("/icon.svg")
    again = client.get("/icon.svg", headers={"if-none-match": first["ETag"]})
    SiteSettings.objects.create(id=1, name_en="University")
    PressRun.start()
    changed = client.get("/icon.svg", headers={"if-none-match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=300"
    assert [answer.status_code for answer in (first, again, changed)] == [200, 304, 200]


@pytest.mark.django_db
def test_the_icon_costs_one_query_where_the_pages_have_been_shown(
    client, django_assert_num_queries
):
    client.get("/en/")

    with django_assert_num_queries(1):
        client.get("/icon.svg")


@pytest.mark.parametrize("path", ["/", "/health/live", "/health/ready", "/icon.svg"])
def test_only_reading_is_possible(client, path):
    answer = client.post(path)

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
