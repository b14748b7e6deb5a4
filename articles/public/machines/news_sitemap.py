"""The sitemap for news search: the stories of the last two days."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from articles.models import Edition, SiteSettings
from articles.public.frame import PublicPage
from articles.public.kept import KeptForAll, press_run_now
from articles.public.languages import LANGUAGES, region_of
from articles.public.machines.sitemap import MEDIA_TYPE, SITEMAP, document, element, loc, moment
from articles.public.stories import BODIES, public
from articles.public.views import shared

# Google's rules: what is older is no news, and what is more is not read.
FRESH = timedelta(hours=48)
MOST = 1_000
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


@require_safe
@conditional_page
@shared
def news(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    kept = KeptForAll(press_run=press_run_now(), at=timezone.now())
    site = SiteSettings.current()
    urls = (url(edition, site=site) for edition in fresh(at=kept.at))
    page = PublicPage(
        document("urlset", urls, namespaces=f"{SITEMAP} {NEWS}"), content_type=MEDIA_TYPE
    )
    page.kept = kept
    return page


def fresh(*, at: datetime) -> list[Edition]:
    """Of all languages, the newest first."""
    found = [edition for language in LANGUAGES for edition in fresh_in(language, at=at)]
    return sorted(found, key=attrgetter("released_at", "pk"), reverse=True)[:MOST]


def fresh_in(language: str, *, at: datetime) -> Iterator[Edition]:
    editions = public(language, at=at).filter(released_at__gt=at - FRESH).newest_first()
    return editions.select_related("article").defer(*BODIES)[:MOST].iterator()


def url(edition: Edition, *, site: SiteSettings) -> str:
    assert edition.released_at  # noqa: S101 - the public gate lets no edition pass without one
    publication = element("news:name", site.name_in(edition.language)) + element(
        "news:language", region_of(edition.language)
    )
    return (
        f"<url>{loc(edition.get_absolute_url())}<news:news>"
        f"<news:publication>{publication}</news:publication>"
        f"{element('news:publication_date', moment(edition.released_at))}"
        f"{element('news:title', edition.article.text_in(edition.language, 'title'))}"
        "</news:news></url>\n"
    )
