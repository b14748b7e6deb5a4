"""`load_demo`: demo stories for an empty site."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from articles.imports.demo.load import load_demo
from articles.models import Article, PressRun


class Command(BaseCommand):
    help = "Loads demo stories into a site that has no stories; `remove_demo` takes them away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--only-if-empty",
            action="store_true",
            help="do nothing, instead of refusing, where there are or ever were stories",
        )

    def handle(self, *args: Any, only_if_empty: bool, **options: Any) -> None:
        if only_if_empty and (Article.objects.exists() or PressRun.objects.exists()):
            return  # a site that ever had stories; also one from which the demo was removed
        if Article.objects.exists():
            raise CommandError("This site has stories; demo stories are for an empty one.")
        number = load_demo(at=timezone.now(), say=self.stdout.write)
        self.stdout.write(f"{number} demo stories loaded; remove_demo takes them away.")
