"""`remove_demo`: takes the demo stories away."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.imports.demo.load import remove_demo


class Command(BaseCommand):
    help = "Removes the demo stories with their pictures, words and counts; your own stories stay."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{remove_demo()} demo stories removed.")
