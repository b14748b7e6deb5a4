"""The archive: its months, and the lists of a year and of a month, in the site's time zone."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.timezone import localtime
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles.editorial.workflow import withdraw
from articles.editorial.writing import Release
from articles.models import Edition, PressRun, Revision
from articles.public.archive import months
from articles.public.pages import PER_PAGE
from tests.factories import NOW, SHANGHAI, a_public_edition, an_article
from tests.public.test_lists import way
from tests.public.test_section import titles

pytestmark = pytest.mark.django_db


def on(year: int, month: int, day: int = 1, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def links(page: str, *, below: str = "/en/archive/") -> list[tuple[str, str]]:
    main = page[page.index("<main") : page.index("</main>")]
    return re.findall(rf'<a[^>]* href="{below}([^"]*)"[^>]*>([^<]+)</a>', main)


def test_it_shows_the_months_that_have_stories_by_year(client):
    for moment in (on(2025, 3), on(2025, 1), on(2023, 12, 31, 23, 59)):
        a_public_edition(released_at=moment)
    a_public_edition(released_at=on(2024, 5), language="zh-hans")

    english, chinese = (
        client.get(f"/{code}/archive/").content.decode() for code in ("en", "zh-hans")
    )

    assert links(english) == [
        ("2025/", "2025"),
        ("2025/01/", "Jan"),
        ("2025/03/", "Mar"),
        ("2023/", "2023"),
        ("2023/12/", "Dec"),
    ]
    assert links(chinese, below="/zh-hans/archive/") == [("2024/", "2024年"), ("2024/05/", "5月")]
    assert 'aria-label="March 2025"' in english
    assert re.findall(r"<span>(\w+)</span></li>", english) == [
        *("Feb", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        *("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov"),
    ]


def test_an_empty_archive_says_so(client):
    assert "There are no stories yet." in client.get("/en/archive/").content.decode()


@pytest.mark.parametrize(
    ("moment", "address"),
    [
        (on(2025, 3, 1, 0, 0), "2025/03/"),
        (on(2025, 2, 28, 23, 59), "2025/02/"),
        (on(2024, 12, 31, 23, 59), "2024/12/"),
        (on(2025, 1, 1, 0, 0), "2025/01/"),
        (on(1931, 9, 18), "1931/09/"),
    ],
)
def test_a_month_begins_at_midnight_where_the_site_is(client, moment, address):
    a_public_edition(title="On the border", released_at=moment)

    assert [link for link, _words in links(client.get("/en/archive/").content.decode())] == [
        address[:5],
        address,
    ]
    for place in (address, address[:5]):
        assert titles(client.get(f"/en/archive/{place}").content.decode()) == ["On the border"]


def test_a_month_shows_its_stories_and_leads_to_the_months_beside_it(client):
    for title, moment in (
        ("January", on(2025, 1)),
        ("Early in March", on(2025, 3)),
        ("Late in March", on(2025, 3, 31, 23, 59)),
        ("April of the next year", on(2026, 4)),
    ):
        a_public_edition(title=title, released_at=moment)

    page = client.get("/en/archive/2025/03/").content.decode()

    assert '<a class="kicker" href="/en/archive/">Archive</a> March 2025</h1>' in page
    assert titles(page) == ["Late in March", "Early in March"]
    assert links(page) == [
        ("", "Archive"),
        ("2025/", "2025"),
        ("2025/01/", "Jan"),
        ("2025/03/", "Mar"),
        ("2026/04/", "April 2026"),
        ("2025/01/", "January 2025"),
    ]
    assert re.findall(r'href="([^"]+)" aria-label="March 2025" aria-current="page"', page) == [
        "/en/archive/2025/03/"
    ]


def test_a_year_shows_its_stories_and_leads_to_the_years_beside_it(client):
    for year in (2023, 2025, 2026):
        a_public_edition(title=f"Of {year}", released_at=on(year, 1))

    pages = [client.get(f"/en/archive/{year}/").content.decode() for year in (2023, 2025, 2026)]

    assert [titles(page) for page in pages] == [["Of 2023"], ["Of 2025"], ["Of 2026"]]
    assert [links(page)[3:] for page in pages] == [
        [("2025/", "2025")],
        [("2026/", "2026"), ("2023/", "2023")],
        [("2025/", "2025")],
    ]


def test_what_is_not_public_makes_no_month_and_no_year(client):
    withdraw(a_public_edition(released_at=on(2024, 1)), by=None, at=NOW)
    a_public_edition(released_at=on(2199, 1))
    times = {"released_at": on(2023, 1), "expires_at": on(2023, 2)}
    a_public_edition(released_at=on(2022, 1), release=Release(**times))
    a_public_edition(released_at=on(2025, 1), language="zh-hans")

    places = ["2024/", "2024/01/", "2199/", "2199/01/", "2023/01/", "2025/", "2020/"]
    answers = [client.get(f"/en/archive/{place}") for place in places]

    assert links(client.get("/en/archive/").content.decode()) == []
    assert [answer.status_code for answer in answers] == [404] * 7
    assert "/zh-hans/archive/2025/" in answers[5].content.decode()


def test_a_year_without_an_address_is_left_out(client):
    a_public_edition(released_at=datetime(25, 3, 1, tzinfo=UTC))

    assert links(client.get("/en/archive/").content.decode()) == []


def test_one_can_walk_to_the_end_of_a_month_and_back(client):
    for n in range(PER_PAGE + 1):
        a_public_edition(title=f"Story {n}", released_at=on(2025, 2, 1 + n))
    a_public_edition(released_at=on(2025, 1, 31, 23, 59))
    address = "/en/archive/2025/02/"

    first = client.get(address).content.decode()
    second = client.get(address + way(first, "next")).content.decode()

    assert titles(first) == [f"Story {n}" for n in range(PER_PAGE, 0, -1)]
    assert titles(second) == ["Story 0"]
    assert client.get(address + way(second, "prev"))["Location"] == address


@pytest.mark.parametrize(
    "moment", [on(2025, 1, 31), on(2025, 3), on(2199, 1), datetime(1, 1, 1, tzinfo=UTC)]
)
@pytest.mark.parametrize("name", ["before", "after"])
def test_a_page_beside_the_month_is_not_found(client, name, moment):
    a_public_edition(released_at=on(2025, 2, 2))
    cursor = int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * 1_000_000

    assert client.get(f"/en/archive/2025/02/?{name}={cursor}-1").status_code == 404


moments = st.lists(
    st.one_of(
        st.datetimes(datetime(2000, 1, 1), datetime(2004, 1, 1)),  # noqa: DTZ001 - of the site
        # Around the borders of months, there and in UTC.
        st.builds(
            lambda month, hours: datetime(2001, month, 1) + timedelta(hours=hours),  # noqa: DTZ001 - of the site
            st.integers(1, 12),
            st.integers(-9, 9),
        ),
    ),
    max_size=12,
)


class AnyStories(TestCase):
    """Whenever stories came out, the walk finds the months that counting them one by one finds."""

    def setUp(self) -> None:
        self.text = Revision.objects.get(edition=a_public_edition(released_at=NOW))

    @given(moments)
    @settings(max_examples=60, deadline=None)
    def test_every_month_is_found(self, moments) -> None:
        at = NOW.replace(year=2003, month=6)
        for moment in moments:
            edition = an_article().editions.get(language="en")
            Edition.objects.filter(pk=edition.pk).update(
                status="published", public=self.text, released_at=moment.replace(tzinfo=SHANGHAI)
            )
        PressRun.start()

        found = [(span.year, span.month) for span in months("en", at=at)]

        public = Edition.objects.published(at).values_list("released_at", flat=True)
        local = {localtime(moment) for moment in public}
        assert found == sorted({(day.year, day.month) for day in local}, reverse=True)
