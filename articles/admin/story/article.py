"""The story in the admin: one form, saved in parts; every step goes through the desk."""

from itertools import chain
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import display_for_value, unquote
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.languages import LANGUAGES, reading_order
from articles.admin.library.pickers import PicksFromLibrary
from articles.admin.navigation import SEE
from articles.admin.old_addresses.rows import HasOldAddresses, OldAddressInline
from articles.admin.rich_text.pasting import tell_what_was_left_out
from articles.admin.story.article_list import (
    LIST_DISPLAY,
    LIST_FILTER,
    BoundedPaginator,
    Named,
    StoryList,
    browse_times,
    browse_times_explained,
    edition_in,
    with_editions,
    working_title,
)
from articles.admin.story.desk import desks_of, language_to_open, parts_of
from articles.admin.story.form_key import BeginsOnce
from articles.admin.story.forms import ArticleForm, editions_of, release_values
from articles.admin.story.parts import TEXT, field_name, step_name
from articles.admin.story.presence import Presence, presence_of
from articles.admin.story.questions import Questions, question_address
from articles.admin.story.rescue import KeepsWhatWasTyped
from articles.admin.story.saving import save_story
from articles.admin.story.steps import ACTIONS
from articles.admin.story.titled import titled
from articles.admin.story.versions import Versions
from articles.admin.story.words import WORDS
from articles.admin.work import COUNTED
from articles.editorial.page_text import page_body
from articles.editorial.refusals import StaleSave, StepRefused
from articles.models import Article, BrowseTotal, Edition, Section, State, Transition


