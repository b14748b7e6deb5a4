"""Pages for everybody are made without the middleware of the desk, and are the same."""

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from articles.edge.handler import PublicHandler
from articles.editorial.workflow import withdraw
from newsroom.wsgi import django_application, pages
from tests.edge.reading import Site
from tests.factories import a_public_edition, a_tag, an_article, an_image

pytestmark = pytest.mark.django_db
POLICY = "Content-Security-Policy"


@pytest.fixture
def story():
    tags = (a_tag("lake", en="Lake", zh_hans="湖"),)
    article = an_article(tags=tags, cover=an_image())
    a_public_edition(article, language="zh-hans", title="湖")
    return a_public_edition(article, title="Lake")


@pytest.fixture
def answers(moment):
    """What readers get of a page that each of the two has made."""

    def ask(path: str, **headers):
        # Django puts something random into what it compresses.
        plain = {"Accept-Encoding": "identity", **headers}
        found = []
        for maker in (PublicHandler(), django_application):
            answer = Site(moment, maker=maker).get(path, headers=plain)
            # django-csp writes its parts in any order.
            policy = set(answer.headers.pop(POLICY).split("; "))
            found.append((answer.status, answer.headers, policy, answer.body))
        return found

    return ask


@pytest.mark.parametrize(
    "path",
    [
        "/en/", "/zh-hans/", "/en/news/", "/en/archive/", "/en/most-read/", "/en/tags/lake/",
        "/zh-hans/about-browse-times/", "/en/sections/campus/", "/en/tags/nothing/", "/en/archive",
        "/icon.svg", "/robots.txt", "/sitemap.xml", "/en/feed.xml", "/nowhere/", "/en/search/",
    ],
)  # fmt: skip
@pytest.mark.usefixtures("story")
def test_a_page_is_the_same_with_all_middleware(answers, path):
    ours, whole = answers(path)

    assert ours == whole


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_story_is_the_same_with_all_middleware(story, answers, language):
    ours, whole = answers(story.article.editions.get(language=language).get_absolute_url())

    assert ours == whole
    assert ours[0] == 200


def test_what_is_gone_and_what_moved_is_the_same_with_all_middleware(
    story, answers, moment, django_user_model
):
    path = story.get_absolute_url()
    ours, whole = answers(path.replace("/lake/", "/other/"))
    assert ours == whole
    assert ours[0] == 301

    withdraw(story, by=django_user_model.objects.create_user("ann"), at=moment())

    ours, whole = answers(path)
    assert ours == whole
    assert ours[0] == 410


def test_a_foreign_name_is_refused(answers):
    ours, whole = answers("/en/", Host="elsewhere.example")

    assert ours == whole
    assert ours[0] == 400


def test_the_site_makes_its_pages_with_it():
    assert isinstance(pages.maker, PublicHandler)
    ours = set(settings.PUBLIC_MIDDLEWARE) - {"articles.public.policy.with_policy_of_the_site"}
    assert ours < set(settings.MIDDLEWARE)


@pytest.mark.parametrize("name", settings.PUBLIC_MIDDLEWARE)
def test_none_of_its_middleware_has_a_hook_that_would_not_be_called(name):
    hooks = {"process_view", "process_template_response", "process_exception"}

    assert not hooks & set(dir(import_string(name)))
