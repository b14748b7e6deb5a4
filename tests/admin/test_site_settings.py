"""The site settings in the admin: one page, in every language, saved as a whole."""

import pytest
from django.contrib.admin.models import LogEntry

from articles.admin.site_settings import SiteSettingsAdmin
from articles.editorial.site import save_site_settings
from articles.models import FootLink, PressRun, SiteSettings
from tests.admin.browser import form_of, typed
from tests.admin.staff import a_chief, a_staff_member, browser_of, words_of
from tests.admin.stories import non_field_errors
from tests.factories import an_image

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/sitesettings/"
PAGE = "/admin/articles/sitesettings/1/change/"
STALE = (
    "Somebody else has saved the site settings since you opened them. Nothing of yours was saved "
    "and nothing is lost: what you typed is still here. Open the settings in a second window, "
    f'compare, and save again there. <a href="{PAGE}" target="_blank">Open what is saved now</a>'
)
NO_ADDRESS = (
    "This is not an address a link can lead to: begin it with https://, or with one slash for a "
    "path of this site, and write no spaces."
)


def save(client, changes):
    opened = client.get(PAGE)
    return client.post(PAGE, typed(opened, changes, form_id="sitesettings_form"), follow=True)


def fields_of(response):
    return form_of(response, form_id="sitesettings_form")


def a_row(number, words, address, *, language="en", position="100"):
    """What is typed into one row of the links."""
    row = f"links_{language}-{number}"
    return {f"{row}-words": words, f"{row}-address": address, f"{row}-position": position}


def rows(number, *, language="en"):
    return {f"links_{language}-TOTAL_FORMS": str(number)}


def links():
    return [(link.language, link.words, link.address) for link in FootLink.objects.all()]


def errors_of_links(response, *, language="en"):
    return response.context["adminform"].form.links[language].errors


def press_runs():
    return sum(PressRun.objects.values_list("number", flat=True))


# One page


def test_the_entry_in_the_menu_leads_to_the_one_page():
    client = browser_of(a_chief())

    response = client.get(LIST)

    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert f'href="{LIST}"' in client.get("/admin/").content.decode()


def test_opening_the_page_makes_the_row():
    client = browser_of(a_chief())

    first, second = client.get(PAGE), client.get(PAGE)

    assert (first.status_code, second.status_code) == (200, 200)
    assert SiteSettings.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "status"), [("add/", 403), ("1/delete/", 403), ("2/change/", 302)]
)
def test_there_is_nothing_to_add_nothing_to_delete_and_no_second_row(path, status):
    SiteSettings.objects.create(id=1)
    client = browser_of(a_chief())

    assert client.get(LIST + path).status_code == status
    assert client.post(LIST + path).status_code == status
    assert SiteSettings.objects.count() == 1


def test_what_was_typed_in_each_language_is_saved_and_told():
    logo = an_image()
    client = browser_of(a_chief())

    response = save(
        client,
        {
            "name_en": " Lake University ",
            "name_zh_hans": "湖滨大学",
            "tagline_en": "By the lake",
            "address_zh_hans": " 湖滨大学 \r\n\r\n湖岸路1号\r\n",
            "filing_number_zh_hans": "京ICP备0000号",
            "filing_address": "https://beian.example.cn/",
            "palette": "pine",
            "logo": str(logo.pk),
            **rows(2),
            **a_row(0, "Library", "https://lib.example.edu.cn/"),
            **a_row(1, "Campus", "/en/sections/campus/", position="1"),
            **a_row(0, "图书馆", "https://lib.example.edu.cn/", language="zh_hans"),
        },
    )

    site = SiteSettings.objects.get()
    assert response.redirect_chain == [(PAGE, 302)]
    assert words_of(response) == ["The site settings are saved; every page shows them now."]
    assert (site.name_en, site.name_zh_hans) == ("Lake University", "湖滨大学")
    assert (site.tagline_en, site.words_in("zh-hans", "tagline")) == ("By the lake", "")
    assert site.address_zh_hans == "湖滨大学\n湖岸路1号"
    assert (site.filing_number_zh_hans, site.filing_address) == (
        "京ICP备0000号",
        "https://beian.example.cn/",
    )
    assert (site.palette, site.logo, site.version) == ("pine", logo, 2)
    assert links() == [
        ("en", "Campus", "/en/sections/campus/"),
        ("en", "Library", "https://lib.example.edu.cn/"),
        ("zh-hans", "图书馆", "https://lib.example.edu.cn/"),
    ]
    assert press_runs() == 1
    assert LogEntry.objects.get().object_id == "1"


def test_the_pages_show_at_once_what_was_saved(client):
    client.get("/en/")

    save(browser_of(a_chief()), {"name_en": "Lake University"})

    assert "<title>Lake University</title>" in client.get("/en/").content.decode()


