"""`import_page FILE…`: plain-text article pages of an old site come in."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from articles.imports.load import import_files


class Command(BaseCommand):
    help = (
        "Imports plain-text article pages (title, 'Release time:… Source of articles:… "
        "Browse times:…', paragraphs, 'Translated by …', 上一条/下一条) and prints the address "
        "of each. A page that is here already is left as it is. A file that is not such a page is "
        "refused with line and reason, and the exit status is 1; the others are imported."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--section", default="", help="slug of the section (default: news, made if missing)"
        )

    def handle(self, *args: Any, files: list[Path], section: str, **options: Any) -> None:
        refused = import_files(
            files,
            section=section,
            at=timezone.now(),
            say=self.stdout.write,
            complain=self.stderr.write,
        )
        if refused:
            raise CommandError(f"{refused} of {len(files)} files refused.")
