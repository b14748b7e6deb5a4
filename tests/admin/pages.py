"""Every page of the desk, found in the admin's own addresses, with rows behind each of them.

What is stored is called by one word that the test names, so that it is known from the words of the
interface.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.urls import URLPattern, URLResolver
from django.urls.resolvers import RoutePattern
from django.utils import timezone

from articles.admin.navigation import PLAN, Door
from articles.admin.statistics.report import BY
from articles.browsing.days import day_of
from articles.browsing.totals import correct, repair
from articles.editorial.workflow import publish, withdraw
from articles.editorial.writing import Release, save_draft
from articles.models import (
    Article,
    Attachment,
    BrowseCount,
    BrowseTotal,
    Department,
    OldAddress,
    ReferrerCount,
    Section,
    SiteDay,
    SiteSettings,
    Tag,
)
from articles.text.story import written
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_section,
    a_source,
    a_translator,
    an_article,
    an_image,
)

LANGUAGES = ["en", "zh-hans"]
# What is not the number of the row that the page is about.
OTHER_NUMBERS = {
    "articles_article_version": {"number": 1},
    "statistics_export": {"name": "sections", "kind": "csv"},
}
# Said once more, because one look at the page would not show it.
VARIANTS = {
    "changelist": ["?q=404"],
    "add": ["?_popup=1"],
    "articles_article_changelist": [
        f"?work={door.work}"
        for _label, doors in PLAN
        for door in doors
        if isinstance(door, Door) and door.work
    ],
    "statistics": ["?period=365&language=en&section=1&source=1", "?from=1&language=2&section=2"],
    "_merge": ["?of=1"],
    "statistics_corrections": ["?before=0"],
    "statistics_report": [
        *(f"?year={timezone.now().year}&by={by}&of=0" for by in BY),
        "?year=1&month=13",
    ],
}


def rows_behind(word: str) -> User:
    """Something of every kind and in every state, all of it called by this word and a number.

    Gives the chief who may see all of it.
    """
    chief = User.objects.create_superuser(username=word, last_name=word)
    group = Group.objects.create(name=word)
    group.permissions.set(Permission.objects.filter(codename__contains="article"))
    chief.groups.add(group)
    names = {"name_en": word, "name_zh_hans": word}
    department = Department.objects.create(slug="1", **names)
    tag = Tag.objects.create(slug="1", **names)
    section = a_section("1", en=word, zh_hans=word)
    source = a_source("1", en=word, zh_hans=word)
    translator = a_translator("1", en=word, zh_hans=word)
    for each in (source, translator):
        each.department = department
        each.save()
    cover = an_image(alt_en=word, alt_zh_hans=word)
    Attachment.objects.create(
        file="attachments/1.pdf", size=1_000, digest="1" * 64, title_en=word, title_zh_hans=word
    )
    SiteSettings.objects.get_or_create(pk=1)
    article = an_article(section=section, source=source, tags=(tag,), cover=cover)
    public_with_newer_draft(article, word=word, chief=chief)
    a_draft(article, language="en", title=f"{word} 1", release=Release(translator=translator))
    in_every_other_state(section, word=word)
    OldAddress.objects.create(article=article, path="/1051/2345")
    browses_of(article, word=word, chief=chief)
    write_history(chief)
    return chief


def browses_of(article: Article, *, word: str, chief: User) -> None:
    """Of today and of the period before, so that charts and tables have something to show."""
    today = day_of(timezone.now())
    for edition in article.editions.all():
        for back, browses in ((0, 300), (1, 40), (31, 20)):
            BrowseCount.objects.create(
                edition=edition,
                day=today - timedelta(days=back),
                browses=browses,
                visitors=browses // 2,
                robots=1,
            )
    for host in (word, "other"):
        ReferrerCount.objects.create(edition=edition, day=today, host=host, browses=5)
    SiteDay.objects.create(day=today, visitors=100)
    BrowseTotal.objects.create(article=article, start=1_200, counted=720)
    correct(article.pk, to=1_910, reason=word, by=chief, at=NOW)
    repair(article.pk, reason=word, by=None, at=NOW)


def public_with_newer_draft(article: Article, *, word: str, chief: User) -> None:
    edition = article.editions.get(language="zh-hans")
    for number in range(2):
        text = written(title=f"{word} {number}", summary=word, body=f"<p>{word}</p>")
        save_draft(edition, text=text, base=number, by=chief, at=NOW)
        if not number:
            publish(edition, by=chief, at=NOW)


def in_every_other_state(section: Section, *, word: str) -> None:
    soon = timezone.now() + timedelta(days=1)
    over = Release(released_at=NOW, expires_at=NOW + timedelta(hours=1))
    a_public_edition(an_article(section=section), title=f"{word} 2", released_at=soon)
    a_public_edition(an_article(section=section), title=f"{word} 3", release=over)
    a_public_edition(an_article(section=section), language="zh-hans", title=f"{word} 4")
    gone = a_public_edition(an_article(section=section), title=f"{word} 5")
    withdraw(gone, by=None, at=NOW)


def write_history(chief: User) -> None:
    said: list[tuple[int, list[dict]]] = [
        (ADDITION, [{"added": {}}]),
        (CHANGE, [{"changed": {"fields": []}}]),
    ]
    for model in admin.site._registry:
        for flag, message in said:
            LogEntry.objects.log_actions(
                user_id=chief.pk,
                queryset=[row_of(model)],
                action_flag=flag,
                change_message=message,
            )


def row_of(model):
    """The first row of this kind; a new kind of rows gets one in `rows_behind`."""
    row = model._default_manager.order_by("pk").first()
    assert row, f"make a row of {model.__name__} in {__name__}, so that its pages can be read"
    return row


def addresses() -> list[str]:
    """Every address of the admin that is a page; what it needs is filled in from the rows."""
    found = [address for pattern in patterns() for address in filled(*pattern)]
    return list(dict.fromkeys(f"/admin/{address}" for address in found))


def patterns(within=None, route="") -> Iterator[tuple[str, str]]:
    """(route, name) of each pattern that is written as a route."""
    for pattern in within or admin.site.get_urls():
        if not isinstance(pattern.pattern, RoutePattern):
            continue
        whole = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern.url_patterns, whole)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield whole, pattern.name


def filled(route: str, name: str) -> Iterator[str]:
    """The addresses of this route, one for each language that it can name."""
    languages = LANGUAGES if "language>" in route else [""]
    for language in languages:
        known = {"language": language, **OTHER_NUMBERS.get(name, {})}
        address = route
        for part, field in re.findall(r"(<(?:\w+:)?(\w+)>)", route):
            address = address.replace(part, str(known.get(field) or number_in(route)))
        yield address
        for ending, variants in VARIANTS.items():
            if name.endswith(ending):
                yield from (address + variant for variant in variants)


def number_in(route: str) -> int:
    """The number of the row that pages below this address are about."""
    of = {
        f"{model._meta.app_label}/{model._meta.model_name}/": model
        for model in admin.site._registry
    }
    of["statistics/stories/"] = Article
    (model,) = [model for start, model in of.items() if route.startswith(start)]
    return row_of(model).pk