def test_links_are_changed_removed_and_emptied():
    client = browser_of(a_chief())
    three = {**a_row(0, "One", "/1/"), **a_row(1, "Two", "/2/"), **a_row(2, "Three", "/3/")}
    save(client, {**rows(3), **three})

    save(
        client,
        {**a_row(0, "First", "/1/"), "links_en-1-DELETE": "on", **a_row(2, "", "")},
    )

    assert links() == [("en", "First", "/1/")]


def test_a_second_save_keeps_what_stands_there():
    client = browser_of(a_chief())
    save(client, {"name_en": "Lake University", **a_row(0, "Library", "/en/")})

    save(client, {"tagline_en": "By the lake"})

    site = SiteSettings.objects.get()
    assert (site.name_en, site.tagline_en) == ("Lake University", "By the lake")
    assert links() == [("en", "Library", "/en/")]


def test_the_name_of_the_environment_is_shown_where_none_is_typed():
    page = browser_of(a_chief()).get(PAGE).content.decode()

    assert 'placeholder="Lakeside News"' in page
    assert 'placeholder="湖滨新闻"' in page


def test_the_palettes_are_told_by_name_and_shown_by_colour():
    page = browser_of(a_chief()).get(PAGE).content.decode()

    names = ["academic blue", "cinnabar red", "pine green", "plum", "lake teal", "ochre"]
    assert [name for name in names if f"</svg> {name}</label>" not in page] == []
    assert page.count('<svg class="swatch"') == 6
    assert 'fill="#1c4f2e"' in page


# Who may


def test_who_may_only_look_sees_everything_and_changes_nothing():
    site = SiteSettings.objects.create(id=1, name_en="Lake University", palette="plum")
    FootLink.objects.create(site=site, language="en", words="Library", address="/en/")
    client = browser_of(a_staff_member("view_sitesettings"))

    page = client.get(PAGE).content.decode()
    response = client.post(PAGE, {"name_en": "Mine", "version_seen": "1"})

    assert '<div class="readonly">Lake University</div>' in page
    assert '<div class="readonly">plum</div>' in page
    assert "<li>Library – /en/</li>" in page
    assert ('name="_save"' in page, "TOTAL_FORMS" in page) == (False, False)
    assert response.status_code == 403
    assert SiteSettings.objects.get().name_en == "Lake University"


def test_who_may_change_the_settings_needs_no_other_permission():
    client = browser_of(a_staff_member("change_sitesettings"))

    save(client, {"name_en": "Lake University"})

    assert SiteSettings.objects.get().name_en == "Lake University"


@pytest.mark.parametrize("path", [LIST, PAGE])
def test_who_may_not_gets_nothing_and_makes_no_row(path):
    client = browser_of(a_staff_member("change_article"))

    assert client.get(path).status_code == 403
    assert client.post(path, {"name_en": "Mine"}).status_code == 403
    assert SiteSettings.objects.count() == 0


def test_who_may_not_sees_no_history_either():
    SiteSettings.objects.create(id=1)

    assert browser_of(a_staff_member()).get(f"{LIST}1/history/").status_code == 403


# Two at once


def test_the_second_of_two_admins_is_refused_and_loses_nothing():
    slow = browser_of(a_chief("slow"))
    opened = slow.get(PAGE)
    save(browser_of(a_chief("quick")), {"name_en": "Quick", **a_row(0, "Quick", "/quick/")})

    changes = {"name_en": "Slow", "palette": "teal", **a_row(0, "Slow", "/slow/")}
    refused = slow.post(PAGE, typed(opened, changes, form_id="sitesettings_form"))
    again = slow.post(PAGE, typed(refused, {}, form_id="sitesettings_form"))

    for response in (refused, again):
        assert non_field_errors(response) == [STALE]
        form = fields_of(response)
        assert (form["name_en"], form["palette"]) == ("Slow", "teal")
        assert (form["links_en-0-words"], form["links_en-0-address"]) == ("Slow", "/slow/")
    assert SiteSettings.objects.get().name_en == "Quick"
    assert links() == [("en", "Quick", "/quick/")]
    assert press_runs() == 1


def test_somebody_faster_between_the_look_and_the_save_is_noticed_too(monkeypatch):
    client = browser_of(a_chief())
    opened = client.get(PAGE)
    others = [SiteSettings.objects.get()]

    def lose_the_race(*_arguments):
        if others:
            save_site_settings(others.pop(), links=[], version=1)

    # Called when the form has been found good and before anything is written.
    monkeypatch.setattr(SiteSettingsAdmin, "save_model", lose_the_race)
    changes = {"name_en": "Slow"}
    response = client.post(PAGE, typed(opened, changes, form_id="sitesettings_form"))

    assert non_field_errors(response) == [STALE]
    assert fields_of(response)["name_en"] == "Slow"
    assert SiteSettings.objects.get().version == 2


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 30])
def test_a_version_that_we_never_gave_is_refused(version):
    client = browser_of(a_chief())

    response = save(client, {"name_en": "Mine", "version_seen": version})

    assert STALE in non_field_errors(response)
    assert SiteSettings.objects.get().version == 1


