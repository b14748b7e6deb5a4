"""Where a reader is led whose address is none of ours any more: only to what is public now."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, QueryDict
from modeltranslation.utils import build_localized_fieldname as column

from articles.models import Attachment, Edition, OldAddress, OldSlug, Section
from articles.public.languages import LANGUAGES, addresses_in
from articles.public.pages import PLACES
from articles.public.stories import from_source, translated_by, under_tag
from articles.public.story import public_paths
from articles.text.addresses import stored_forms

LIST = re.compile(r"(/[^/]+/(section|source|translator|tag)s/)([^/]+)(/.*)")
# How the stories of a list are found; the list of a section is there without any.
STORIES_OF = {"source": from_source, "translator": translated_by, "tag": under_tag}


@dataclass(frozen=True, kw_only=True)
class Lead:
    """Where an old address leads: to a public address, or to a story that was taken away."""

    path: str = ""
    gone_article: int | None = None


def renamed_list(request: HttpRequest, *, language: str, at: datetime) -> str:
    """The same page of the list, feed or most-read list at its slug of today, or nothing."""
    place = LIST.fullmatch(request.path)
    if not (place and request.resolver_match):
        return ""
    start, kind, slug, rest = place.groups()
    known = OldSlug.objects.filter(slug=slug[:80], **{f"{kind}__isnull": False})
    found = known.select_related(kind).first()
    word = getattr(found, kind, None)
    if not word or word.slug == slug or not word.name_in(language):
        return ""
    stories = STORIES_OF.get(kind)
    if stories and not stories(language, word, at=at).exists():
        return ""
    return f"{start}{word.slug}{rest}{places_in(request.GET)}"


def places_in(query: QueryDict) -> str:
    """What a list reads after the question mark; what senders append is left behind."""
    kept = QueryDict(mutable=True)
    for name in sorted(query.keys() & set(PLACES)):
        kept[name] = query.get(name, "")
    return f"?{kept.urlencode()}" if kept else ""


def formerly_at(request: HttpRequest) -> OldAddress | None:
    """What stood at this address of an earlier site: the row that names most of it."""
    forms = stored_forms(path=request.path, query=request.META.get("QUERY_STRING", ""))
    if not forms:
        return None
    rows = OldAddress.objects.filter(path__in=forms).select_related("section", "attachment")
    return min(rows, key=lambda row: forms.index(row.path), default=None)


def lead_of(row: OldAddress, *, language: str, at: datetime) -> Lead:
    """Where the row leads a reader of this language."""
    if row.attachment:
        return Lead(path=file_path(row.attachment, at=at))
    paths = section_paths(row.section) if row.section else public_paths(row.article_id or 0, at=at)
    if not paths:
        return Lead(gone_article=row.article_id)
    wanted = row.language if row.language in paths else language
    return Lead(path=paths.get(wanted) or next(iter(paths.values())))


def section_paths(section: Section) -> dict[str, str]:
    return addresses_in(filter(section.name_in, LANGUAGES), "section", slug=section.slug)


def file_path(attachment: Attachment, *, at: datetime) -> str:
    """The file, if a page offers it: its address is a secret as long as none does."""
    titled = [code for code in LANGUAGES if getattr(attachment, column("title", code))]
    offered = Edition.objects.published(at).filter(article__attachments=attachment)
    return str(attachment.file.url) if offered.filter(language__in=titled).exists() else ""
