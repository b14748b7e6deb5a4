"""What was public and kept does not come out again once it is taken back, at any address."""

import pytest

from articles.edge.press_watch import LOOKED_AFTER
from articles.editorial.workflow import withdraw
from articles.editorial.writing import save_release
from articles.models import Edition
from tests.browsing.broken import no_database
from tests.edge.reading import text_of
from tests.factories import NOW, a_public_edition
from tests.public.clock import NEVER, later
from tests.test_no_draft_leaks import SECRET, WALKED, WORDS, addresses_at, loud_article, release

pytestmark = pytest.mark.django_db


def withdrawn(edition: Edition, moment) -> None:
    withdraw(edition, by=None, at=moment.now)
    moment.now += LOOKED_AFTER


def expired(_edition: Edition, moment) -> None:
    moment.now = later(3)


def rescheduled(edition: Edition, moment) -> None:
    times = release(released_at=NEVER)
    save_release(edition, release=times, version=edition.facts_version, at=moment.now)
    moment.now += LOOKED_AFTER


class Walk:
    """All public addresses, of a site with one story and its neighbour."""

    def __init__(self, reading, edition: Edition, neighbour: Edition) -> None:
        self.reading = reading
        self.story = edition.get_absolute_url()
        self.neighbour = neighbour.get_absolute_url()
        self.any_slug = f"/news/{edition.article_id}/"
        self.addresses = [self.story, self.neighbour]
        for route, ways in WALKED.items():
            self.addresses += addresses_at(
                route, ways, story=edition.article_id, languages=("en", "zh-hans")
            )

    def answers(self) -> dict[str, str]:
        """With their status and headers."""
        answers = {}
        for address in self.addresses:
            path, _, query = address.partition("?")
            answer = self.reading.get(path, query=query, headers={"Accept-Encoding": None})
            answers[address] = f"{answer.status} {answer.headers} {text_of(answer)}"
        return answers

    def telling(self) -> list[str]:
        """Where the story is told of, now."""
        return [
            address
            for address, answer in self.answers().items()
            # An address of the question may be in its answer.
            if SECRET in (rest := answer.replace(self.story, "").replace(address, ""))
            or self.any_slug in rest
        ]

    def kept(self) -> set[str]:
        return {f"{path}?{places}".rstrip("?") for path, places in self.reading.kept}


@pytest.fixture
def edition():
    times = release(released_at=later(-1), expires_at=later(3))
    return a_public_edition(loud_article(), release=times, **WORDS)


@pytest.fixture
def walk(reading, edition):
    return Walk(reading, edition, a_public_edition(released_at=NOW))


def test_the_pages_that_tell_of_the_story_are_kept_while_it_is_public(walk):
    first = walk.answers()
    asked = dict(walk.reading.asked)

    second = walk.answers()

    kept = [address for address in walk.addresses if address in walk.kept()]
    told = {address for address in kept if SECRET in first[address]}
    assert {
        walk.story, walk.neighbour, "/en/", "/en/feed.xml", "/en/feed.json", "/en/most-read/",
        "/en/sections/campus/", "/en/sections/campus/feed.xml", "/en/sections/campus/most-read/",
    } <= told  # fmt: skip
    assert [address for address in kept if second[address] != first[address]] == []
    # Of these the second walk asks anew, under the same path.
    unkept = {address.partition("?")[0] for address in walk.addresses if address not in kept}
    paths = {address for address in told if "?" not in address} - unkept
    assert {path: walk.reading.asked[path] for path in paths} == {
        path: asked[path] for path in paths
    }


@pytest.mark.parametrize(
    ("take_back", "status"), [(withdrawn, 410), (expired, 410), (rescheduled, 410)]
)
def test_nothing_of_a_story_that_was_kept_comes_out_once_it_is_taken_back(
    walk, edition, moment, take_back, status
):
    assert len(walk.telling()) > 20

    take_back(edition, moment)
    told = [walk.telling(), walk.telling()]

    assert told == [[], []]
    assert walk.reading.get(walk.story).status == status


@pytest.mark.parametrize("take_back", [withdrawn, expired, rescheduled])
def test_nothing_of_it_comes_back_when_the_database_goes_away(walk, edition, moment, take_back):
    walk.answers()
    take_back(edition, moment)
    walk.reading.get("/en/")

    with no_database():
        told = walk.telling()

    assert told == []
