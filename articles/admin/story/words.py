"""The words that the scripts of the form say, in the language of the admin."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "unsaved": _("Unsaved changes"),
    "count": _("{count} characters"),
    "count_good": _("{count} characters; lists and search engines show about {good}"),
    "count_full": _("{count} characters, at most {limit} are possible"),
    "unreachable": _(
        "The server cannot be reached. Nothing is lost: wait a moment and press the button again."
    ),
    "kept": _("Your browser kept text of {moment} that was not saved."),
    "kept_behind": _(
        "Your browser kept text of {moment} that was not saved. "
        "The story has been saved since: you will be asked what to keep."
    ),
}

# Of a field that was left as it was, while the word in it was not.
NOT_THERE = _(
    "What was chosen here is gone: somebody has merged or deleted it. See what is chosen now."
)
