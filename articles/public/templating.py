"""The templates of the public pages: what they can say beside Jinja's own words.

`makemessages` reads templates as Django writes them: it finds `_("…")` at the beginning of
`{{ … }}` and anywhere in `{% … %}`.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache, partial
from html import escape
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import engines
from django.template.defaultfilters import filesizeformat, linebreaksbr
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, override
from jinja2 import Environment, StrictUndefined
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.nodes import Expr

from articles.templatetags import news

ADDRESSES = 2_000  # that are remembered


def printed(value: Any) -> str:
    """As it stands in a page; what is text is escaped as Django does it, quotes too."""
    if type(value) is str:
        return escape(value)
    if hasattr(value, "__html__"):
        return value.__html__()
    return escape(str(value))


class Printing(CodeGenerator):
    """Writes `printed(…)` around what is printed, where Jinja makes each a Markup, too.

    Only to have it joined to the others: of a page's hundred words that was a fifth of the work.
    """

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002 - Jinja calls it with these
        self.write(finalize.src)

    def _output_child_post(self, node: Expr, frame: Frame, finalize: Any) -> None:  # noqa: ARG002 - as above
        self.write(")")


class PrintingEnvironment(Environment):
    """Of templates that are always escaped."""

    code_generator_class = Printing


def environment(**options: object) -> Environment:
    """For Django's Jinja backend; `options` are what it knows itself: folders, escaping."""
    made = PrintingEnvironment(
        **{  # type: ignore[arg-type]  # of many kinds, by their names
            **options,
            "undefined": StrictUndefined,  # a name that nobody gave is a mistake, not nothing
            "keep_trailing_newline": True,
            "finalize": printed,
        }
    )
    made.filters.update(
        **news.register.filters,
        filesizeformat=filesizeformat,
        linebreaksbr=linebreaksbr,
        filled=filled,
    )
    made.globals.update(
        _=translated,
        current_language=get_language,
        static=static,
        time_zone=news.time_zone,
        url=url,
    )
    return made


def rendered(template: str, context: Mapping[str, object]) -> SafeString:
    """A page, or a part that others print as it is, in the language that is active."""
    found = environment_in(get_language()).get_template(template)
    return SafeString(found.render(context))


@lru_cache
def environment_in(language: str | None) -> Environment:
    """As Django's backend has it, for one language: it is asked for once a page."""
    backend: Any = engines["jinja2"]
    made: Environment = backend.env.overlay()
    made.globals = {
        **made.globals,
        "current_language": lambda: language,
        "url": partial(address_in, language),
    }
    made.extend(language=language)
    made.add_extension(Words)
    return made


class Words(Extension):
    """Puts the words of its language in the place of `_("…")` when a template is compiled.

    Half of what a page prints is such words; this way they are no more work than a tag.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            if token.test("name:_") and stream.current.test("lparen"):
                yield from self.translation(stream)
            else:
                yield token

    def translation(self, stream: TokenStream) -> Iterator[Token]:
        """As `"…"|safe`; what is no plain string is a mistake, as it is for `makemessages`."""
        stream.expect("lparen")
        words = stream.expect("string")
        stream.expect("rparen")
        with override(self.environment.language):  # type: ignore[attr-defined]  # `extend` adds it
            said = gettext(words.value)
        yield Token(words.lineno, "string", said)
        yield Token(words.lineno, "pipe", "|")
        yield Token(words.lineno, "name", "safe")


def translated(words: str) -> SafeString:
    """The words of a template, in the language of the page."""
    return SafeString(gettext(words))


def filled(sentence: str, **words: Any) -> SafeString:
    """A translated sentence with these words at its places."""
    # Markup's own % would escape each word through a helper of its own.
    return SafeString(str.__mod__(sentence, {name: printed(words[name]) for name in words}))


def static(name: str) -> str:
    return static_address(name, settings.STATIC_URL)


@lru_cache
def static_address(name: str, folder: str) -> str:  # noqa: ARG001 - it makes another address
    return staticfiles_storage.url(name)


def url(page: str, *words: object) -> str:
    return address_in(get_language(), page, *words)


@lru_cache(ADDRESSES)
def address_in(language: str | None, page: str, *words: object) -> str:  # noqa: ARG001 - the one that is active
    return reverse(page, args=words)
