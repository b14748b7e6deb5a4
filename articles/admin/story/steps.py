"""Publishing and withdrawing from the admin: asks the desk, and says what happened."""

from collections.abc import Callable, Iterable
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.languages import LANGUAGES, key_of, lazy_name_of, name_of
from articles.admin.story.article_list import Named, edition_in, working_title
from articles.editorial.refusals import StaleSave, StepRefused
from articles.editorial.workflow import publish, withdraw
from articles.models import Article, Edition, State

LABELS = {
    "publish": gettext_lazy("Publish {language}"),
    "withdraw": gettext_lazy("Withdraw {language}"),
}


def label_of(step: str, language: str) -> Any:
    return format_lazy(LABELS[step], language=lazy_name_of(language))


def publish_and_tell(request: HttpRequest, edition: Edition, *, seen: int) -> None:
    """One edition from its form: what was saved stays saved, also where publishing is refused.

    `seen` is the number of the revision that the publisher made or had before them, or 0.
    """
    name = name_of(edition.language)
    try:
        publish(edition, by=cast("User", request.user), at=timezone.now(), seen=seen)
    except StaleSave:
        # Not the sentence of the refusal: that one says that nothing was saved.
        words = _(
            "{language} was not published: somebody else has just saved a newer text. "
            "It is shown below; read it and publish again."
        )
        messages.error(request, words.format(language=name))
    except StepRefused as refusal:
        words = _("Your text was saved, but {language} was not published. {reason}")
        messages.error(request, words.format(language=name, reason=refusal))
    else:
        note(request, edition, _("Published: {language}."))
        messages.success(request, what_is_public(edition))


def note(request: HttpRequest, edition: Edition, words: str) -> None:
    """A line in the history that staff open from the form; the desk's own trail has it too."""
    LogEntry.objects.log_actions(
        user_id=cast("User", request.user).pk,
        queryset=[edition.article],
        action_flag=CHANGE,
        change_message=words.format(language=name_of(edition.language)),
        single_object=True,
    )


def what_is_public(edition: Edition) -> str:
    name, address = name_of(edition.language), edition.get_absolute_url()
    if edition.released_at and edition.state(at=timezone.now()) == State.SCHEDULED:
        moment = date_format(timezone.localtime(edition.released_at), "DATETIME_FORMAT")
        words = _("{language} is scheduled for {moment}: it goes out by itself then.")
        return words.format(language=name, moment=moment)
    link = format_html('<a href="{}">{}</a>', address, address)
    return format_html(_("{language} is public: {address}"), language=name, address=link)


def withdraw_and_tell(request: HttpRequest, edition: Edition) -> None:
    name = name_of(edition.language)
    try:
        withdraw(edition, by=cast("User", request.user), at=timezone.now())
    except StepRefused as refusal:
        words = _("{language} was not withdrawn. {reason}")
        messages.error(request, words.format(language=name, reason=refusal))
    else:
        note(request, edition, _("Withdrawn: {language}."))
        words = _("{language} is withdrawn: readers no longer see it. Its text stays here.")
        messages.success(request, words.format(language=name))


def ask_before_withdrawing(
    model_admin: admin.ModelAdmin, request: HttpRequest, *, editions: list[Edition], action: str
) -> HttpResponse:
    """The page between the wish and the deed; `action` is that of the list, if it began there."""
    language = name_of(editions[0].language)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Withdraw {language}?").format(language=language),
        "object": Named.of(editions[0].article) if len(editions) == 1 else None,
        "opts": model_admin.opts,
        "language": language,
        "titles": [(edition.article_id, working_title(edition.article)) for edition in editions],
        "action": action,
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, "admin/articles/article/withdraw.html", context)


def step_of_many(
    request: HttpRequest,
    editions: Iterable[Edition],
    *,
    step: Callable[..., None],
    done: Callable[[int], str],
    note_words: str,
) -> None:
    """The same step for each; one that is refused does not keep the others back."""
    count = 0
    for edition in editions:
        try:
            if not edition.pk:
                raise StepRefused("step_not_allowed", from_status=State.EMPTY.label)
            step(edition, by=request.user, at=timezone.now())
        except StepRefused as refusal:
            words = _("“{title}” stays as it is. {reason}")
            title = working_title(edition.article)
            messages.error(request, words.format(title=title, reason=refusal))
        else:
            note(request, edition, note_words)
            count += 1
    if count:
        messages.success(request, done(count))


def publish_action(language: str) -> Callable[..., None]:
    @admin.action(permissions=["change"], description=label_of("publish", language))
    def act(_admin: Any, request: HttpRequest, articles: QuerySet[Article]) -> None:
        def done(count: int) -> str:
            words = ngettext(
                "{language}: {count} story is published.",
                "{language}: {count} stories are published.",
                count,
            )
            return words.format(language=name_of(language), count=count)

        editions = [edition_in(article, language) for article in articles]
        words = _("Published: {language}.")
        step_of_many(request, editions, step=publish, done=done, note_words=words)

    act.__name__ = f"publish_{key_of(language)}"
    return act


def withdraw_action(language: str) -> Callable[..., HttpResponse | None]:
    name = f"withdraw_{key_of(language)}"

    @admin.action(permissions=["change"], description=label_of("withdraw", language))
    def act(
        model_admin: admin.ModelAdmin, request: HttpRequest, articles: QuerySet[Article]
    ) -> HttpResponse | None:
        def done(count: int) -> str:
            words = ngettext(
                "{language}: {count} story is withdrawn.",
                "{language}: {count} stories are withdrawn.",
                count,
            )
            return words.format(language=name_of(language), count=count)

        editions = [edition_in(article, language) for article in articles]
        if "confirmed" not in request.POST:
            return ask_before_withdrawing(model_admin, request, editions=editions, action=name)
        words = _("Withdrawn: {language}.")
        step_of_many(request, editions, step=withdraw, done=done, note_words=words)
        return None

    act.__name__ = name
    return act


ACTIONS = [make(language) for make in (publish_action, withdraw_action) for language in LANGUAGES]
