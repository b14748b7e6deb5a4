"""What a reader can do with a story besides reading it, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.looks]

FILM = Path(__file__).resolve().parents[1] / "data/film.webm"
MAKE_STORY = """
from pathlib import Path
from django.core.files.base import ContentFile
from articles.models import Attachment
from tests.factories import *
article = an_article()
for name, kind, content in (
    ("x.webm", "video/webm", Path({film!r}).read_bytes()),
    ("x.vtt", "text/vtt", b"WEBVTT\\n\\n00:00.000 --> 00:02.000\\nThe ice breaks.\\n"),
):
    file = Attachment(title_en="The ice", media_type=kind, size=len(content), digest="0" * 64)
    file.file.save(name, ContentFile(content), save=True)
    article.attachments.add(file)
print(a_public_edition(article, title="The lake froze").get_absolute_url())
"""


@pytest.fixture(scope="module")
def address(server) -> str:
    made = server.manage("shell", "--no-imports", "-c", MAKE_STORY.format(film=str(FILM)))
    return server.url + made.split()[-1]


@pytest.fixture
def read(chromium):
    """Opens a page in a browser of its own; in the end, no script of it has failed."""
    contexts, complaints = [], []

    def open_page(address, **options):
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def test_the_address_of_a_story_is_copied_without_what_is_behind_it(read, address):
    page = read(f"{address}?from=friend#content", permissions=["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Copy link").click()

    expect(page.get_by_role("status")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == address


def test_where_nothing_can_be_copied_the_address_is_shown(read, address):
    page = read(address)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(Error()); }")

    page.get_by_role("button", name="Copy link").press("Enter")

    expect(page.get_by_role("status")).to_have_text(address)


def test_without_javascript_no_button_promises_to_copy(read, address):
    page = read(address, java_script_enabled=False)

    expect(page.get_by_text("Copy link")).to_be_hidden()
    expect(page.get_by_text("1 min read")).to_be_visible()


def test_a_film_is_fetched_when_it_is_played_and_in_parts(read, address):
    asked = []
    page = read("about:blank")
    page.on("response", lambda answer: asked.append((answer.url[-5:], answer.status)))
    page.goto(address, wait_until="networkidle")
    before = [answer for answer in asked if answer[0] == ".webm"]

    length = page.locator("video").evaluate(
        "async (film) => { film.muted = true; await film.play(); film.currentTime = 1; "
        "await new Promise((done) => film.addEventListener('seeked', done)); "
        "return film.currentTime; }"
    )

    assert before == []
    assert length >= 1
    assert (".webm", 206) in asked
    assert {status for name, status in asked if name == ".webm"} == {206}


def test_the_captions_of_a_film_are_shown(read, address):
    page = read(address)

    said = page.locator("video").evaluate(
        "async (film) => { const [track] = film.textTracks; film.muted = true; await film.play(); "
        "while (!track.activeCues?.length) await new Promise((next) => setTimeout(next, 50)); "
        "return [track.mode, track.language, track.activeCues[0].text]; }"
    )

    assert said == ["showing", "en", "The ice breaks."]
