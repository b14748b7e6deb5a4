"""Compares every total with the sum of its days, and corrects it when told to and why."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.browsing.totals import recount, repair
from articles.browsing.visitors import recount_visitors


class Command(BaseCommand):
    help = (
        "Compares the browse times of every article with its days and corrections, and the "
        "visitors of today with who is known. "
        "Ends with status 1 if any differ and were not corrected."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--correct", action="store_true", help="make each total the sum of its days"
        )
        parser.add_argument("--reason", default="", help="why; it is kept beside the correction")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["correct"] and not options["reason"].strip():
            raise CommandError(_("A correction needs a reason: --correct --reason “…”."))
        differences = list(recount())
        for difference in differences:
            sentence = _(
                "Article {article_id}: the total says {counted}, its days add up to {days}; it was"
                " corrected by {corrected}, its corrections add up to {trail}."
            )
            self.stdout.write(sentence.format(**asdict(difference)))
            if options["correct"]:
                repair(difference.article_id, reason=options["reason"], by=None, at=timezone.now())
        self.compare_visitors()
        self.conclude(len(differences), corrected=options["correct"])

    def compare_visitors(self) -> None:
        """Nobody can correct these: who a visitor of a past day was is forgotten."""
        wrong = list(recount_visitors())
        for difference in wrong:
            sentence = _(
                "{day}: {counted} visitors of stories are counted, {known} are known;"
                " {site_counted} of the site, {site_known} are known."
            )
            self.stdout.write(sentence.format(**asdict(difference)))
        if wrong:
            raise CommandError(_("Visitors of a day that is not over differ."))

    def conclude(self, number: int, *, corrected: bool) -> None:
        if not number:
            self.stdout.write(_("Every total is the sum of its days."))
            return
        if corrected:
            sentence = ngettext("{number} total corrected.", "{number} totals corrected.", number)
            self.stdout.write(sentence.format(number=number))
            return
        sentence = ngettext("{number} total differs.", "{number} totals differ.", number)
        raise CommandError(sentence.format(number=number))