class ArticleAdmin(HasOldAddresses, PicksFromLibrary, KeepsWhatWasTyped, BeginsOnce):
    form = ArticleForm
    inlines: ClassVar[Any] = [OldAddressInline]
    autocomplete_fields = ("tags",)
    list_display: Any = LIST_DISPLAY
    list_filter: ClassVar[Any] = LIST_FILTER
    list_display_links = (working_title,)
    search_fields = ("editions__latest__title",)
    search_help_text = gettext_lazy("Looks in the titles of every language, drafts too.")
    list_per_page = 50
    paginator = BoundedPaginator
    # To count all rows, or what each filter would find, would take longer with every story.
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    actions = ACTIONS

    class Media:
        js = ("admin_desk/kept.js",)

    # What is shown

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return with_editions(super().get_queryset(request))

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's
        queryset: QuerySet[Article],
        search_term: str,
    ) -> tuple[QuerySet[Article], bool]:
        if search_term.strip():
            queryset = titled(queryset, search_term, at=timezone.now())
        return queryset, False

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Article], *more: Any
    ) -> HttpResponse | None:
        """Nobody takes a step with more stories than the list counts, not knowing how many."""
        is_all = request.POST.get("select_across") == "1"
        if is_all and BoundedPaginator(queryset, self.list_per_page).has_more:
            words = _(
                "These are more than {number} stories: narrow the list down, then select all of it."
            )
            self.message_user(request, words.format(number=f"{COUNTED:,}"), messages.ERROR)
            return None
        return super().response_action(request, queryset, *more)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[StoryList]:  # noqa: ARG002 - Django's
        return StoryList

    def get_list_display(self, request: HttpRequest) -> Any:
        if not request.user.has_perm(SEE):
            return self.list_display
        return [browse_times_explained if each is browse_times else each for each in LIST_DISPLAY]

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Article | None:
        article: Article | None = super().get_object(request, object_id, from_field)
        if article and not self.has_change_permission(request, article):
            put_texts_on(article)
        return article

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:  # noqa: ARG002 - Django's
        facts = ("section", "source"), "tags", "cover", "attachments", "is_pinned"
        return [
            (gettext_lazy("Facts"), {"fields": facts}),
            *[part for language in LANGUAGES for part in parts_of(language)],
        ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        section = likely_section(by=cast("User", request.user))
        return {"section": section, **super().get_changeform_initial_data(request)}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        # Beside a choice: change it, add one. To delete it for every story is no part of writing.
        for link in ("can_delete_related", "can_view_related"):
            if hasattr(getattr(field, "widget", None), link):
                setattr(field.widget, link, False)
        if db_field.name == "tags":
            # No cross that takes all of them away: it stands between the items of select2's list,
            # where a screen reader stumbles over it.
            field.widget.widget.is_required = True
        return field

    def get_form(
        self,
        request: HttpRequest,
        obj: Article | None = None,
        change: bool = False,  # noqa: FBT001, FBT002 - Django's
        **kwargs: Any,
    ) -> type[ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        for language in LANGUAGES:
            # As a field of a row of ours it brings the links to add and change a translator.
            field = self.formfield_for_dbfield(Edition.translator.field, request)
            field.show_hidden_initial = True
            form.base_fields[field_name(language, "translator")] = field
        return form

    def render_change_form(  # type: ignore[override]  # Django's options as keywords
        self, request: HttpRequest, context: dict[str, Any], **options: Any
    ) -> HttpResponse:
        article: Article | None = options.get("obj")
        can_write = self.has_change_permission(request, article) if article else True
        desks = list(desks_of(context["adminform"], at=timezone.now()))
        context |= {
            "facts": next(iter(context["adminform"])),
            "desks": desks,
            "opened": language_to_open(desks),
            "can_write": can_write,
            "presence": presence_of(request, article) if can_write else None,
            "title": working_title(article) if article else _("New story"),
            "subtitle": None,
            "was_public": article is not None and not can_be_deleted(article),
            "words": {name: str(words) for name, words in WORDS.items()},
        }
        return super().render_change_form(request, context, **options)

    def get_inlines(self, request: HttpRequest, obj: Article | None) -> Any:  # noqa: ARG002 - Django's
        return self.inlines

    def view_on_site(self, article: Article) -> str | None:
        """The public edition in the reader's language, or else in another."""
        editions = (edition_in(article, language) for language in reading_order())
        public = (each for each in editions if each.state(at=timezone.now()) == State.PUBLIC)
        return next((edition.get_absolute_url() for edition in public), None)

    # What is saved

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except (StaleSave, StepRefused):
            # Somebody was faster between our look and our save: now the form sees it itself.
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        """Nothing yet: `save_related` saves all parts together."""

    def save_related(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        change: bool,  # noqa: FBT001 - Django's
    ) -> None:
        with transaction.atomic():
            by = cast("User", request.user)
            # Kept for `response_change`, which gets the request but not the form.
            request.seen = save_story(form, by=by, at=timezone.now())  # type: ignore[attr-defined]  # see above
            for formset in formsets:
                self.save_formset(request, form, formset, change=change)
        tell_what_was_left_out(request, form.texts)

    def log_addition(self, request: HttpRequest, obj: Article, message: Any) -> LogEntry:
        return with_title(super().log_addition(request, obj, message), obj)

    def log_change(self, request: HttpRequest, obj: Article, message: Any) -> LogEntry:
        return with_title(super().log_change(request, obj, message), obj)

    # What follows

    def response_add(
        self,
        request: HttpRequest,
        obj: Article,
        post_url_continue: str | None = None,  # noqa: ARG002 - Django's
    ) -> HttpResponse:
        return self.response_change(request, obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        for language in LANGUAGES:
            if step_name("publish", language) in request.POST:
                # Put there by `save_related`: the text that the publisher made or had before them.
                seen = request.seen[language]  # type: ignore[attr-defined]  # see above
                question = question_address("publish", article_id=obj.pk, language=language)
                return HttpResponseRedirect(f"{question}?seen={seen}")
            if step_name("withdraw", language) in request.POST:
                question = question_address("withdraw", article_id=obj.pk, language=language)
                return HttpResponseRedirect(question)
        words = _("“{title}” is saved.").format(title=working_title(as_saved(obj)))
        # The browser keeps what is typed until it reads "saved" here: see kept.js.
        messages.success(request, words, extra_tags="saved")
        if "_continue" in request.POST:
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[obj.pk]))
        return self.response_post_save_change(request, obj)

    def get_urls(self) -> list[URLPattern]:
        doors = (Questions(self), Versions(self), Presence(self))
        return [*chain.from_iterable(door.urls() for door in doors), *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        article = self.get_object(request, unquote(object_id))
        if article:
            named = Named.of(article)
            title = _("Change history: %s") % named
            extra_context = {"object": named, "title": title, **(extra_context or {})}
        return super().history_view(request, object_id, extra_context)

    # What is deleted

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # Deleting many at once could not tell those apart that were public.
        return {
            name: action
            for name, action in super().get_actions(request).items()
            if name != "delete_selected"
        }

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or can_be_deleted(obj))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        article = self.get_object(request, unquote(object_id))
        if article and self.has_delete_permission(request) and not can_be_deleted(article):
            messages.error(request, _("This story was published once: withdraw it instead."))
            here = reverse("admin:articles_article_change", args=[article.pk])
            return HttpResponseRedirect(here)
        named = {"object": Named.of(article)} if article else {}
        return super().delete_view(request, object_id, {**named, **(extra_context or {})})


def likely_section(*, by: User) -> Section | None:
    """The section of a new story where there is only one, or the one this writer used last."""
    sections = list(Section.objects.all()[:2])
    if len(sections) == 1:
        return sections[0]
    written = Edition.objects.filter(revisions__by=by).order_by("-revisions__id")
    last = written.select_related("section").first()
    return last.section if last else None


def put_texts_on(article: Article) -> None:
    """For those who may only look: Django shows what the form would as attributes of the row."""
    for language, edition in editions_of(article).items():
        for part in TEXT:
            setattr(article, field_name(language, part), getattr(edition.latest, part, ""))
        # Only cleaned HTML is ever stored.
        body = page_body(edition.latest, language=language) if edition.latest else ""
        setattr(article, field_name(language, "body"), mark_safe(body))  # noqa: S308 - cleaned
        for part, value in release_values(edition).items():
            setattr(article, field_name(language, part), display_for_value(value, "–"))


def can_be_deleted(article: Article) -> bool:
    """Never public and never counted: everything else is history, and is withdrawn instead."""
    return not (
        Transition.objects.filter(edition__article=article).exists()
        or BrowseTotal.objects.filter(article=article).exists()
    )


def as_saved(article: Article) -> Article:
    """Read again: the row in the form still holds the editions as they were before the save."""
    return with_editions(Article.objects.filter(pk=article.pk)).get()


def with_title(entry: LogEntry, article: Article) -> LogEntry:
    """The journal names a story by its working title; the row itself knows public ones only."""
    entry.object_repr = working_title(as_saved(article))[:200]
    entry.save(update_fields=["object_repr"])
    return entry
