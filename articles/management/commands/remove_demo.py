"""`remove_demo`: takes the demo stories away."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.imports.demo.load import remove_demo


class Command(BaseCommand):
    help = (
        "Removes the demo and seeded stories with their pictures, words and counts; your own "
        "stories stay."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        removed = remove_demo(say=self.stdout.write)
        self.stdout.write(f"{removed} demo stories removed.")
