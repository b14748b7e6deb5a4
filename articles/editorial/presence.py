"""Who has a story open: told to the others, and never in anybody's way. It is no lock."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from articles.models import Article, OpenStory

LONGEST_IDLE = timedelta(days=1)


def arrive(article: Article, *, user: User, at: datetime, idle: timedelta = timedelta(0)) -> None:
    """The user has the story open, or still has; `idle`: since they last touched anything."""
    active_at = at - min(max(idle, timedelta(0)), LONGEST_IDLE)
    own = OpenStory.objects.filter(article=article, user=user)
    if own.at(at).update(seen_at=at, active_at=active_at):
        return
    # Browsers that broke off never said goodbye: whoever arrives tidies up.
    OpenStory.objects.gone_at(at).delete()
    OpenStory.objects.update_or_create(
        article=article,
        user=user,
        defaults={"opened_at": at, "active_at": active_at, "seen_at": at},
    )


def others(article: Article, *, user: User, at: datetime) -> list[OpenStory]:
    """Where else the story is open now, the earliest first."""
    found = OpenStory.objects.at(at).filter(article=article).exclude(user=user)
    return list(found.select_related("user").order_by("opened_at", "id"))


def leave(article: Article, *, user: User) -> None:
    OpenStory.objects.filter(article=article, user=user).delete()
