"""Correcting browse times in the browser: asked twice, kept for good, never at a stale sight."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.test import Client

from articles.browsing.totals import bring_history, bring_start_value, correct, recount
from articles.models import BrowseCorrection, BrowseCount, BrowseTotal
from tests.admin.browser import form_of
from tests.admin.staff import a_chief, a_staff_member, browser_of, words_of
from tests.admin.test_words_of_the_desk import foreign_words
from tests.factories import NOW, a_public_edition

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
TRAIL = "/admin/statistics/corrections/"


def a_read_story(*, title="By the lake", start=100, browses=304):
    edition = a_public_edition(title=title)
    bring_start_value(edition.article, value=start)
    bring_history(edition, counts={TODAY: browses})
    return edition


def read_on(edition, times):
    """So many browses more, on another day."""
    day = TODAY + timedelta(days=BrowseCount.objects.count())
    bring_history(edition, counts={day: times})


def address_of(edition):
    return f"/admin/statistics/stories/{edition.article_id}/correct/"


def statistics_of(edition):
    return f"/admin/statistics/stories/{edition.article_id}/"


def someone_who_may(*more, name="ann"):
    return a_staff_member("correct_totals", "see_statistics", *more, name=name)


def ask(client, edition, **typed):
    """Opens the form, types and sends it."""
    opened = form_of(client.get(address_of(edition)), form_id="correction-form")
    return client.post(address_of(edition), {**opened, **typed})


def say_yes(client, edition, asked):
    sent = {**form_of(asked, form_id="question-form"), "confirmed": "1"}
    return client.post(address_of(edition), sent, follow=True)


def errors_of(response):
    form = response.context["form"]
    return {name: list(errors) for name, errors in form.errors.items()}


def sentence_of(response):
    """The one error that is about the whole form."""
    (sentence,) = errors_of(response).pop("__all__")
    return sentence


def shown(response):
    """What stands in the fields of the form."""
    fields = form_of(response, form_id="correction-form")
    return fields["times"], fields["reason"]


def rows():
    return list(BrowseCorrection.objects.values_list("before", "after", "reason", "by__username"))


def times_of(edition):
    return BrowseTotal.objects.get(article=edition.article_id).times


def test_a_correction_is_asked_about_and_then_made():
    edition = a_read_story()
    client = browser_of(someone_who_may())

    asked = ask(client, edition, times="1,150", reason=" The script\r\nof a class. ")
    before = rows()
    answer = say_yes(client, edition, asked)

    assert (before, asked.context["before"], asked.context["after"]) == ([], 404, 1150)
    assert rows() == [(404, 1150, "The script\nof a class.", "ann")]
    assert words_of(answer) == ["“By the lake” has 1,150 browse times now; before it were 404."]
    assert answer.redirect_chain == [(statistics_of(edition), 302)]
    total = BrowseTotal.objects.get()
    assert (total.start, total.counted, total.corrected) == (100, 304, 746)
    assert list(BrowseCount.objects.values_list("browses", flat=True)) == [304]
    assert list(recount()) == []


def test_the_form_says_what_the_number_is_made_of():
    edition = a_read_story()
    correct(edition.article_id, to=150, reason="A script.", by=None, at=NOW)

    page = browser_of(someone_who_may()).get(address_of(edition))

    assert page.context["made_of"] == [
        ("Brought along from an earlier site", "100"),
        ("Counted here, the sum of all days", "304"),
        ("Corrections", "−254"),
    ]
    assert page.context["total"].browse_times() == 150
    assert [row.reason for row in page.context["earlier"]] == ["A script."]


def test_a_story_that_nobody_read_begins_at_nought():
    edition = a_public_edition()
    client = browser_of(someone_who_may())

    say_yes(client, edition, ask(client, edition, times="12", reason="A lost week."))

    assert times_of(edition) == 12


def test_readers_and_the_desk_see_the_corrected_number():
    edition = a_read_story()
    client = browser_of(a_chief())

    say_yes(client, edition, ask(client, edition, times="150", reason="A script."))

    public = client.get(edition.get_absolute_url()).content.decode()
    desk = client.get("/admin/articles/article/").content.decode()
    assert ">150</span>" in public.partition("data-browse-times")[2][:80]
    assert 'data-label="Browse times">150<' in desk


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ("-1", "Browse times cannot be below nought."),
        ("−5", "Browse times cannot be below nought."),
        ("", "Write the right number of browse times."),
        ("many", "Write a whole number in digits, such as 1,234."),
        ("3,5", "Write a whole number in digits, such as 1,234."),
        ("1.5", "Write a whole number in digits, such as 1,234."),
        ("9" * 5_000, "Write a whole number in digits, such as 1,234."),
        ("1000000000001", "No story can have so many browse times."),
        ("404", "The number is 404 already: there is nothing to correct."),
    ],
)
def test_what_is_no_right_number_is_refused_and_kept(typed, errors):
    edition = a_read_story()

    answer = ask(browser_of(someone_who_may()), edition, times=typed, reason="A script.")

    assert errors_of(answer) == {"times": [errors]}
    assert shown(answer) == (typed, "A script.")
    assert rows() == []


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        (" \n ", "Write why: a correction needs a reason."),
        ("x" * 501, "This has 501 characters, at most 500 are possible: shorten it."),
        ("a\x00b", "Null characters are not allowed."),
    ],
)
def test_a_correction_without_a_reason_that_can_be_kept_is_refused(typed, error):
    edition = a_read_story()

    answer = ask(browser_of(someone_who_may()), edition, times="150", reason=typed)

    assert errors_of(answer) == {"reason": [error]}
    assert shown(answer)[0] == "150"
    assert rows() == []


@pytest.mark.parametrize(
    ("typed", "times"), [("1，150", 1150), ("1 150", 1150), ("１２", 12), ("0", 0), (" 7 ", 7)]
)
def test_numbers_are_read_as_people_write_them(typed, times):
    edition = a_read_story()
    client = browser_of(someone_who_may())

    say_yes(client, edition, ask(client, edition, times=typed, reason="A script."))

    assert times_of(edition) == times


def test_the_question_can_be_answered_with_no():
    edition = a_read_story()
    client = browser_of(someone_who_may())
    asked = ask(client, edition, times="150", reason="A script.")

    sent = {**form_of(asked, form_id="question-form"), "change": "1"}
    answer = client.post(address_of(edition), sent)

    assert shown(answer) == ("150", "A script.")
    assert rows() == []


def test_browses_that_come_in_meanwhile_stay_counted():
    edition = a_read_story()
    client = browser_of(someone_who_may())
    opened = form_of(client.get(address_of(edition)), form_id="correction-form")
    read_on(edition, 3)
    refused = client.post(address_of(edition), {**opened, "times": "150", "reason": ""})
    again = form_of(refused, form_id="correction-form")
    asked = client.post(address_of(edition), {**again, "reason": "A script."})
    read_on(edition, 1)

    say_yes(client, edition, asked)

    assert refused.context["since"] == asked.context["since"]
    assert asked.context["since"] == (
        "When you opened this page the number was 404. Your number is compared with that, and "
        "the 3 browses since then stay counted on top."
    )
    assert (asked.context["before"], asked.context["after"]) == (407, 153)
    assert rows() == [(408, 154, "A script.", "ann")]


def test_a_number_that_another_admin_corrected_meanwhile_is_decided_again():
    edition = a_read_story()
    client = browser_of(someone_who_may())
    asked = ask(client, edition, times="160", reason="A script.")
    bob = a_staff_member(name="bob")
    correct(edition.article_id, to=150, reason="The script.", by=bob, at=NOW)

    late = say_yes(client, edition, asked)
    again = form_of(late, form_id="correction-form")
    say_yes(client, edition, client.post(address_of(edition), again))

    assert sentence_of(late) == (
        "Meanwhile bob corrected the number from 404 to 150: “The script.”. Nothing of yours was "
        "done. What you wrote is still here: see whether it is right now."
    )
    assert shown(late) == ("160", "A script.")
    assert rows() == [(404, 150, "The script.", "bob"), (150, 160, "A script.", "ann")]


def test_a_number_that_an_import_changed_meanwhile_is_decided_again():
    edition = a_read_story()
    client = browser_of(someone_who_may())
    asked = ask(client, edition, times="160", reason="A script.")
    bring_start_value(edition.article, value=120)

    late = say_yes(client, edition, asked)

    assert sentence_of(late) == (
        "Meanwhile more was brought along from the earlier site: the number was 404 and is 424 "
        "now. Nothing of yours was done. What you wrote is still here: see whether it is right now."
    )
    assert rows() == []


@pytest.mark.parametrize("seen", ["", "x", "404-100", "404-100-" + "9" * 40, "-1-0-0"])
def test_a_form_that_does_not_say_what_was_seen_is_decided_again(seen):
    edition = a_read_story()
    sent = {"times": "150", "reason": "A script.", "sight": seen, "confirmed": "1"}

    answer = browser_of(someone_who_may()).post(address_of(edition), sent)

    assert sentence_of(answer) == (
        "This page was too old to tell which number you saw. Nothing of yours was done. What you "
        "wrote is still here: see whether it is right now."
    )
    assert shown(answer) == ("150", "A script.")
    assert rows() == []


def test_a_button_pressed_twice_corrects_once():
    edition = a_read_story()
    client = browser_of(someone_who_may())
    asked = ask(client, edition, times="150", reason="A script.")

    say_yes(client, edition, asked)
    twice = say_yes(client, edition, asked)

    assert rows() == [(404, 150, "A script.", "ann")]
    assert words_of(twice)[-1] == "This correction was made already; it was not made again."
    assert twice.redirect_chain == [(statistics_of(edition), 302)]


def test_every_answer_is_in_the_language_of_the_reader():
    edition = a_read_story(title="湖边")
    client = browser_of(someone_who_may(name="安"), language="zh-hans")
    asked = ask(client, edition, times="150", reason="脚本。")
    read_on(edition, 3)
    sent = {**form_of(asked, form_id="question-form")}
    later = client.post(address_of(edition), sent)
    correct(edition.article_id, to=7, reason="另一个。", by=None, at=NOW)

    late = say_yes(client, edition, asked)
    refused = ask(client, edition, times="-1", reason="x" * 501)

    answers = (asked, later, late, refused)
    assert [foreign_words(answer, "zh-hans") for answer in answers] == [[], [], [], []]


def test_the_same_correction_by_somebody_else_is_not_taken_for_ones_own():
    edition = a_read_story()
    client = browser_of(someone_who_may())
    asked = ask(client, edition, times="150", reason="A script.")
    bob = a_staff_member(name="bob")
    correct(edition.article_id, to=150, reason="A script.", by=bob, at=NOW)

    late = say_yes(client, edition, asked)

    assert sentence_of(late).startswith("Meanwhile bob corrected the number from 404 to 150:")


def test_what_was_corrected_alike_before_is_not_taken_for_this_correction():
    edition = a_read_story()
    client = browser_of(someone_who_may())
    say_yes(client, edition, ask(client, edition, times="400", reason="A robot."))
    asked = ask(client, edition, times="396", reason="A robot.")
    bob = a_staff_member(name="bob")
    correct(edition.article_id, to=390, reason="Ten robots.", by=bob, at=NOW)

    late = say_yes(client, edition, asked)

    assert sentence_of(late).startswith("Meanwhile bob corrected the number from 400 to 390:")


def test_a_number_that_grew_too_large_meanwhile_is_refused():
    edition = a_read_story()
    client = browser_of(someone_who_may())
    asked = ask(client, edition, times=str(10**12), reason="A test.")
    read_on(edition, 3)

    answer = say_yes(client, edition, asked)

    assert errors_of(answer) == {"times": ["No story can have so many browse times."]}
    assert rows() == []


@pytest.mark.parametrize(
    ("permissions", "page", "statuses"),
    [
        ((), "form", (403, 403)),
        (("see_statistics", "view_article", "change_article"), "form", (403, 403)),
        (("correct_totals",), "form", (200, 200)),
        (("correct_totals",), "trail", (403, 405)),
        (("see_statistics",), "trail", (200, 405)),
    ],
)
def test_each_page_opens_for_who_may_only(permissions, page, statuses):
    edition = a_read_story()
    address = {"form": address_of(edition), "trail": TRAIL}[page]
    client = browser_of(a_staff_member(*permissions))

    answers = (client.get(address).status_code, client.post(address, {}).status_code)

    assert answers == statuses
    assert rows() == []


def test_a_visitor_is_sent_to_the_sign_in(client):
    edition = a_read_story()

    answers = [client.get(address)["Location"] for address in (address_of(edition), TRAIL)]

    assert answers == [f"/admin/login/?next={address}" for address in (address_of(edition), TRAIL)]


def test_who_may_correct_and_not_see_statistics_comes_back_to_the_form():
    edition = a_read_story()
    client = browser_of(a_staff_member("correct_totals"))

    answer = say_yes(client, edition, ask(client, edition, times="150", reason="A script."))

    assert answer.redirect_chain == [(address_of(edition), 302)]
    assert times_of(edition) == 150


def test_a_correction_from_another_page_is_refused():
    edition = a_read_story()
    client = Client(enforce_csrf_checks=True)
    client.force_login(someone_who_may())
    sent = {"times": "150", "reason": "A script.", "sight": "404-100-0", "confirmed": "1"}

    answer = client.post(address_of(edition), sent)

    assert (answer.status_code, rows()) == (403, [])


@pytest.mark.parametrize("number", ["0", "987654", "9" * 30])
def test_a_story_that_is_not_there_is_a_missing_page(number):
    client = browser_of(a_chief())

    answer = client.get(f"/admin/statistics/stories/{number}/correct/")

    assert answer.status_code == 404


def test_other_methods_are_refused():
    client = browser_of(a_chief())

    answers = [client.put(address_of(a_read_story())), client.delete(TRAIL)]

    assert [answer.status_code for answer in answers] == [405, 405]


def test_nobody_can_change_or_delete_the_trail():
    assert BrowseCorrection not in admin.site._registry
    assert BrowseTotal not in admin.site._registry


def a_trail(number):
    edition = a_read_story()
    for times in range(number):
        correct(edition.article_id, to=times, reason=f"No. {times}", by=None, at=NOW)


def reasons_on(page):
    return [row.reason for row in page.context["page"].rows]


@pytest.mark.parametrize("number", [1, 3])
def test_the_trail_is_asked_for_in_a_constant_number_of_queries(number, django_assert_num_queries):
    a_trail(number)
    client = browser_of(a_chief())
    client.get(TRAIL)

    with django_assert_num_queries(4):  # session, user, the name of the site, the trail
        page = client.get(TRAIL)

    assert reasons_on(page) == [f"No. {times}" for times in reversed(range(number))]


def test_the_trail_is_read_page_by_page_there_and_back(monkeypatch):
    monkeypatch.setattr("articles.admin.statistics.trail.PER_PAGE", 2)
    a_trail(5)
    client = browser_of(a_chief())

    def follow(page, rel):
        link = re.search(rf'rel="{rel}" href="([^"]+)"', page.content.decode())[1]
        return client.get(TRAIL + link)

    first = client.get(TRAIL)
    second = follow(first, "next")
    third = follow(second, "next")
    back = follow(third, "prev")
    start = follow(back, "prev")

    assert [reasons_on(page) for page in (first, second, third, back, start)] == [
        ["No. 4", "No. 3"],
        ["No. 2", "No. 1"],
        ["No. 0"],
        ["No. 2", "No. 1"],
        ["No. 4", "No. 3"],
    ]
    ends = [(page.context["page"].newer, page.context["page"].older) for page in (start, third)]
    assert (ends[0][0], ends[1][1]) == (0, 0)


@pytest.mark.parametrize(
    "query", ["before=x", "before=", "after=9999999", "before=1", "before=" + "9" * 30]
)
def test_a_page_that_is_none_is_answered_with_a_sentence_and_the_beginning(query):
    edition = a_read_story()
    row = correct(edition.article_id, to=1, reason="No. 0", by=None, at=NOW)
    query = query.replace("before=1", f"before={row.pk}") if query == "before=1" else query

    page = browser_of(a_chief()).get(f"{TRAIL}?{query}")

    assert reasons_on(page) == ["No. 0"]
    assert words_of(page) == ["There is no such page of this list: here is its beginning."]


def test_a_title_in_another_language_is_marked_as_that():
    chinese = a_public_edition(language="zh-hans", title="湖边")
    correct(chinese.article_id, to=1, reason="Once.", by=None, at=NOW)
    a_trail(1)

    page = browser_of(a_chief()).get(TRAIL).content.decode()

    assert '<span lang="zh-hans">湖边</span>' in page
    assert "<span>By the lake</span>" in page


def test_a_trail_without_a_line_says_so():
    page = browser_of(a_chief()).get(TRAIL).content.decode()

    assert "No number was ever corrected." in page
