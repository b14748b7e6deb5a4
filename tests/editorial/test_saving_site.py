"""Saving what is set for the whole site."""

import pytest

from articles.editorial.refusals import StaleSave
from articles.editorial.site import save_site_settings
from articles.models import FootLink, PressRun, SiteSettings

pytestmark = pytest.mark.django_db


def link(words: str, *, language: str = "en", position: int = 100) -> FootLink:
    return FootLink(language=language, words=words, address="/en/", position=position)


def words() -> list[str]:
    return [each.words for each in FootLink.objects.all()]


def test_the_row_and_its_links_are_saved_together_and_start_a_press_run():
    site = SiteSettings.objects.create(id=1)
    site.name_en = "Lake University"

    save_site_settings(site, links=[link("Second"), link("First", position=1)], version=1)

    stored = SiteSettings.objects.get()
    assert (stored.name_en, stored.version, words()) == ("Lake University", 2, ["First", "Second"])
    assert PressRun.objects.get().number == 1


def test_the_links_are_those_of_the_last_save():
    site = SiteSettings.objects.create(id=1)
    save_site_settings(site, links=[link("Old"), link("Kept")], version=1)

    save_site_settings(site, links=[link("Kept"), link("New")], version=2)

    assert words() == ["Kept", "New"]


def test_the_second_of_two_is_refused_and_changes_nothing():
    slow, quick = SiteSettings.objects.create(id=1), SiteSettings.objects.get()
    quick.name_en, slow.name_en = "Quick", "Slow"
    save_site_settings(quick, links=[link("Quick")], version=1)

    with pytest.raises(StaleSave):
        save_site_settings(slow, links=[link("Slow")], version=1)

    assert (SiteSettings.objects.get().name_en, words()) == ("Quick", ["Quick"])
    assert PressRun.objects.get().number == 1
