import io
import re
import tomllib
from collections import Counter
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from articles.imports.demo import pictures

DEMO = Path(pictures.__file__).parent.parent
CONTENT = tomllib.loads((DEMO / "stories.toml").read_text(encoding="utf-8"))
STORIES = CONTENT["story"]
LANGUAGES = ("zh_hans", "en")
TEXTS = [story[language] for story in STORIES for language in LANGUAGES if language in story]
TAGS = {"p", "h2", "ul", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "a"}


def slugs(kind: str) -> list[str]:
    return [entry["slug"] for entry in CONTENT[kind]]


def titles(texts):
    return [text["title"] for text in texts]


def browses_of(story):
    """What a reader sees: both languages and what the earlier site had counted."""
    counted = sum(story.get(language, {}).get("browses", 0) for language in LANGUAGES)
    return counted + story.get("start", 0)


class Outline(HTMLParser):
    """The tags of a text, its links, and whether each tag is closed where it should be."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.open: list[str] = []
        self.is_balanced = True
        self.feed(body)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes |= set(attrs)
        self.open.append(tag)

    def handle_endtag(self, tag):
        self.is_balanced = self.is_balanced and bool(self.open) and self.open.pop() == tag


@pytest.mark.parametrize(
    ("kind", "count"),
    [("section", 5), ("source", 6), ("translator", 4), ("tag", 12), ("department", 4)],
)
def test_the_vocabulary_has_as_many_words_as_promised(kind, count):
    assert len(slugs(kind)) == count
    assert len(set(slugs(kind))) == count
    assert all(set(entry) - {"department"} == {"slug", "en", "zh_hans"} for entry in CONTENT[kind])


def test_at_least_thirty_stories_are_all_in_chinese_and_two_thirds_in_english():
    in_english = [story for story in STORIES if "en" in story]

    assert len(STORIES) >= 30
    assert all("zh_hans" in story for story in STORIES)
    assert len(in_english) * 3 >= len(STORIES) * 2


def test_enough_stories_are_public_in_chinese_and_some_wait_in_each_language():
    chinese = Counter(story["zh_hans"]["status"] for story in STORIES)
    english = Counter(story["en"]["status"] for story in STORIES if "en" in story)

    assert set(chinese) == {"public", "draft", "scheduled", "withdrawn"}
    assert set(english) == {"public", "draft"}
    assert chinese["public"] >= 30
    assert english["public"] >= 20


def test_exactly_one_story_is_scheduled_and_it_alone_lies_ahead():
    scheduled = [s["zh_hans"]["title"] for s in STORIES if s["zh_hans"]["status"] == "scheduled"]
    ahead = [s["zh_hans"]["title"] for s in STORIES if s["days_ago"] < 0]

    assert len(scheduled) == 1
    assert ahead == scheduled


def test_some_english_is_a_draft_of_a_public_chinese_story():
    pairs = [(s["zh_hans"]["status"], s["en"]["status"]) for s in STORIES if "en" in s]

    assert ("public", "draft") in pairs


def test_english_is_public_only_where_the_chinese_original_is():
    ahead_of_the_original = [
        story["en"]["title"]
        for story in STORIES
        if story.get("en", {}).get("status") == "public" and story["zh_hans"]["status"] != "public"
    ]

    assert ahead_of_the_original == []


def test_every_word_a_story_refers_to_exists_and_every_word_is_used():
    sources = {story["source"] for story in STORIES if "source" in story}
    translators = {s["en"]["translator"] for s in STORIES if "translator" in s.get("en", {})}

    assert {story["section"] for story in STORIES} == set(slugs("section"))
    assert sources == set(slugs("source"))
    assert translators == set(slugs("translator"))
    assert {tag for story in STORIES for tag in story["tags"]} == set(slugs("tag"))
    named = [entry for kind in ("source", "translator") for entry in CONTENT[kind]]
    departments = {entry["department"] for entry in named if "department" in entry}
    assert departments == set(slugs("department"))


def test_three_stories_have_no_source_and_some_english_has_no_translator():
    untold = [story for story in STORIES if "en" in story and "translator" not in story["en"]]

    assert sum("source" not in story for story in STORIES) == 3
    assert untold != []


def test_no_title_is_repeated():
    repeated = [title for title, times in Counter(titles(TEXTS)).items() if times > 1]

    assert repeated == []


def test_titles_try_out_the_layout():
    lengths = [len(title) for title in titles(TEXTS)]

    assert max(len(story["zh_hans"]["title"]) for story in STORIES) >= 60
    assert 140 <= max(lengths) <= 200
    assert any("“" in title and re.search("[0-9]", title) for title in titles(TEXTS))
    assert any("&" in title for title in titles(TEXTS))


@pytest.mark.parametrize("text", TEXTS, ids=titles(TEXTS))
def test_a_text_is_complete_and_fits_its_columns(text):
    required = {"title", "summary", "body", "status", "credits"}

    assert required <= set(text) <= required | {"translator", "browses"}
    assert 0 < len(text["title"]) <= 200
    assert 0 < len(text["summary"]) <= 500
    assert set(text["credits"]) <= {"author", "photographer"}
    assert text["credits"]["author"] != []


@pytest.mark.parametrize("text", TEXTS, ids=titles(TEXTS))
def test_a_body_keeps_to_the_allowed_tags(text):
    outline = Outline(text["body"])

    assert outline.names - TAGS == set()
    assert outline.attributes <= {("href", "/zh-hans/")}
    assert outline.is_balanced
    assert outline.open == []


@pytest.mark.parametrize("story", STORIES, ids=titles(s["zh_hans"] for s in STORIES))
def test_a_story_is_as_long_as_a_news_item(story):
    chinese = re.sub(r"<[^>]+>|\s", "", story["zh_hans"]["body"])
    english = re.sub(r"<[^>]+>", " ", story.get("en", {}).get("body", "")).split()

    assert 250 <= len(chinese) <= 600
    assert english == [] or 120 <= len(english) <= 300


def test_chinese_texts_use_chinese_punctuation():
    chinese = "[\u4e00-\u9fff]"
    latin = [
        text["title"]
        for text in TEXTS
        for words in (text["title"], text["summary"], text["body"])
        if re.search(rf"{chinese}[,;:?!.\"']|[,;:?!\"']{chinese}", words)
    ]

    assert latin == []


def test_stories_reach_back_almost_four_years_and_crowd_towards_now():
    past = sorted(story["days_ago"] for story in STORIES if story["days_ago"] >= 0)

    assert past[0] >= 1  # an hour of the day of loading might not have struck yet
    assert sum(days <= 90 for days in past) >= 10
    assert timedelta(days=past[-1]) >= timedelta(days=3.5 * 365)
    assert timedelta(days=past[-1]) <= timedelta(days=4 * 365.25)


def test_two_public_stories_share_a_day_and_a_section():
    public = [story for story in STORIES if story["zh_hans"]["status"] == "public"]
    days = Counter((story["section"], story["days_ago"]) for story in public)

    assert days.most_common(1) == [(("campus-news", 3), 2)]


def test_hours_are_hours_and_some_releases_are_known_only_by_their_day():
    public = [story for story in STORIES if story["zh_hans"]["status"] == "public"]

    assert all(0 <= story["hour"] <= 23 for story in STORIES if "hour" in story)
    assert any("hour" not in story for story in public)


def test_one_or_two_stories_are_pinned():
    assert 1 <= sum(story.get("pinned", False) for story in STORIES) <= 2


def test_only_what_has_been_public_has_been_browsed():
    counted = {text["status"] for text in TEXTS if "browses" in text}
    uncounted = {text["status"] for text in TEXTS if "browses" not in text}

    assert counted == {"public", "withdrawn"}
    assert uncounted == {"draft", "scheduled"}


def test_browses_are_plausible():
    public = [story for story in STORIES if story["zh_hans"]["status"] == "public"]
    totals = [browses_of(story) for story in public]

    assert totals.count(0) == 1
    assert 5_000 <= max(totals) <= 12_000


def test_three_old_stories_bring_their_number_along():
    brought = [story for story in STORIES if "start" in story]

    assert len(brought) == 3
    assert all(story["start"] > 0 and story["days_ago"] > 1000 for story in brought)


def test_most_stories_have_a_picture_and_no_two_are_the_same():
    drawn = [(s["picture"]["motif"], s["picture"]["seed"]) for s in STORIES if "picture" in s]

    assert len(STORIES) * 2 / 3 <= len(drawn) < len(STORIES)
    assert len(set(drawn)) == len(drawn)
    assert {motif for motif, _ in drawn} == set(pictures.MOTIFS)


def test_every_picture_is_described_in_both_languages():
    described = [story["picture"] for story in STORIES if "picture" in story]
    required = {"motif", "seed", "alt_en", "alt_zh_hans"}

    assert all(required <= set(picture) for picture in described)
    assert all(set(p) - required in ({"caption_en", "caption_zh_hans"}, set()) for p in described)
    assert all(0 < len(picture["alt_en"]) <= 300 for picture in described)
    assert all(0 < len(picture["alt_zh_hans"]) <= 300 for picture in described)


@pytest.mark.parametrize("motif", pictures.MOTIFS)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_motif_draws_a_picture_of_the_size_asked_for(motif, seed):
    drawn = Image.open(io.BytesIO(pictures.draw(motif, seed=seed, size=(300, 200))))
    drawn.load()

    assert (drawn.format, drawn.size) == ("JPEG", (300, 200))
    assert len(drawn.getcolors(300 * 200) or []) > 300


def test_a_picture_is_three_to_two_by_default():
    drawn = Image.open(io.BytesIO(pictures.draw("glass", seed=1)))

    assert drawn.size == (1440, 960)


@pytest.mark.parametrize("motif", pictures.MOTIFS)
def test_the_same_seed_draws_the_same_bytes(motif):
    assert pictures.draw(motif, seed=7, size=(300, 200)) == pictures.draw(
        motif, seed=7, size=(300, 200)
    )


@pytest.mark.parametrize("motif", pictures.MOTIFS)
def test_another_seed_draws_another_picture(motif):
    assert pictures.draw(motif, seed=0, size=(300, 200)) != pictures.draw(
        motif, seed=1, size=(300, 200)
    )


def test_an_unknown_motif_is_refused():
    with pytest.raises(pictures.UnknownMotif):
        pictures.draw("unicorn", seed=0)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_links_in_the_foot_lead_to_sections_of_the_demo(language):
    links = [link for link in CONTENT["site"]["link"] if link["language"] == language]

    addresses = {f"/{language}/sections/{slug}/" for slug in slugs("section")}
    assert len(links) == 3
    assert {link["address"] for link in links} <= addresses


def test_the_site_has_the_same_words_in_both_languages():
    words = {name for name in CONTENT["site"] if name != "link"}

    assert words == {
        f"{column}_{language}"
        for column in ("tagline", "address", "filing_number")
        for language in LANGUAGES
    }
