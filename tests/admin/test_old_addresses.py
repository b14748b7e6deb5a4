"""Old addresses at the desk: beside what they lead to, all of them, and whole lists."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.models import Attachment, OldAddress, PressRun
from tests.admin.browser import form_of
from tests.admin.staff import a_chief, a_staff_member, browser_of, words_of
from tests.admin.stories import address_of, save
from tests.factories import a_draft, a_public_edition, a_section, an_article

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/oldaddress/"
WHOLE_LIST = f"{LIST}list/"
ROW = "old_addresses-0-path"
NO_ADDRESS = (
    "This is no address of an earlier site: begin it with a slash, such as /info/1051/2345.htm, "
    "or paste the whole address with http:// or https://."
)


def rows_of(target) -> list[tuple[str, str]]:
    return list(target.old_addresses.values_list("path", "language"))


def errors_in(response) -> list[dict]:
    return [form.errors for form in response.context["inline_admin_formsets"][0].formset.forms]


def an_attachment() -> Attachment:
    return Attachment.objects.create(
        file="attachments/1.pdf", size=1, digest="1" * 64, title_en="Rules"
    )


# Beside a story


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("/info/1051/2345.htm", "/info/1051/2345.htm"),
        ("https://old.example.edu.cn/show.jsp?b=2&a=1#x", "/show.jsp?a=1&b=2"),
        (" /%E6%96%B0.htm ", "/新.htm"),
    ],
)
def test_an_address_is_kept_in_its_one_form(typed, kept):
    article = a_draft().article
    client = browser_of(a_chief())

    save(client, address_of(article), {ROW: typed, "old_addresses-0-language": "zh-hans"})

    assert rows_of(article) == [(kept, "zh-hans")]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            "info/1051/2345.htm",
            NO_ADDRESS,
        ),
        ("/" + "a" * 600, "This address is too long: at most 500 characters are possible."),
        *(
            (
                path,
                "A page of this site itself answers at this address, so nobody would be led on.",
            )
            for path in ("/", "/?p=1", "/en", "/zh-hans/sections/x/", "/en/news/5/x", "/admin/x/")
        ),
    ],
)
def test_what_cannot_be_one_is_told_at_its_row_and_stays_typed(typed, sentence):
    article = a_draft().article
    client = browser_of(a_chief())

    answer = save(client, address_of(article), {ROW: typed})

    assert errors_in(answer)[0] == {"path": [sentence]}
    assert form_of(answer)[ROW] == typed
    assert rows_of(article) == []


@pytest.mark.parametrize("path", ["/en/info/7.htm", "/media/old.pdf", "/english/", "/a.jsp?x"])
def test_what_no_page_of_ours_answers_is_taken(path):
    article = a_draft().article

    save(browser_of(a_chief()), address_of(article), {ROW: path})

    assert len(rows_of(article)) == 1


def test_an_address_that_leads_elsewhere_names_what_has_it():
    other = a_draft(title="The lake froze").article
    OldAddress.objects.create(article=other, path="/a.htm")
    article = a_draft().article

    answer = save(browser_of(a_chief()), address_of(article), {ROW: "/a.htm/"})

    link = f'<a href="{address_of(other)}" target="_blank">The lake froze</a>'
    assert errors_in(answer)[0]["path"] == [f"This address leads somewhere already: {link}"]


def test_an_address_typed_twice_is_told():
    article = a_draft().article
    typed = {
        ROW: "/a.htm",
        "old_addresses-1-path": "/a.htm/",
        "old_addresses-1-language": "",
        "old_addresses-TOTAL_FORMS": "2",
    }

    answer = save(browser_of(a_chief()), address_of(article), typed)

    formset = answer.context["inline_admin_formsets"][0].formset
    assert formset.non_form_errors() == ["An address stands here twice: remove one of the rows."]
    assert rows_of(article) == []


def test_a_row_is_removed_and_pages_learn_of_it():
    article = a_draft().article
    OldAddress.objects.create(article=article, path="/a.htm")
    before = PressRun.current()

    save(browser_of(a_chief()), address_of(article), {"old_addresses-0-DELETE": "on"})

    assert (rows_of(article), PressRun.current()) == ([], before + 1)


def test_of_two_who_change_one_row_the_second_is_told_and_then_saves():
    article = a_draft().article
    row = OldAddress.objects.create(article=article, path="/a.htm")
    client = browser_of(a_chief())
    opened = client.get(address_of(article))
    OldAddress.objects.filter(pk=row.pk).update(path="/theirs.htm", language="en")

    sent = {**form_of(opened), ROW: "/mine.htm", "_continue": "yes"}
    told = client.post(address_of(article), sent)
    client.post(address_of(article), {**form_of(told), "_continue": "yes"})

    sentence = (
        "Somebody else has changed this meanwhile to /theirs.htm, English. Save again if yours is "
        "right."
    )
    assert errors_in(told)[0] == {"path": [sentence]}
    assert form_of(told)[ROW] == "/mine.htm"
    assert rows_of(article) == [("/mine.htm", "")]


def test_who_left_a_row_alone_does_not_undo_what_another_did():
    article = a_draft().article
    changed = OldAddress.objects.create(article=article, path="/a.htm")
    removed = OldAddress.objects.create(article=article, path="/b.htm")
    client = browser_of(a_chief())
    opened = client.get(address_of(article))
    OldAddress.objects.filter(pk=changed.pk).update(path="/theirs.htm")
    removed.delete()

    answer = client.post(
        address_of(article), {**form_of(opened), "en_title": "Mine", "_continue": "yes"}
    )

    assert answer.status_code == 302
    assert rows_of(article) == [("/theirs.htm", "")]


def test_what_was_written_into_a_row_that_is_gone_is_kept_as_a_new_one():
    article = a_draft().article
    first, second, third = (
        OldAddress.objects.create(article=article, path=path) for path in ("/a.htm", "/b.htm", "/c")
    )
    client = browser_of(a_chief())
    opened = client.get(address_of(article))
    first.delete()
    third.delete()

    typed = {ROW: "/mine.htm", "old_addresses-3-path": "/new.htm"}
    refused = client.post(
        address_of(article), {**form_of(opened), **typed, "old_addresses-1-path": "x"}
    )
    client.post(address_of(article), {**form_of(opened), **typed, "_continue": "yes"})

    form = form_of(refused)
    assert [form[f"old_addresses-{number}-path"] for number in range(3)] == [
        "x",
        "/mine.htm",
        "/new.htm",
    ]
    assert [path for path, _language in rows_of(article)] == ["/b.htm", "/mine.htm", "/new.htm"]
    assert article.old_addresses.get(path="/b.htm") == second


def test_who_may_not_change_old_addresses_sees_them_only():
    article = a_draft().article
    OldAddress.objects.create(article=article, path="/a.htm")
    client = browser_of(
        a_staff_member("change_article", "view_article", "view_oldaddress", "view_section")
    )

    page = client.get(address_of(article))
    client.post(address_of(article), {**form_of(page), ROW: "/b.htm", "_continue": "yes"})

    assert "/a.htm" in page.content.decode()
    assert rows_of(article) == [("/a.htm", "")]


# Beside a section and an attachment


def test_a_section_has_old_addresses():
    section = a_section()
    address = f"/admin/articles/section/{section.pk}/change/"

    save(browser_of(a_chief()), address, {ROW: "/xwzx.htm"}, form_id="section_form")

    assert rows_of(section) == [("/xwzx.htm", "")]


def test_an_attachment_has_old_addresses():
    attachment = an_attachment()
    address = f"/admin/articles/attachment/{attachment.pk}/change/"
    download = "/system/_content/download.jsp?urltype=x&owner=1&wbfileid=2345"

    save(browser_of(a_chief()), address, {ROW: download}, form_id="attachment_form")

    assert rows_of(attachment) == [
        ("/system/_content/download.jsp?owner=1&urltype=x&wbfileid=2345", "")
    ]


# All of them


def some_addresses():
    OldAddress.objects.create(article=a_draft(title="The lake froze").article, path="/a.htm")
    OldAddress.objects.create(section=a_section("notices", en="Notices"), path="/tzgg.htm")
    OldAddress.objects.create(attachment=an_attachment(), path="/d.jsp?id=1", language="en")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["/a.htm", "/d.jsp?id=1", "/tzgg.htm"]),
        ("?q=jsp", ["/d.jsp?id=1"]),
        ("?to=article", ["/a.htm"]),
        ("?to=section", ["/tzgg.htm"]),
        ("?to=attachment", ["/d.jsp?id=1"]),
        ("?to=nonsense", ["/a.htm", "/d.jsp?id=1", "/tzgg.htm"]),
        ("?in=en", ["/d.jsp?id=1"]),
    ],
)
def test_the_list_is_searched_and_filtered(asked, found):
    some_addresses()

    page = browser_of(a_chief()).get(LIST + asked)

    assert [row.path for row in page.context["cl"].result_list] == found


def test_the_list_says_where_each_leads():
    some_addresses()

    page = browser_of(a_chief()).get(LIST).content.decode()

    assert [name for name in ("The lake froze", "Notices", "Rules") if f">{name}</a>" in page] == [
        "The lake froze",
        "Notices",
        "Rules",
    ]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_however_long(django_assert_num_queries, count):
    for number in range(count):
        OldAddress.objects.create(article=a_draft().article, path=f"/{number}.htm")
    client = browser_of(a_chief())
    client.get(LIST)

    with django_assert_num_queries(8):
        client.get(LIST)


@pytest.mark.parametrize("targets", [(), ("article", "section")])
def test_one_address_leads_to_exactly_one_thing(targets):
    chosen = {"article": an_article().pk, "section": a_section().pk}
    typed = {"path": "/a.htm", **{each: chosen[each] for each in targets}}

    answer = browser_of(a_chief()).post(f"{LIST}add/", typed)

    assert answer.context["adminform"].form.non_field_errors() == [
        "Choose one story, one section or one attachment: where the old address leads."
    ]


def test_an_address_is_added_changed_and_deleted_on_its_page():
    article, section = an_article(), a_section()
    client = browser_of(a_chief())

    client.post(f"{LIST}add/", {"path": "http://old.cn/a.htm", "article": article.pk})
    row = OldAddress.objects.get()
    client.post(f"{LIST}{row.pk}/change/", {"path": "/b.htm", "section": section.pk})
    changed = OldAddress.objects.get()
    client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"})

    assert (row.path, row.article) == ("/a.htm", article)
    assert (changed.path, changed.article, changed.section) == ("/b.htm", None, section)
    assert (OldAddress.objects.count(), PressRun.current()) == (0, 3)


# Whole lists


def taken(client, lines: str, **more):
    return client.post(WHOLE_LIST, {"lines": lines, **more})


def test_a_list_is_shown_as_a_plan_and_then_taken():
    edition = a_public_edition(title="The lake froze")
    section = a_section("notices", en="Notices")
    OldAddress.objects.create(section=section, path="/moved.htm")
    OldAddress.objects.create(section=section, path="/same.htm")
    client = browser_of(a_chief())
    lines = (
        f"/a.htm;{edition.article_id}\n"
        f"/moved.htm;{edition.get_absolute_url()}\n"
        "/same.htm;/admin/articles/section/%d/change/\n"
        "nonsense;1\n" % section.pk
    )

    shown = taken(client, lines)
    untouched = OldAddress.objects.count()
    done = client.post(
        WHOLE_LIST, {**form_of(shown, form_id="list-form"), "confirmed": "yes"}, follow=True
    )

    assert untouched == 2
    assert shown.context["said"] == [
        "1 address is new.",
        "1 address leads elsewhere until now and will be changed.",
        "1 address is there already and stays as it is.",
        "1 line says nothing that can be done; it is left out.",
    ]
    assert shown.context["new"] == [("/a.htm", "The lake froze")]
    assert shown.context["changed"] == [("/moved.htm", "Notices", "The lake froze")]
    assert "<strong>Line 4, “nonsense;1”:</strong> This is no address" in shown.content.decode()
    assert words_of(done) == ["2 old addresses are in place."]
    assert list(OldAddress.objects.values_list("path", "article", "language")) == [
        ("/a.htm", edition.article_id, ""),
        ("/moved.htm", edition.article_id, "en"),
        ("/same.htm", None, ""),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_is_taken_in_the_encodings_of_tables(encoding):
    article = an_article()
    content = f"旧网址,新网址\r\n/新闻.htm,{article.pk}\r\n".encode(encoding)
    client = browser_of(a_chief())

    shown = client.post(WHOLE_LIST, {"lines": "", "file": SimpleUploadedFile("list.csv", content)})

    assert shown.context["new"] == [("/新闻.htm", "Untitled")]
    assert "/新闻.htm" in form_of(shown, form_id="list-form")["lines"]


def test_what_changed_since_it_was_shown_is_shown_again():
    article = an_article()
    client = browser_of(a_chief())
    shown = taken(client, f"/a.htm;{article.pk}")
    OldAddress.objects.create(section=a_section(), path="/a.htm")

    again = client.post(WHOLE_LIST, {**form_of(shown, form_id="list-form"), "confirmed": "yes"})

    assert again.context["has_changed"]
    assert OldAddress.objects.get().article is None


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "There is nothing in the list yet."), ("zh-hans", "列表中还没有内容。")],
)
def test_an_empty_list_is_told(language, sentence):
    answer = taken(browser_of(a_chief(), language=language), " \n")

    assert answer.context["form"].errors == {"lines": [sentence]}


@pytest.mark.parametrize("permission", ["add_oldaddress", "change_oldaddress"])
def test_a_list_needs_both_permissions(permission):
    client = browser_of(a_staff_member(permission, "view_oldaddress"))

    assert client.get(WHOLE_LIST).status_code == 403
    assert taken(client, "/a.htm;1", confirmed="yes").status_code == 403
