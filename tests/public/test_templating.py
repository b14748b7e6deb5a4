"""What the templates of the public pages can say."""

from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template
from django.utils.functional import lazystr
from django.utils.safestring import SafeString
from django.utils.translation import override
from jinja2 import TemplateSyntaxError, UndefinedError

from articles.public.templating import environment_in, rendered
from articles.templatetags import news

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = ROOT / "templates/public"


def said(template: str, **context: object) -> str:
    return engines["jinja2"].from_string(template).render(context)


@pytest.mark.parametrize(
    "template",
    ["{{ nobody }}", "{{ story.nobody }}", "{% if nobody %}{% endif %}", "{{ none.nobody }}"],
)
def test_a_name_that_nobody_gave_is_an_error(template):
    with pytest.raises(UndefinedError, match="nobody"):
        said(template, story={}, none=None)


def test_both_engines_have_the_filters_of_the_house():
    filters = engines["jinja2"].env.filters

    assert {name: filters[name] for name in news.register.filters} == news.register.filters


@pytest.mark.parametrize(
    "name",
    sorted(
        str(path.relative_to(PUBLIC))
        for path in PUBLIC.rglob("*")
        if path.suffix in {".html", ".svg"}
    ),
)
def test_a_public_template_is_found_by_its_name_and_can_be_read(name):
    assert get_template(name).backend.name == "jinja2"


def test_the_desk_is_found_too():
    assert get_template("admin/index.html").backend.name == "django"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("<b>", "&lt;b&gt;"),
        ('it\'s "A & B"', "it&#x27;s &quot;A &amp; B&quot;"),
        (SafeString('<b>"it\'s"</b>'), '<b>"it\'s"</b>'),
        (lazystr("<b>"), "&lt;b&gt;"),
        (12, "12"),
    ],
)
def test_everything_is_escaped_that_is_not_safe(value, printed):
    sentence = '{{ _("Source: %(source)s")|filled(source=value) }}'

    assert said("{{ value }}", value=value) == printed
    assert said(sentence, value=value) == f"Source: {printed}"


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ('<a title="{{ text }}">', '<a title="&quot;&lt;&amp;&#x27;">'),
        ("{{ text ~ safe }}", "&#34;&lt;&amp;&#39;<i>"),
        ("{% set both %}{{ text }}{{ safe }}{% endset %}{{ both }}", "&quot;&lt;&amp;&#x27;<i>"),
        ("{% macro word(it) %}{{ it }}{% endmacro %}{{ word(text) }}", "&quot;&lt;&amp;&#x27;"),
        (
            "{% macro b() %}<p>{{caller()}}</p>{% endmacro %}{% call b() %}{{ text }}{% endcall %}",
            "<p>&quot;&lt;&amp;&#x27;</p>",
        ),
        ("{{ [text, safe]|join }}", "&#34;&lt;&amp;&#39;<i>"),
        ("{{ text|upper }}{{ text|safe }}", "&quot;&lt;&amp;&#x27;\"<&'"),
        (
            "{{ '<' }}{{ none }}{{ 1.5 }}{{ [text] }}",
            "&lt;None1.5[&#x27;&quot;&lt;&amp;\\&#x27;&#x27;]",
        ),
    ],
)
def test_what_is_printed_is_escaped_once_wherever_it_stands(template, printed):
    assert said(template, text="\"<&'", safe=SafeString("<i>"), none=None) == printed


def test_words_and_addresses_are_of_the_language_of_the_page():
    template = '{{ _("Archive") }} {{ url("section", "campus") }} {{ url("icon") }}'
    pages = []
    for language in ("en", "zh-hans", "en"):
        with override(language):
            pages.append(said(template))

    english = "Archive /en/sections/campus/ /icon.svg"
    assert pages == [english, "往期新闻 /zh-hans/sections/campus/ /icon.svg", english]


@pytest.mark.parametrize(("language", "word"), [("en", "Archive"), ("zh-hans", "往期新闻")])
def test_the_words_of_a_page_are_translated_when_it_is_compiled(language, word, monkeypatch):
    template = '{{ _("Archive") }} {{ _("Source: %(source)s")|filled(source="<b>") }}'
    compiled = environment_in(language).from_string(template)
    monkeypatch.setattr("articles.public.templating.gettext", lambda _words: "looked up")

    assert compiled.render().split()[0] == word
    assert "&lt;b&gt;" in compiled.render()


def test_words_that_makemessages_could_not_find_are_a_mistake():
    with pytest.raises(TemplateSyntaxError):
        environment_in("en").from_string("{{ _(word) }}")


def test_a_rendered_part_is_printed_as_it_is():
    part = rendered("frame/icon.svg", {"site": {"accent": "#123", "initial": "<"}})

    assert said("{{ part }}", part=part) == part
    assert "&lt;</text>" in part
