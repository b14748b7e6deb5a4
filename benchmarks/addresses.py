"""Prints addresses of the English pages of a seeded site, as JSON.

python -m benchmarks.addresses ARTICLES
"""

import json
import sys

import django

django.setup()

from django.db.models import Min  # noqa: E402 - the apps must be loaded first
from django.utils import timezone  # noqa: E402 - as above

from articles.models import Article, Edition, EditionQuerySet, Section  # noqa: E402 - as above
from articles.public.pages import PER_PAGE, place_of  # noqa: E402 - as above

DEPTHS = (0.1, 0.5, 0.9)  # of all pages of a list


def addresses(number: int) -> dict[str, list[str]]:
    public = Edition.objects.published(timezone.now()).filter(language="en")
    section = Section.objects.order_by("position", "id")[0]
    first = f"/en/sections/{section.slug}/"
    listed = public.filter(section=section).newest_first()
    return {
        "articles": [edition.get_absolute_url() for edition in spread(public, number)],
        "home": ["/en/"],
        "list": [first],
        "deep": [f"{first}?before={place_of(edition)}" for edition in at_depths(listed)],
    }


def spread(public: EditionQuerySet, number: int) -> list[Edition]:
    """Stories of every age."""
    total = Article.objects.count()
    first = Article.objects.aggregate(first=Min("pk"))["first"]
    wanted = [first + n * total // (2 * number) for n in range(2 * number)]
    found: list[Edition] = []
    for n in range(0, len(wanted), 500):
        some = public.filter(article_id__in=wanted[n : n + 500]).select_related("article")
        found += some.order_by("article_id")
    return found[:: max(1, len(found) // number)][:number]


def at_depths(listed: EditionQuerySet) -> list[Edition]:
    pages = listed.count() // PER_PAGE
    places = [int(pages * depth) * PER_PAGE for depth in DEPTHS]
    return [listed[place] for place in places]


if __name__ == "__main__":
    print(json.dumps(addresses(int(sys.argv[1]))))
