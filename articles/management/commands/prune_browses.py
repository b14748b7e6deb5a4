"""Forgets by hand what the server forgets by itself: rolled browses, visitors of past days."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.browsing.folder import browsing_folder
from articles.browsing.roller import PATIENCE, AnotherRolls, forget_yesterday, only_roller, tidy
from articles.browsing.rollup import roll_up


class Command(BaseCommand):
    help = (
        "Drops from the spool what was rolled up a minute ago, empties the visitors of past days "
        "and destroys yesterday's secret. The daily counts stay for good."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        forget_yesterday(at=at)
        try:
            with only_roller(browsing_folder(), patience=PATIENCE):
                # Visitors of browses that still wait must be told apart before they are forgotten.
                roll_up(at=at)
                tidy(at=at)
        except AnotherRolls as other:
            sentence = _("Process {pid} forgets them already, every ten seconds; nothing was done.")
            raise CommandError(sentence.format(pid=other.pid)) from None
        self.stdout.write(_("What is no longer needed is forgotten."))
