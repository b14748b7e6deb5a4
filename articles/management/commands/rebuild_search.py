"""Makes the search index anew, or compares it with the pages; both while the site is in use."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from articles.models import Edition
from articles.search.rebuilding import differences, is_unbuilt, position, rebuild

SHOW_EVERY = 2  # seconds
SENTENCES = {
    "missing": gettext_noop("Edition {edition_id} is published, but not in the index."),
    "needless": gettext_noop("Edition {edition_id} is in the index, but not published."),
    "stale": gettext_noop(
        "Edition {edition_id} is in the index with another text, section or release."
    ),
}


class Command(BaseCommand):
    help = (
        "Makes the search index anew. It can be stopped at any moment: run again, it goes on "
        "where it was. With --check it changes nothing, names every edition whose entry is not "
        "as it should be, and ends with status 1 if there is one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare only")
        parser.add_argument(
            "--only-if-needed",
            action="store_true",
            help="do nothing unless the index lacks a story or was not finished",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self.check_entries()
        elif not options["only_if_needed"] or is_unbuilt(at=timezone.now()):
            self.make_anew()

    def make_anew(self) -> None:
        if position():
            self.stdout.write(_("Going on after edition {last}.").format(last=position()))
        highest = Edition.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        indexed, shown_at = 0, time.monotonic()
        for step in rebuild(at=timezone.now()):
            indexed += step.indexed
            if time.monotonic() - shown_at > SHOW_EVERY:
                shown_at = time.monotonic()
                sentence = _("Edition {last} of {highest} …")
                self.stdout.write(sentence.format(last=step.last, highest=highest))
                self.stdout.flush()
        sentence = ngettext(
            "{number} public text indexed.", "{number} public texts indexed.", indexed
        )
        self.stdout.write(sentence.format(number=indexed))

    def check_entries(self) -> None:
        found = 0
        for difference in differences(at=timezone.now()):
            found += 1
            sentence = _(SENTENCES[difference.kind])
            self.stdout.write(sentence.format(edition_id=difference.edition_id))
        if found:
            sentence = ngettext(
                "{number} entry is not as it should be: run rebuild_search.",
                "{number} entries are not as they should be: run rebuild_search.",
                found,
            )
            raise CommandError(sentence.format(number=found))
        self.stdout.write(_("The index says what the pages say."))
