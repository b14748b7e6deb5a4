"""The form as a writing desk: its tabs, its neighbours, its questions, and what it costs."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.editorial.writing import Facts, Release, save_draft, save_facts, save_release
from articles.models import Attachment, Section, Status
from articles.text.story import written
from tests.admin.browser import form_of, typed
from tests.admin.staff import a_chief, a_staff_member, browser_of, words_of
from tests.admin.stories import ADD, address_of, answer_yes, save
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

pytestmark = pytest.mark.django_db


def tabs_of(page):
    """The words on each tab, in the order of the languages."""
    found = re.findall(r'<a href="#[\w-]+" id="tab-[\w-]+".*?</a>', page, re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", " ", tab).split()) for tab in found]


def panel_of(page, language):
    start = page.index(f'<section class="desk" id="{language}"')
    return page[start : page.index("</section>", start)]


def question(client, article, *, step="publish", language="en", seen=1):
    return client.get(f"/admin/articles/article/{article.pk}/{step}/{language}/?seen={seen}")


# Tabs


def a_scheduled_edition(article):
    return a_public_edition(article, released_at=timezone.now() + timedelta(days=1))


def an_expired_edition(article):
    return a_public_edition(
        article, release=Release(released_at=NOW, expires_at=NOW + timedelta(days=1))
    )


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda _article: None, "English no text yet"),
        (a_draft, "English draft"),
        (a_public_edition, "English public"),
        (a_scheduled_edition, "English scheduled"),
        (an_expired_edition, "English expired"),
        (a_withdrawn_edition, "English withdrawn"),
    ],
)
def test_the_state_of_a_language_stands_on_its_tab(make, words):
    article = an_article()
    make(article)
    client = browser_of(a_chief())

    page = client.get(address_of(article)).content.decode()

    assert tabs_of(page) == [words, "中文 no text yet"]


def test_a_newer_draft_is_said_on_the_tab():
    edition = a_public_edition()
    save_draft(edition, text=written(title="Newer"), base=1, by=None, at=NOW)
    client = browser_of(a_chief(), language="zh-hans")

    page = client.get(address_of(edition.article)).content.decode()

    assert tabs_of(page) == ["English 已公开 有未发布的新草稿", "中文 尚无内容"]


def test_mistakes_are_counted_on_the_tab_of_their_language():
    article = an_article()
    client = browser_of(a_chief())
    changes = {"zh_hans_title": "长" * 201, "zh_hans_released_at_0": "someday"}

    response = save(client, address_of(article), changes)

    assert tabs_of(response.content.decode()) == [
        "English no text yet",
        "中文 no text yet 2 mistakes",
    ]
    assert response.context["opened"] == "zh-hans"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_form_opens_in_the_language_of_the_reader(language):
    article = an_article()
    client = browser_of(a_chief(), language=language)

    response = client.get(address_of(article))

    assert response.context["opened"] == language


# Neighbours and address


def test_the_saved_text_of_the_other_language_stands_beside():
    article = an_article()
    picture = an_image(alt_zh_hans="湖面")
    body = f'<p>冰</p><figure data-image="{picture.pk}"></figure>'
    a_draft(article, language="zh-hans", title="湖结冰了", summary="很冷", body=body)
    client = browser_of(a_chief())

    page = client.get(address_of(article)).content.decode()

    english, chinese = panel_of(page, "en"), panel_of(page, "zh-hans")
    assert "Show the Simplified Chinese text" in english
    assert '<div class="neighbour-text" lang="zh-hans"' in english
    assert '<p class="neighbour-title">湖结冰了</p>' in english
    assert '<p class="neighbour-summary">很冷</p>' in english
    assert "<p>冰</p>" in english
    assert 'alt="湖面"' in english
    assert "neighbour" not in chinese


@pytest.mark.parametrize(
    ("make", "follows"),
    [
        (lambda: a_draft(title="The lake froze"), True),
        (lambda: a_public_edition(title="The lake froze"), False),
    ],
)
def test_the_address_follows_the_title_until_the_text_is_public(make, follows):
    edition = make()
    client = browser_of(a_chief())

    page = client.get(address_of(edition.article)).content.decode()

    panel = panel_of(page, "en")
    assert f"http://testserver/en/news/{edition.article_id}/</span>" in panel
    assert ('data-door="/admin/articles/article/slug/"' in panel) == follows
    assert ("Readers know this text at" in panel) != follows


def test_an_address_that_somebody_wrote_does_not_follow_the_title():
    edition = a_draft(title="The lake froze")
    text = written(title="The lake froze", slug="cold", body="<p>x</p>")
    save_draft(edition, text=text, base=1, by=None, at=NOW)
    client = browser_of(a_chief())

    page = client.get(address_of(edition.article)).content.decode()

    assert "data-door" not in panel_of(page, "en")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("The lake froze", "the-lake-froze"),
        ("湖区开放", "hu-qu-kai-fang"),
        ("", ""),
        ("！", "story"),
        ("a " * 5000, "-".join("a" * 40)),
    ],
)
def test_the_door_makes_a_slug_of_a_title(title, slug):
    client = browser_of(a_staff_member("add_article"))

    answer = client.get("/admin/articles/article/slug/", {"title": title})

    assert answer.json() == {"slug": slug}


def test_the_door_is_not_for_those_who_write_nothing():
    client = browser_of(a_staff_member("view_article"))

    answer = client.get("/admin/articles/article/slug/", {"title": "Lake"})

    assert answer.status_code == 403


def test_the_door_takes_no_other_method():
    client = browser_of(a_chief())

    assert client.post("/admin/articles/article/slug/", {"title": "Lake"}).status_code == 405


# The section of a new story


def section_of_a_new_story(user):
    return form_of(browser_of(user).get(ADD)).get("section", "")


def test_the_only_section_is_chosen_already():
    section = a_section()

    assert section_of_a_new_story(a_chief()) == str(section.pk)


def test_among_several_sections_the_one_this_writer_used_last_is_chosen():
    a_section()
    research = a_section("research", en="Research", zh_hans="科研")
    chief, other = a_chief(), a_chief("other")
    save(browser_of(chief), ADD, {"section": research.pk, "en_title": "Mine"})
    save(browser_of(other), ADD, {"section": a_section().pk, "en_title": "Theirs"})

    assert section_of_a_new_story(chief) == str(research.pk)


def test_who_wrote_nothing_yet_chooses_among_several_sections():
    a_section()
    a_section("research", en="Research", zh_hans="科研")

    assert section_of_a_new_story(a_chief()) == ""


# The question before publishing


@pytest.mark.parametrize(
    ("release", "sentence"),
    [
        (None, "English goes public now, at /en/news/{}/the-lake-froze/"),
        (
            Release(released_at=NOW),
            ("English goes public now, dated 10 March 2025, 10:00, at /en/news/{}/the-lake-froze/"),
        ),
        (
            Release(released_at=NOW, has_release_time=False),
            "English goes public now, dated 10 March 2025, at /en/news/{}/the-lake-froze/",
        ),
        (
            Release(released_at=NOW.replace(year=2199)),
            (
                "English is scheduled for 10 March 2199, 10:00: it goes out by itself then, "
                "at /en/news/{}/the-lake-froze/"
            ),
        ),
    ],
)
def test_the_question_says_when_and_where(release, sentence):
    edition = a_draft(title="The lake froze", release=release)
    client = browser_of(a_chief())

    asked = question(client, edition.article)

    assert asked.context["plan"].will_happen == [sentence.format(edition.article_id)]
    assert "<h1>Publish English?</h1>" in asked.content.decode()


def test_the_question_about_a_public_page_says_what_readers_will_notice():
    edition = a_public_edition(title="Old")
    article = edition.article
    save_facts(article, facts=Facts(section=article.section, is_pinned=True), version=1)
    edition.refresh_from_db()
    expires_at = NOW.replace(year=2199)
    release = Release(released_at=NOW, expires_at=expires_at)
    save_release(edition, release=release, version=edition.facts_version)
    text = written(title="New", body="<p>x</p>")
    save_draft(edition, text=text, base=1, by=None, at=NOW)
    client = browser_of(a_chief())

    asked = question(client, article, seen=2)

    assert asked.context["plan"].will_happen == [
        f"English: readers see the new text at once, at /en/news/{article.pk}/new/",
        (
            f"Its address changes; readers who follow the old one, /en/news/{article.pk}/old/, "
            "are sent there."
        ),
        "On 10 March 2199, 10:00 it goes away by itself.",
        "It stands first on the home page.",
    ]


def test_the_question_names_the_facts_that_go_out_with_the_text():
    tags = (a_tag("lake", en="Lake", zh_hans="湖"), a_tag("ice", en="Ice", zh_hans="冰"))
    article = an_article(source=a_source(), tags=tags, cover=an_image(alt_en="A lake"))
    a_draft(article, release=Release(translator=a_translator()))
    client = browser_of(a_chief())

    asked = question(client, article)

    assert asked.context["plan"].particulars == [
        ("Section", "Campus"),
        ("Source", "News Centre"),
        ("Tags", "Ice · Lake"),
        ("Cover picture", "A lake"),
        ("Translator", "Basic Courses Department"),
    ]


def test_the_question_names_everything_that_is_missing():
    section = a_section("x", en="", zh_hans="校园")
    article = an_article(section=section, cover=an_image(alt_en=""))
    a_draft(article, title="Only a title", body="")
    client = browser_of(a_chief())

    asked = question(client, article)

    assert asked.context["plan"].reasons == [
        "There is nothing to publish yet: write the text first.",
        "The section “校园” has no name in this language yet.",
        (
            "The cover picture has no alternative text in this language yet; "
            "readers who cannot see it need one."
        ),
    ]


def test_the_question_is_asked_in_the_language_of_the_reader():
    edition = a_draft(title="The lake froze")
    client = browser_of(a_chief(), language="zh-hans")

    page = question(client, edition.article).content.decode()

    assert "<h1>发布英语？</h1>" in page
    assert f"英语现在公开，网址是 /en/news/{edition.article_id}/the-lake-froze/" in page


def test_asking_publishes_nothing():
    edition = a_draft()
    client = browser_of(a_chief())

    save(client, address_of(edition.article), {}, button="_publish_en")

    edition.refresh_from_db()
    assert edition.status == Status.DRAFT


@pytest.mark.parametrize(
    "change",
    [
        lambda edition: save_release(edition, release=Release(released_at=NOW), version=1),
        lambda edition: save_facts(
            edition.article, facts=Facts(section=edition.section, is_pinned=True), version=1
        ),
    ],
)
def test_nothing_is_published_that_was_changed_while_the_question_was_read(change):
    edition = a_draft(title="The lake froze")
    client = browser_of(a_chief())
    asked = save(client, address_of(edition.article), {}, button="_publish_en")
    change(edition)

    again = answer_yes(client, asked)

    edition.refresh_from_db()
    assert edition.status == Status.DRAFT
    assert "Nothing was published: something has been changed meanwhile." in again.content.decode()
    client.post(asked.redirect_chain[-1][0], form_of(again, form_id="question-form"))
    edition.refresh_from_db()
    assert edition.status == Status.PUBLISHED


@pytest.mark.parametrize("seen", ["", "0", "2", "-1", "abc", "９", "9" * 40])
def test_a_text_that_was_not_seen_is_not_published(seen):
    edition = a_draft()
    client = browser_of(a_chief())
    address = f"/admin/articles/article/{edition.article_id}/publish/en/?seen={seen}"

    client.post(address, {"version": client.get(address).context["plan"].version})

    edition.refresh_from_db()
    assert edition.status == Status.DRAFT


@pytest.mark.parametrize("step", ["publish", "withdraw"])
@pytest.mark.parametrize("path", ["999/{step}/en/", "{pk}/{step}/fr/"])
def test_there_is_no_question_about_what_is_not_there(step, path):
    article = a_public_edition().article
    client = browser_of(a_chief())

    response = client.get("/admin/articles/article/" + path.format(pk=article.pk, step=step))

    assert response.status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_only_look_is_not_asked(method):
    edition = a_draft()
    client = browser_of(a_staff_member("view_article"))
    address = f"/admin/articles/article/{edition.article_id}/publish/en/?seen=1"

    response = getattr(client, method)(address, {"version": "1.1.1"})

    edition.refresh_from_db()
    assert (response.status_code, edition.status) == (403, Status.DRAFT)


def test_the_answer_is_safe_from_other_sites():
    edition = a_draft()
    client = browser_of(a_chief())
    client.handler.enforce_csrf_checks = True

    response = client.post(
        f"/admin/articles/article/{edition.article_id}/publish/en/?seen=1", {"version": "1.1.1"}
    )

    assert response.status_code == 403


def test_saving_stays_and_is_said_in_a_message_that_the_browser_can_tell():
    article = a_draft(title="Kept").article
    client = browser_of(a_chief())
    opened = client.get(address_of(article))

    response = client.post(address_of(article), typed(opened, {}), follow=True)

    assert words_of(response) == ["“Kept” is saved."]
    assert '<li class="saved success">' in response.content.decode()


# Who may only look, and what it costs


def test_who_may_only_look_sees_the_pictures_of_a_text():
    picture = an_image(alt_en="The lake")
    edition = a_draft(body=f'<p>Ice</p><figure data-image="{picture.pk}"></figure>')
    client = browser_of(a_staff_member("view_article"))

    page = client.get(address_of(edition.article)).content.decode()

    assert 'alt="The lake"' in panel_of(page, "en")
    assert "Preview" in page
    assert 'name="_continue"' not in page


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("en", ["Title", "Summary", "Text", "Web address", "Release time", "Expires"]),
        ("zh-hans", ["标题", "摘要", "正文", "网址", "发布时间", "截止时间"]),
    ],
)
def test_who_may_only_look_reads_the_names_of_the_fields(language, labels):
    edition = a_draft()
    client = browser_of(a_staff_member("view_article"), language=language)

    panel = panel_of(client.get(address_of(edition.article)).content.decode(), "en")

    assert re.findall("<label[^>]*>([^<]*)</label>", panel)[:6] == labels


def a_full_story(*, size):
    """As many of everything as a story can have."""
    for number in range(size):
        a_section(f"section-{number}")
        a_source(f"source-{number}")
        a_translator(f"translator-{number}")
    article = an_article(
        source=a_source(),
        tags=tuple(a_tag(f"tag-{number}", en="Lake", zh_hans="湖") for number in range(size)),
        cover=an_image(),
    )
    pictures = "".join(f'<figure data-image="{an_image().pk}"></figure>' for _ in range(size))
    names = [f"Name {number}" for number in range(size)]
    for language in ("en", "zh-hans"):
        release = Release(
            released_at=NOW,
            translator=a_translator(),
            credits={"author": names, "photographer": names},
        )
        edition = a_public_edition(
            article, language=language, body=f"<p>x</p>{pictures}", release=release
        )
        for number in range(1, size + 1):
            text = written(title=f"Version {number}", body=f"<p>x</p>{pictures}")
            save_draft(edition, text=text, base=number, by=None, at=NOW)
    for number in range(size):
        article.old_addresses.create(path=f"/old/{number}.htm")
        article.attachments.add(
            Attachment.objects.create(
                title_en="Plan", file=f"{number}.pdf", size=1, digest=f"{number:064x}"
            )
        )
    return article


@pytest.mark.parametrize("size", [1, 12])
def test_the_form_costs_the_same_for_small_and_for_large_stories(size, django_assert_num_queries):
    article = a_full_story(size=size)
    client = browser_of(a_chief())
    client.get(address_of(article))

    with django_assert_num_queries(28):
        client.get(address_of(article))


@pytest.mark.parametrize("size", [1, 12])
def test_a_new_story_costs_the_same_with_few_and_many_sections(size, django_assert_num_queries):
    a_full_story(size=size)
    client = browser_of(a_chief())
    client.get(ADD)

    with django_assert_num_queries(9):
        client.get(ADD)

    assert Section.objects.count() == size + 1
