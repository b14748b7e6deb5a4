"""`make_renditions`: the widths of pictures that were added before there were any."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.editorial.media import make_renditions


class Command(BaseCommand):
    help = "Makes the widths and formats of pictures that have none; can be stopped and run again."

    def handle(self, *args: Any, **options: Any) -> None:
        left_out = make_renditions(say=self.stdout.write, complain=self.stderr.write)
        if left_out:
            raise CommandError(f"{left_out} pictures could not be read; they are shown as before.")
