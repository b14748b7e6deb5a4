"""Saving what is set for the whole site: the row and its links together, refused if stale."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from articles.editorial.refusals import StaleSave
from articles.models import FootLink, PressRun, SiteSettings


@transaction.atomic
def save_site_settings(site: SiteSettings, *, links: Sequence[FootLink], version: int) -> None:
    """Saves the row as it was changed, and these links instead of the earlier ones.

    Raises `StaleSave` if somebody saved since `version`.
    """
    claimed = SiteSettings.objects.filter(pk=site.pk, version=version)
    if not claimed.update(version=F("version") + 1):
        raise StaleSave
    site.version = version + 1
    site.save()
    site.foot_links.all().delete()
    for link in links:
        link.site = site
    FootLink.objects.bulk_create(links)
    PressRun.start()
