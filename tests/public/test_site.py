"""The addresses that are the same in every language."""

import pytest
from django.db import connection

from articles.models import PressRun


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


@pytest.mark.parametrize(
    ("name", "initial"), [("lakeside News", "L"), ("湖滨新闻", "湖"), ("<script>", "&lt;")]
)
def test_the_icon_is_the_initial_of_the_site(client, settings, name, initial):
    settings.SITE_NAMES = {"en": name, "zh-hans": "湖滨新闻"}

    answer = client.get("/icon.svg")

    assert answer["Content-Type"] == "image/svg+xml"
    assert f">{initial}</text></svg>" in answer.content.decode()
    assert answer["Cache-Control"] == "public, max-age=86400"


@pytest.mark.parametrize("path", ["/", "/health/live", "/health/ready", "/icon.svg"])
def test_only_reading_is_possible(client, path):
    answer = client.post(path)

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
