"""Rolls up browses once by hand; the server does it by itself every second."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.browsing.folder import browsing_folder
from articles.browsing.roller import PATIENCE, AnotherRolls, forget_yesterday, only_roller, tidy
from articles.browsing.rollup import roll_up


class Command(BaseCommand):
    help = "Moves the browses that wait in the spool into the daily counts, once."

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        forget_yesterday(at=at)
        try:
            with only_roller(browsing_folder(), patience=PATIENCE):
                rolled = roll_up(at=at)
                tidy(at=at)
        except AnotherRolls as other:
            sentence = _("Process {pid} rolls up browses already, every second; nothing was done.")
            raise CommandError(sentence.format(pid=other.pid)) from None
        sentence = ngettext("{number} browse rolled up.", "{number} browses rolled up.", rolled)
        self.stdout.write(sentence.format(number=rolled))
