"""What a browse is, in the words that stand beside the numbers, on pages and in files."""

from typing import Any

from django.utils.translation import gettext as _

from articles.browsing.robots import lists_version


def rule_in_words() -> list[str]:
    """All but the time zone of the days, whose name is no word of the reader's language."""
    return [
        _(
            "A browse is one look at a story in one language: its page was really shown to "
            "somebody."
        ),
        _("Looking again within 30 seconds is the same browse."),
        _(
            "Robots are left out, and counted apart. Staff who are signed in are left out, and so "
            "are previews and pages that a browser loads in advance."
        ),
        _(
            "A visitor is an address and a browser, for one day. On the next day nobody knows them "
            "any more, so there are no visitors of a week or a month."
        ),
    ]


def rule_context() -> dict[str, Any]:
    """What pages need to show the rule."""
    return {"rule": rule_in_words(), "robot_lists": lists_version()}
