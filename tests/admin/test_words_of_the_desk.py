"""Every word of the desk is said in the language of its reader."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from tests.admin.browser import form_of
from tests.admin.pages import addresses, rows_behind
from tests.admin.staff import a_staff_member, browser_of

pytestmark = pytest.mark.django_db

WORDS = {"en": re.compile(r"[\u4e00-\u9fff]+"), "zh-hans": re.compile(r"[A-Za-z][A-Za-z'’-]+")}
# The one word by which everything stored is called, in letters of the reader's own language.
STORED = {"en": "Lake", "zh-hans": "湖"}

LATIN_IN_CHINESE = {
    # kinds of files go by these names in Chinese too
    *("PDF", "ZIP", "CSV", "JPEG", "PNG", "WebP", "GIF", "AVIF", "Word", "Excel", "PowerPoint"),
    # units and abbreviations that have no Chinese word
    *("KB", "MB", "URL", "ICP", "Cookie"),
}
# What is typed as an example, a slug, an address, a path; and what a script fills in.
EXAMPLES = re.compile(r"campus-life|https?:/[^\s\u4e00-\u9fff]*|/[a-z0-9/._-]+|%\(\w+\)s|\{\w+\}")

READ_ALOUD = {"aria-label", "title", "placeholder", "alt", "data-label"}
SILENT = {"script", "style", "template"}
WITHOUT_END = {"input", "img", "br", "hr", "link", "meta", "use", "source", "wbr", "col", "path"}


class Reader(HTMLParser):
    """Collects what people read or hear, except what is marked as another language's."""

    def __init__(self, language):
        super().__init__()
        self.language = language
        self.open = []  # (tag, is it read)
        self.said = []

    def is_read(self):
        return all(is_read for _tag, is_read in self.open)

    def handle_starttag(self, tag, attrs):
        known = {name: value or "" for name, value in attrs}
        is_foreign = known.get("lang", self.language) != self.language
        # What is typed in a field of another language is foreign, what the field is called is not.
        is_field = tag in {"input", "textarea", "select"}
        if self.is_read() and tag not in SILENT and (is_field or not is_foreign):
            self.said += [known[name] for name in READ_ALOUD & known.keys()]
            if known.get("type") in {"submit", "button", "reset"}:
                self.said.append(known.get("value", ""))
        if tag not in WITHOUT_END:
            self.open.append((tag, tag not in SILENT and not is_foreign))

    def handle_startendtag(self, tag, attrs):
        if tag in WITHOUT_END:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        while any(tag == each for each, _is_read in self.open) and self.open.pop()[0] != tag:
            pass

    def handle_data(self, text):
        if self.is_read() and self.open[-1:] != [("textarea", True)]:
            self.said.append(text)


def foreign_words(response: HttpResponse, language: str) -> list[str]:
    """The sentences on the page in which there is a word of the other language."""
    reader = Reader(language)
    reader.feed(response.content.decode())
    return list(
        dict.fromkeys(" ".join(each.split()) for each in reader.said if odd(each, language))
    )


def odd(sentence: str, language: str) -> list[str]:
    words = WORDS[language].findall(EXAMPLES.sub(" ", sentence))
    return [word for word in words if word not in LATIN_IN_CHINESE]


def is_list(address):
    return "changelist" in resolve(urlsplit(address).path).url_name


def is_page(response):
    return response["Content-Type"].startswith("text/html") and bool(response.content)


@pytest.fixture(params=["en", "zh-hans"])
def language(request):
    return request.param


@pytest.fixture(autouse=True)
def site_names(settings, language):
    """The name given at installation is stored, too."""
    settings.SITE_NAMES = dict.fromkeys(settings.SITE_NAMES, STORED[language])


@pytest.fixture
def reader(language):
    """The browser of a chief who reads this language."""
    return browser_of(rows_behind(STORED[language]), language=language)


def said_wrongly(pages, language):
    """By address: what is said in words of the other language."""
    read = {address: foreign_words(page, language) for address, page in pages if is_page(page)}
    return {address: words for address, words in read.items() if words}


def test_no_page_of_the_desk_speaks_another_language(reader, language):
    pages = [(address, reader.get(address)) for address in addresses()]

    assert said_wrongly(pages, language) == {}
    assert sum(page.status_code == 200 and is_page(page) for _address, page in pages) > 70


def emptied(form):
    """What is sent of a form in which nobody filled in anything."""
    name = re.search(r'<form[^>]* id="(\w+_form)"', form.content.decode())
    fields = form_of(form, form_id=name[1]) if name else {}
    return {field: value for field, value in fields.items() if field.endswith("_FORMS")}


def test_no_refused_form_of_the_desk_speaks_another_language(reader, language):
    forms = [each for each in addresses() if each.endswith(("/add/", "/password_change/"))]

    pages = [(address, reader.post(address, emptied(reader.get(address)))) for address in forms]

    assert said_wrongly(pages, language) == {}
    assert sum(page.status_code == 200 for _address, page in pages) > 8


def test_no_question_before_many_are_changed_speaks_another_language(reader, language):
    pages = []
    for address in filter(is_list, addresses()):
        page = reader.get(address)
        if page.status_code == 200:
            for action in re.findall(r'<option value="(\w+)">', page.content.decode()):
                rows = [str(row.pk) for row in page.context["cl"].result_list]
                sent = {"action": action, "_selected_action": rows}
                pages.append((f"{address} {action}", reader.post(address, sent, follow=True)))

    assert said_wrongly(pages, language) == {}
    assert len(pages) > 10


def test_no_page_at_the_door_speaks_another_language(reader, language):
    visitor = Client(headers={"accept-language": language}, enforce_csrf_checks=True)
    newcomer = browser_of(a_staff_member(name="2"), language=language)
    nobody = {"username": "1", "password": "1"}
    too_much = {"content_type": "application/x-www-form-urlencoded", "CONTENT_LENGTH": "9000000"}

    pages = [
        ("sign-in", visitor.get("/admin/login/")),
        ("without token", visitor.post("/admin/login/", nobody)),
        ("wrong password", newcomer.post("/admin/login/?next=/admin/", nobody)),
        ("not allowed", newcomer.get("/admin/articles/section/")),
        ("nothing to do", newcomer.get("/admin/")),
        ("too much", reader.generic("POST", "/admin/articles/section/add/", **too_much)),
        ("signed out", reader.post("/admin/logout/")),
    ]

    assert said_wrongly(pages, language) == {}
    assert [page.status_code for _name, page in pages] == [200, 403, 200, 403, 200, 413, 200]


def test_the_scripts_of_the_desk_speak_the_language_of_the_reader(reader, language):
    catalog = reader.get("/admin/jsi18n/").content.decode()

    words = json.loads(re.search(r"const newcatalog = (\{.*?\});?\n", catalog, re.DOTALL)[1])
    # Not Django's words for rows that are edited in the list itself, which no list here offers.
    used = [said for word, said in words.items() if not word.startswith("You have selected an")]
    said = [form for each in used for form in (each if isinstance(each, list) else [each])]

    assert [each for each in said if odd(each, language)] == []
