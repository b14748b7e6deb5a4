"""What an admin sets for the whole site, and what stands where nothing is set."""

import pytest
from django.core.exceptions import ValidationError

from articles.models import ACCENTS, Palette, SiteSettings
from articles.models.site import sound_address


def test_a_name_stands_in_its_own_language_only():
    site = SiteSettings(name_en="Lake University")

    assert site.name_in("en") == "Lake University"
    assert site.name_in("zh-hans") == "湖滨新闻", "that of the environment, not the English one"


def test_other_words_have_nothing_to_fall_back_to():
    site = SiteSettings(tagline_en="By the lake")

    assert site.words_in("en", "tagline") == "By the lake"
    assert site.words_in("zh-hans", "tagline") == ""


@pytest.mark.django_db
def test_without_a_row_there_are_settings_all_the_same():
    assert SiteSettings.current().name_in("en") == "Lakeside News"
    assert SiteSettings.objects.count() == 0


@pytest.mark.django_db
def test_the_row_is_found_with_its_logo_in_one_query(django_assert_num_queries):
    SiteSettings.objects.create(id=1, name_en="Lake University")

    with django_assert_num_queries(1):
        site = SiteSettings.current()
        found = (site.name_in("en"), site.logo)

    assert found == ("Lake University", None)


def test_every_palette_has_its_accent():
    assert list(ACCENTS) == list(Palette)


@pytest.mark.parametrize(
    "address",
    ["https://www.example.edu.cn", "http://example.org/a?b=c#d", "/", "/en/", "/zh-hans/图书馆/"],
)
def test_a_link_may_lead_to_a_site_or_to_a_path_of_ours(address):
    assert sound_address(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "www.example.edu.cn",
        "contact/",
        "//example.org/",
        "/\\example.org/",
        "/\t/example.org/",
        "https://",
        "https:///path",
        "https://example.org/a b",
        "HTTPS://example.org/\n",
        "mailto:news@example.edu.cn",
    ],
)
def test_a_link_leads_nowhere_else(address):
    with pytest.raises(ValidationError) as refusal:
        sound_address(address)

    assert refusal.value.messages == [
        (
            "This is not an address a link can lead to: begin it with https://, or with one slash "
            "for a path of this site, and write no spaces."
        )
    ]
