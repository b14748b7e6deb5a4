"""`seed_stories --count 1000000`: a site of any size, to measure it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from articles.imports.seed.load import seed
from articles.imports.seed.vocabulary import SeedRefused


class Command(BaseCommand):
    help = (
        "Makes public stories of twenty years out of words and patterns, the same at each run, so "
        "that a site can be measured at any size. It can be stopped; run again it goes on. "
        "remove_demo takes them away."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", type=int, default=10_000, help="stories (10000)")
        parser.add_argument("--paragraphs", type=int, default=2, help="of each text (2)")
        parser.add_argument(
            "--anyway", action="store_true", help="also on a site that has stories of its own"
        )
        parser.add_argument(
            "--without-search",
            action="store_true",
            help="twice as fast; rebuild_search makes them to be found afterwards",
        )

    def handle(
        self,
        *args: Any,
        count: int,
        paragraphs: int,
        anyway: bool,
        without_search: bool,
        **options: Any,
    ) -> None:
        try:
            seeded = seed(
                count=count,
                paragraphs=paragraphs,
                at=timezone.now(),
                say=self.stdout.write,
                beside_real_ones=anyway,
                is_searchable=not without_search,
            )
        except SeedRefused as refusal:
            raise CommandError(str(refusal)) from None
        except KeyboardInterrupt:
            raise CommandError("Stopped; what is made is there. Run it again to go on.") from None
        self.stdout.write(f"{seeded.stories:,} stories made, {seeded.rows:,} rows.")