# Bad input


@pytest.mark.parametrize(
    ("column", "limit"),
    [("name", 100), ("tagline", 160), ("address", 500), ("filing_number", 100)],
)
def test_too_many_characters_are_counted_and_kept(column, limit):
    client = browser_of(a_chief())
    long = "x" * 1_000

    response = save(client, {f"{column}_en": long, "name_zh_hans": "湖滨大学"})

    form = response.context["adminform"].form
    assert form.errors == {
        f"{column}_en": [f"This has 1000 characters, at most {limit} are possible: shorten it."]
    }
    assert fields_of(response)[f"{column}_en"] == long
    assert fields_of(response)["name_zh_hans"] == "湖滨大学"
    assert "maxlength" not in str(form[f"{column}_en"])
    assert SiteSettings.objects.get().version == 1


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//example.org/", "/\\example.org/", "contact/", "https://"]
)
def test_an_address_that_leads_nowhere_is_told_at_its_field(address):
    client = browser_of(a_chief())

    response = save(
        client, {"filing_address": address, **a_row(0, "Library", address, language="zh_hans")}
    )

    form = response.context["adminform"].form
    assert form.errors == {
        "__all__": ["Links in the foot (Simplified Chinese): something is wrong, see there."],
        "filing_address": [NO_ADDRESS],
    }
    assert errors_of_links(response, language="zh-hans") == [{"address": [NO_ADDRESS]}]
    assert fields_of(response)["links_zh_hans-0-address"] == address
    assert (links(), press_runs()) == ([], 0)


@pytest.mark.parametrize(
    ("language", "words", "address", "errors"),
    [
        (
            "en",
            "",
            "/en/",
            {"words": ["The link has no words: write what it says, or remove it."]},
        ),
        (
            "en",
            "Library",
            "",
            {"address": ["The link leads nowhere: write its address, or remove it."]},
        ),
        ("zh-hans", "", "/en/", {"words": ["这个链接没有文字：请写上链接文字，或删去这一行。"]}),
    ],
)
def test_half_a_link_is_told_at_the_missing_half(language, words, address, errors):
    client = browser_of(a_chief(), language=language)

    response = save(client, a_row(0, words, address))

    assert errors_of_links(response) == [errors]
    form = fields_of(response)
    assert (form["links_en-0-words"], form["links_en-0-address"]) == (words, address)


def test_a_link_with_too_many_words_is_told_at_its_field():
    response = save(browser_of(a_chief()), a_row(0, "x" * 200, "/en/"))

    assert errors_of_links(response) == [
        {"words": ["This has 200 characters, at most 80 are possible: shorten it."]}
    ]


def test_a_wrong_link_may_be_removed():
    response = save(
        browser_of(a_chief()), {**a_row(0, "", "javascript:x"), "links_en-0-DELETE": "on"}
    )

    assert response.redirect_chain == [(PAGE, 302)]
    assert links() == []


def test_more_links_than_a_foot_holds_are_refused():
    typed_rows = [a_row(number, f"Link {number}", "/en/") for number in range(21)]
    changes = {name: value for row in typed_rows for name, value in row.items()}

    response = save(browser_of(a_chief()), {**changes, **rows(21)})

    assert response.context["adminform"].form.links["en"].non_form_errors() == [
        "At most 20 links are possible: remove some."
    ]
    assert fields_of(response)["links_en-20-words"] == "Link 20"
    assert links() == []


def test_a_palette_that_is_none_is_refused():
    response = save(browser_of(a_chief()), {"palette": "pink"})

    assert list(response.context["adminform"].form.errors) == ["palette"]


def test_a_form_without_its_rows_is_refused():
    client = browser_of(a_chief())
    client.get(PAGE)

    response = client.post(PAGE, {"name_en": "Mine", "version_seen": "1", "palette": "blue"})

    assert response.status_code == 200
    assert SiteSettings.objects.get().version == 1


def test_html_in_the_settings_is_text_in_the_form_too():
    client = browser_of(a_chief())

    save(client, {"address_en": "</textarea><script>alert(1)</script>"})

    assert "<script>alert" not in client.get(PAGE).content.decode()


# The name in the admin itself


@pytest.mark.parametrize(("language", "name"), [("en", "Lake University"), ("zh-hans", "湖滨新闻")])
def test_the_admin_carries_the_name_of_the_site_in_its_reader_s_language(language, name):
    SiteSettings.objects.create(id=1, name_en="Lake University")
    client = browser_of(a_chief(), language=language)

    page = client.get("/admin/").content.decode()

    assert f'<div id="site-name"><a href="/admin/">{name}</a></div>' in page


def test_the_logo_is_not_deleted_from_the_library():
    logo = an_image()
    SiteSettings.objects.create(id=1, logo=logo)
    client = browser_of(a_chief())

    client.post(f"/admin/articles/image/{logo.pk}/delete/", {"post": "yes"})

    assert SiteSettings.objects.get().logo == logo
