"""`import_addresses FILE`: old addresses of an earlier site come in as a list."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.imports.addresses import decoded, plan_of


class Command(BaseCommand):
    help = (
        "Takes a list of old addresses, in each line 'old;new' or 'old;new;language' (or with "
        "commas, tabs or spaces between), where 'new' "
        "is an address of a story, a section or an attachment of this site, or the number of a "
        "story. Lines that say nothing that can be done are told with their number and left out; "
        "the exit status is then 1. The same list can be taken again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and write nothing"
        )

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        plan = plan_of(decoded(file.read_bytes()), most_lines=None)
        for wrong in plan.wrong:
            self.stderr.write(f"line {wrong.line}, “{wrong.typed}”: {wrong.sentence}")
        if not dry_run:
            plan.carry_out()
        self.stdout.write(
            f"new: {len(plan.new)}, changed: {len(plan.changed)}, there already: {plan.same}, "
            f"left out: {len(plan.wrong)}"
        )
        if plan.wrong:
            raise CommandError(f"Lines left out: {len(plan.wrong)}.")
