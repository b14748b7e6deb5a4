"""What the desk refuses, and the sentence a person reads for each reason."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Edition

SENTENCES: dict[str, str | Promise] = {
    # articles.text
    "title_too_long": _(
        "The title is too long: {actual} characters, at most {limit} are possible."
    ),
    "summary_too_long": _(
        "The summary is too long: {actual} characters, at most {limit} are possible."
    ),
    "too_large": _(
        "The text is too large: at most {limit} bytes are possible. "
        "Pictures pasted into the text are often the reason; add them as pictures instead."
    ),
    "too_many_tags": _(
        "The text has too many elements: at most {limit} are possible. "
        "Paste it as plain text, or divide it into several stories."
    ),
    "too_deep": _(
        "The text is nested too deeply: at most {limit} levels are possible. "
        "Paste it as plain text."
    ),
    "too_many_attributes": _(
        "An element of the text has too many attributes: at most {limit} are possible. "
        "Paste it as plain text."
    ),
    # articles.editorial
    "step_not_allowed": _("This cannot be done: the text is “{from_status}”."),
    "no_title": _("There is nothing to publish yet: write a title first."),
    "no_body": _("There is nothing to publish yet: write the text first."),
    "section_without_name": _("The section “{name}” has no name in this language yet."),
    "source_without_name": _("The source “{name}” has no name in this language yet."),
    "translator_without_name": _("The translator “{name}” has no name in this language yet."),
    "cover_without_alt": _(
        "The cover picture has no alternative text in this language yet; "
        "readers who cannot see it need one."
    ),
    "picture_without_alt": _(
        "The picture “{name}” in the text has no alternative text in this language yet; "
        "readers who cannot see it need one."
    ),
    "picture_not_in_library": _(
        "A picture in the text (number {number}) is not in the library any more: "
        "take it out of the text, or choose another."
    ),
    "already_expired": _("The expiry is in the past: nobody would see the page."),
    "release_missing": _("A published text needs its release time."),
    "expires_before_release": _("The expiry must come after the release time."),
    "stale": _(
        "Somebody else has saved this part since you opened it. Nothing of yours was saved and "
        "nothing is lost: what you typed is still here."
    ),
    "merge_with_itself": _("“{name}” cannot be merged into itself: choose another one."),
    "merge_without_name": _(
        "“{name}” has no name in {language} yet, but published texts in {language} print it: add "
        "the name first."
    ),
    "merge_gone": _(
        "Nothing was merged: somebody else has merged or deleted one of them meanwhile."
    ),
    "address_no_slash": _(
        "This is no address of an earlier site: begin it with a slash, such as "
        "/info/1051/2345.htm, or paste the whole address with http:// or https://."
    ),
    "address_too_long": _("This address is too long: at most 500 characters are possible."),
    "address_is_ours": _(
        "A page of this site itself answers at this address, so nobody would be led on."
    ),
    "already_started": _("This form has already made a story: nothing was saved twice."),
}


class Refused(Exception):
    """Something the desk does not do; `code` names the reason, `str()` is the sentence."""

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        super().__init__(code)

    def __str__(self) -> str:
        return sentence(self.code, self.params)


class StepRefused(Refused):
    """A step in the life of an edition that its state or its text does not allow."""


class StaleSave(Refused):
    """Somebody else saved the same part first."""

    def __init__(self, edition: Edition | None = None) -> None:
        self.edition = edition
        super().__init__("stale")


class AlreadyStarted(Refused):
    """The same form was sent before, and made a story then."""

    def __init__(self) -> None:
        super().__init__("already_started")


def sentence(code: str, params: Mapping[str, object]) -> str:
    """The reason in the language that is active now."""
    return str(SENTENCES[code]).format(**params)
