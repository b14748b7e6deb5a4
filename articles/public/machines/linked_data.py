"""What a page is about, as JSON-LD in the words of schema.org: for search engines."""

import json
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles.models import Edition, Role
from articles.public.identity import Identity
from articles.public.languages import tag_of
from articles.public.machines.addresses import whole
from articles.public.machines.share import SharePicture
from articles.public.stories import modified_at
from articles.public.story import Story
from articles.public.templating import url
from articles.templatetags.news import here

Facts = dict[str, object]
CONTEXT = "https://schema.org"
# A page's parser must not find a tag or a comment in it, nor a script a line end.
ESCAPES = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def written(facts: Facts) -> SafeString:
    """As it stands in the page, without what is not known."""
    text = compact.encode(known({"@context": CONTEXT, **facts}))
    for sign, escape in ESCAPES.items():
        text = text.replace(sign, escape)
    return mark_safe(text)  # noqa: S308 - no sign of HTML is left


def known(value: object) -> object:
    """The same without empty parts."""
    if isinstance(value, dict):
        return {name: known(part) for name, part in value.items() if part not in ("", None, [])}
    if isinstance(value, list):
        return [known(part) for part in value]
    return value


def story_facts(story: Story, *, site: Identity, picture: SharePicture) -> Facts:
    edition, language = story.edition, story.edition.language
    address = whole(edition.get_absolute_url())
    return {
        "@type": "NewsArticle",
        "@id": address,
        "mainEntityOfPage": address,
        "headline": story.article.text_in(language, "title"),
        "description": story.article.text_in(language, "summary"),
        "inLanguage": tag_of(language),
        **dates(edition),
        "articleSection": edition.section.name_in(language),
        "keywords": [tag.name for tag in story.tags],
        "isAccessibleForFree": True,
        "image": [image(picture)],
        **makers(story, site=site),
        **translations(story),
    }


def dates(edition: Edition) -> Facts:
    """With the zone; a release known only by its day has no time."""
    assert edition.released_at  # noqa: S101 - the public gate lets no edition pass without one
    released, modified = here(edition.released_at), here(modified_at(edition))
    if not edition.has_release_time:
        return {"datePublished": released.date().isoformat()}
    return {
        "datePublished": released.isoformat(timespec="seconds"),
        "dateModified": modified.isoformat(timespec="seconds"),
    }


def makers(story: Story, *, site: Identity) -> Facts:
    """Who wrote it; where nobody is named, where it came from; else who publishes it."""
    language = story.edition.language
    source = story.article.source
    source_name = source.name_in(language) if source else ""
    authors = people(story, Role.AUTHOR)
    return {
        "author": authors or [organization(source_name or site.name)],
        "editor": people(story, Role.EDITOR),
        "sourceOrganization": organization(source_name) if source_name and authors else None,
        "translator": translator(story.edition),
        "publisher": publisher(site),
    }


def people(story: Story, role: Role) -> list[Facts]:
    names = [name for line in story.credits if line.kind == role for name in line.names]
    return [{"@type": "Person", "name": name} for name in names]


def organization(name: str) -> Facts:
    return {"@type": "Organization", "name": name}


def translator(edition: Edition) -> Facts | None:
    """A department of the university is known as such; who else translates is a person."""
    name = edition.translator.name_in(edition.language) if edition.translator else ""
    if not name:
        return None
    is_department = bool(edition.translator and edition.translator.department_id)
    return organization(name) if is_department else {"@type": "Person", "name": name}


def publisher(site: Identity) -> Facts:
    return {**organization(site.name), "url": settings.SITE_URL, "logo": logo(site)}


def logo(site: Identity) -> Facts:
    if not site.logo_file:
        return {"@type": "ImageObject", "url": whole(url("icon"))}
    return {
        "@type": "ImageObject",
        "url": whole(site.logo_file.path),
        "width": site.logo_file.width,
        "height": site.logo_file.height,
    }


def image(picture: SharePicture) -> Facts:
    return {
        "@type": "ImageObject",
        "url": whole(picture.path),
        "width": picture.width,
        "height": picture.height,
    }


def translations(story: Story) -> Facts:
    """What this text was translated from, and what was translated from it, where it is public."""
    own = story.edition
    return {
        "translationOfWork": next(
            (work(each) for each in story.translations if each.language == own.translated_from),
            None,
        ),
        "workTranslation": [
            work(each) for each in story.translations if each.translated_from == own.language
        ],
    }


def work(edition: Edition) -> Facts:
    return {
        "@type": "NewsArticle",
        "@id": whole(edition.get_absolute_url()),
        "inLanguage": tag_of(edition.language),
    }


def site_facts(site: Identity, *, language: str, home: str) -> Facts:
    return {
        "@type": "WebSite",
        "@id": whole(home),
        "url": whole(home),
        "name": site.name,
        "description": site.tagline,
        "inLanguage": tag_of(language),
        "publisher": publisher(site),
        "potentialAction": search_box(),
    }


def search_box() -> Facts:
    """Where a search engine may send what somebody asks of this site."""
    return {
        "@type": "SearchAction",
        "target": {
            "@type": "EntryPoint",
            "urlTemplate": f"{whole(reverse('search'))}?q={{search_term_string}}",
        },
        "query-input": "required name=search_term_string",
    }


def way_facts(steps: Sequence[tuple[str, str]]) -> Facts:
    """The way from the home page to this one: the name and the address of each step."""
    return {"@type": "BreadcrumbList", "itemListElement": list(numbered(steps))}


def numbered(steps: Iterable[tuple[str, str]]) -> Iterable[Facts]:
    for position, (name, path) in enumerate(steps, start=1):
        yield {"@type": "ListItem", "position": position, "name": name, "item": whole(path)}
