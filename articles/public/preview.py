"""A story as it will look, for staff: the article page with the newest text, counted nowhere."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from modeltranslation.utils import build_localized_fieldname as column

from articles.editorial.page_text import page_body
from articles.models import BrowseTotal, Edition
from articles.public.frame import Place, show
from articles.public.kept import Kept, press_run_now
from articles.public.languages import LANGUAGES
from articles.public.story import particulars, story_alone


@require_safe
@never_cache
def preview(request: HttpRequest, *, article_id: int) -> HttpResponse:
    """The newest text in the language of the address; for all but staff there is no such page."""
    if not (request.user.is_staff and request.user.has_perm("articles.view_article")):
        raise Http404
    at, language = timezone.now(), get_language() or ""
    edition = edition_with_newest_text(article_id, language=language, at=at)
    if not edition:
        raise Http404
    story = story_alone(
        edition, browse_times=browse_times(article_id), printed=particulars(edition)
    )
    kept = Kept(language=language, press_run=press_run_now(), at=at)
    place = Place(paths=preview_paths(article_id), section_id=edition.section_id)
    response = show("article/preview.html", {"story": story, "latest": []}, kept=kept, place=place)
    response["X-Robots-Tag"] = "noindex"
    return response


def edition_with_newest_text(article_id: int, *, language: str, at: datetime) -> Edition | None:
    """The edition, its article carrying the newest text as if that were published already."""
    edition = (
        Edition.objects.filter(article_id=article_id, language=language)
        .exclude(latest=None)
        .select_related("latest", "section", "article__source", "article__cover", "translator")
        .first()
    )
    if not edition or not edition.latest:
        return None
    text = {name: getattr(edition.latest, name) for name in ("title", "slug", "summary")}
    text["body"] = page_body(edition.latest, language=language)
    for name, words in text.items():
        setattr(edition.article, column(name, language), words)
    edition.released_at = edition.released_at or at
    return edition


def browse_times(article_id: int) -> int:
    total = BrowseTotal.objects.filter(article_id=article_id).first()
    return total.browse_times() if total else 0


def preview_paths(article_id: int) -> dict[str, str]:
    """The previews of this story in every language that has a text."""
    written = Edition.objects.filter(article_id=article_id).exclude(latest=None)
    found = set(written.values_list("language", flat=True))
    here = reverse("preview", kwargs={"article_id": article_id})
    prefix = f"/{get_language()}/"
    return {code: f"/{code}/{here.removeprefix(prefix)}" for code in LANGUAGES if code in found}
