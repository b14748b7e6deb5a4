"""Days that were counted, put down in one line each."""

from datetime import date, timedelta

from articles.models import BrowseCount, ReferrerCount, SiteDay

DAY = date(2025, 3, 10)


def days_ago(number):
    return DAY - timedelta(days=number)


def count(edition, day, browses, visitors=0, robots=0):
    BrowseCount.objects.create(
        edition=edition, day=day, browses=browses, visitors=visitors, robots=robots
    )


def came_from(edition, day, host, browses):
    ReferrerCount.objects.create(edition=edition, day=day, host=host, browses=browses)


def site_had(day, visitors):
    SiteDay.objects.create(day=day, visitors=visitors)
