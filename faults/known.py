"""What stands on the site that the fault runs start."""

STORIES = 20  # public in English, numbered from 1
CHINESE = 2  # the first of them in Chinese too
HIDDEN = STORIES + 1  # a draft
MISSING = STORIES + 1_000
EDITOR, PASSWORD = "editor", "a long pass phrase of nobody"


def page(number: int) -> str:
    return f"/en/news/{number}/story-{number}/"


def counter(number: int | str, *, language: str = "en") -> str:
    """The address of the beacon."""
    return f"/{language}/news/{number}/story-{number}/read"


COUNTERS = [counter(number) for number in range(1, STORIES + 1)]
