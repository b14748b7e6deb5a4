"""Makes the seeded stories, batch by batch; it can be stopped, and goes on where it stopped."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import get_default_timezone_name, localtime

from articles.browsing.database import look_around
from articles.browsing.totals import bring_site_days
from articles.imports.seed.mark import FIRST, LAST, MOST, read_form_key
from articles.imports.seed.rows import Rows, Vocabulary
from articles.imports.seed.story import RECENT, Plan, Sizes, tell
from articles.imports.seed.vocabulary import SeedRefused, make_vocabulary
from articles.models import Article, BrowseCount, PressRun
from articles.search.index import index

BATCH = 2_000  # stories of a transaction: what a kill costs, and how long staff may have to wait
SAY_EVERY = 5  # seconds
MOST_PARAGRAPHS = 50


@dataclass(frozen=True, kw_only=True)
class Seeded:
    """What there is now, and what this run has added."""

    stories: int
    rows: int


def seed(
    *,
    count: int,
    paragraphs: int,
    at: datetime,
    say: Callable[[str], object],
    beside_real_ones: bool = False,
    is_searchable: bool = True,
) -> Seeded:
    """Makes the stories that are missing from so many; raises `SeedRefused`."""
    refuse_nonsense(count=count, paragraphs=paragraphs)
    if not beside_real_ones and Article.objects.filter(is_demo=False).exists():
        raise SeedRefused(
            "This site has stories of its own; seeded ones are for measuring and would stand among"
            " them, for every reader to see. --anyway makes them nevertheless; remove_demo takes"
            " them away again."
        )
    plan, done = where_we_are(count=count, paragraphs=paragraphs, at=at)
    with transaction.atomic():
        vocabulary = make_vocabulary(tags=plan.tags)
    rows = 0
    for begun, made in batches(plan, done=done, say=say):
        numbers = range(begun + 1, made + 1)
        rows += load(numbers, plan=plan, vocabulary=vocabulary, is_searchable=is_searchable)
    conclude(plan, at=at)
    return Seeded(stories=count - done, rows=rows)


def refuse_nonsense(*, count: int, paragraphs: int) -> None:
    if not 1 <= count <= MOST:
        raise SeedRefused(f"{count} is no number of stories: from 1 to {MOST:,} can be made.")
    if not 1 <= paragraphs <= MOST_PARAGRAPHS:
        raise SeedRefused(f"A text has from 1 to {MOST_PARAGRAPHS} paragraphs, not {paragraphs}.")


def where_we_are(*, count: int, paragraphs: int, at: datetime) -> tuple[Plan, int]:
    """The plan, and how many of its stories are there."""
    seeded = Article.objects.filter(form_key__range=(FIRST, LAST)).order_by("-form_key")
    newest = seeded.values_list("form_key", flat=True).first()
    if newest is None:
        until = localtime(at).date()
        return Plan(count=count, paragraphs=paragraphs, until=until), 0
    plan, number = read_form_key(newest)
    if (plan.count, plan.paragraphs) != (count, paragraphs):
        raise SeedRefused(
            f"This site has {number:,} of {plan.count:,} seeded stories of {plan.paragraphs}"
            f" paragraphs. Go on with --count {plan.count} --paragraphs {plan.paragraphs}, or take"
            " them away first with remove_demo."
        )
    return plan, number


def batches(plan: Plan, *, done: int, say: Callable[[str], object]) -> Iterator[tuple[int, int]]:
    """The number of stories before each batch and after it; says now and then how far we are."""
    began = said = monotonic()
    for begun in range(done, plan.count, BATCH):
        made = min(begun + BATCH, plan.count)
        yield begun, made
        now = monotonic()
        if now - said >= SAY_EVERY or made == plan.count:
            said = now
            left = (now - began) / (made - done) * (plan.count - made)
            say(progress(made, of=plan.count, left=left))


def progress(made: int, *, of: int, left: float) -> str:
    """20,000 of 1,000,000 stories (2 %), 0:03:20 left"""
    remaining = timedelta(seconds=round(left))
    return f"{made:,} of {of:,} stories ({100 * made // of} %), {remaining} left"


def load(numbers: range, *, plan: Plan, vocabulary: Vocabulary, is_searchable: bool = True) -> int:
    """The stories of these numbers, all or none."""
    zone = ZoneInfo(get_default_timezone_name())
    sizes = Sizes(*map(len, vocabulary))
    stories = [tell(number, plan=plan, sizes=sizes, zone=zone) for number in numbers]
    rows = Rows(plan=plan, vocabulary=vocabulary)
    with transaction.atomic():
        rows.add(stories)
        PressRun.start()
        written = rows.write()
        if is_searchable:
            index(rows.published)
    return written


def conclude(plan: Plan, *, at: datetime) -> None:
    """What hangs on all of them: the visitors of the site, and what the planner knows."""
    first = plan.until - timedelta(days=RECENT)
    days = BrowseCount.objects.filter(day__gte=first, day__lt=plan.until).order_by()
    visitors = days.values("day").annotate(sum=Sum("visitors")).values_list("day", "sum")
    # Who reads two stories is one visitor of the site.
    bring_site_days({day: round(total * 0.8) or 1 for day, total in visitors}, at=at)
    look_around()
