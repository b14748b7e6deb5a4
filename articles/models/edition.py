"""The life of an article in one language, and the one gate through which the public sees it."""

from datetime import datetime
from functools import cache, lru_cache
from typing import Self
from urllib.parse import quote

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.http import RFC3986_SUBDELIMS
from django.utils.translation import get_language_info, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.vocabulary import Section, Source, Tag, Translator

# Signs that Django's own `reverse` leaves in an address, too.
AS_THEY_ARE = RFC3986_SUBDELIMS + "~:@"


@lru_cache(2_000)  # a page names its own address a dozen times
def quoted(slug: str) -> str:
    return quote(slug, safe=AS_THEY_ARE)


@cache
def around(page: str, language: str) -> tuple[str, str, str]:
    """What stands before, between and after a story's number and another word in its addresses.

    A list page has dozens of them, and `reverse` takes as long for one as printing ten lines.
    """
    number, word = 10**15, "word"
    with override(language):
        before, rest = reverse(page, args=[number, word]).split(str(number))
    between, after = rest.split(word)
    return before, between, after


class Status(models.TextChoices):
    """What the desk decided; whether a page is public also depends on the clock."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class State(models.TextChoices):
    """What staff see: the status seen at a moment."""

    EMPTY = "empty", _("no text yet")
    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", _("scheduled")
    PUBLIC = "public", _("public")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("withdrawn")


# The desk has a text that is not the one the public may see, or saw last.
HAS_TEXT_OF_ITS_OWN = Q(latest__isnull=False) & ~Q(latest=F("public"))


class EditionQuerySet(models.QuerySet["Edition"]):
    # What a list is walked along: the moment, and of one moment the number.
    moment, number = "released_at", "id"

    def published(self, at: datetime) -> Self:
        """The one public gate: decided by the desk, released, not expired."""
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=at),
            status=Status.PUBLISHED,
            released_at__lte=at,
        )

    def gone(self, at: datetime) -> Self:
        """Once public, and withdrawn, expired or put off since; of these we say they were here.

        Whether one comes back, and when, is not told: what was put off is as what was withdrawn.
        """
        is_over = Q(expires_at__lte=at) | Q(released_at__gt=at)
        is_away = Q(status=Status.WITHDRAWN) | (Q(status=Status.PUBLISHED) & is_over)
        return self.filter(is_away, first_public_at__lte=at)

    def scheduled(self, at: datetime) -> Self:
        """Decided by the desk, and on their way to the public."""
        # The languages are all there are, and where the index on releases begins.
        languages = [code for code, _name in settings.LANGUAGES]
        return self.filter(language__in=languages, status=Status.PUBLISHED, released_at__gt=at)

    def unfinished(self) -> Self:
        """With a text that the desk has and the public never saw; what was withdrawn rests."""
        return self.filter(HAS_TEXT_OF_ITS_OWN).exclude(status=Status.WITHDRAWN)

    def newest_first(self) -> Self:
        return self.order_by(f"-{self.moment}", f"-{self.number}")

    def oldest_first(self) -> Self:
        return self.order_by(self.moment, self.number)

    # Both comparisons are written so that an index on (…, released_at, id) is walked from the
    # right place: the range first, then the few editions released at the very same moment.
    def older_than(self, released_at: object, pk: object) -> Self:
        return self.begun_at(f"{self.moment}__lte", released_at).exclude(
            **{self.moment: released_at, f"{self.number}__gte": pk}
        )

    def newer_than(self, released_at: object, pk: object) -> Self:
        return self.begun_at(f"{self.moment}__gte", released_at).exclude(
            **{self.moment: released_at, f"{self.number}__lte": pk}
        )

    def begun_at(self, bound: str, moment: object) -> Self:
        """Narrowed by a bound at which the walk along the index begins.

        Of two upper bounds SQLite goes by the one that is written first. That of the public gate
        is the present: it would look at every story between now and then.
        """
        narrowed = self.filter(**{bound: moment})
        conditions = narrowed.query.where.children
        conditions.insert(0, conditions.pop())
        return narrowed


class TaggedQuerySet(EditionQuerySet):
    """Editions under a tag, walked along the rows that file them there."""

    moment, number = "filed_at", "filed_id"

    def under(self, tag: object, *, language: str, at: datetime) -> Self:
        """What the tag files in this language up to this moment; `published` alone lets it out."""
        filed = self.filter(tagged__tag=tag, tagged__language=language, tagged__released_at__lte=at)
        return filed.annotate(filed_at=F("tagged__released_at"), filed_id=F("tagged__edition"))


class Edition(models.Model):
    """One article in one language: the unit that is written, published, linked and counted."""

    article = models.ForeignKey(
        Article, verbose_name=_("article"), on_delete=models.CASCADE, related_name="editions"
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    # The article's section and source, kept here too by `editorial.filing`: neighbours and lists
    # are one walk along an index, however many articles there are.
    section = models.ForeignKey(Section, on_delete=models.PROTECT, editable=False)
    # The lists' own indexes below begin with source and translator.
    source = models.ForeignKey(
        Source, null=True, on_delete=models.PROTECT, editable=False, db_index=False
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    released_at = models.DateTimeField(_("release time"), null=True, blank=True)
    has_release_time = models.BooleanField(
        default=True, editable=False, help_text="False where only the day of release is known."
    )
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    # From when on the public can see it, or could; empty if never: kept by `editorial.publicity`.
    first_public_at = models.DateTimeField(null=True, editable=False)
    translator = models.ForeignKey(
        Translator,
        verbose_name=_("translator"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
    )
    translated_from = models.CharField(
        _("translated from"), max_length=10, choices=settings.LANGUAGES, blank=True, default=""
    )
    latest = models.ForeignKey(
        "Revision", null=True, on_delete=models.RESTRICT, related_name="+", editable=False
    )
    public = models.ForeignKey(
        "Revision", null=True, on_delete=models.RESTRICT, related_name="+", editable=False
    )
    # Of the changes of the release, translator and credits, as Article.facts_version and so on.
    facts_version = models.PositiveIntegerField(default=1, editable=False)
    facts_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    facts_at = models.DateTimeField(null=True, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["article", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "language"], name="edition_one_per_article_and_language"
            ),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="edition_language_is_ours",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="edition_status_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED)
                | Q(released_at__isnull=False, public__isnull=False),
                name="edition_published_has_release_and_text",
            ),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=F("released_at")),
                name="edition_expires_after_release",
                violation_error_message=_("The expiry must come after the release time."),
            ),
            models.CheckConstraint(
                condition=~Q(translated_from=F("language")),
                name="edition_not_translated_from_itself",
                violation_error_message=_("A text is not translated from its own language."),
            ),
        ]
        indexes = [
            # Answers: which stories of this section come before and after this one?
            models.Index(
                fields=["language", "status", "section", "released_at", "id"],
                name="edition_section_by_release",
            ),
            # Answers: what came from this source, and what did this translator translate?
            models.Index(
                fields=["source", "language", "status", "released_at", "id"],
                name="edition_source_by_release",
                condition=Q(source__isnull=False),
            ),
            models.Index(
                fields=["translator", "language", "status", "released_at", "id"],
                name="edition_translator_by_release",
                condition=Q(translator__isnull=False),
            ),
            # Answers: what is newest in this language?
            models.Index(
                fields=["language", "status", "released_at", "id"], name="edition_by_release"
            ),
            # Answers: when does the public site change next by itself?
            models.Index(fields=["language", "status", "expires_at"], name="edition_by_expiry"),
            # Answers: which drafts wait, and which are titled so? By the text, because without
            # statistics SQLite would rather walk the index on all texts than one on anything else.
            models.Index(
                fields=["latest"], name="edition_at_the_desk", condition=HAS_TEXT_OF_ITS_OWN
            ),
        ]

    def __str__(self) -> str:
        """For staff, in their language: #12 · English."""
        return f"#{self.article_id} · {get_language_info(self.language)['name_translated']}"

    def get_absolute_url(self) -> str:
        """The public address in the edition's own language, without the host."""
        return self.address_with(self.article.text_in(self.language, "slug"))

    @property
    def title(self) -> str:
        """The public title, in the edition's own language."""
        return self.article.text_in(self.language, "title")

    def address_with(self, slug: str) -> str:
        """The address that the text has or would have with this slug."""
        return self.address_of("article", quoted(slug or "story"))

    def address_of(self, page: str, word: str) -> str:
        """The address of a page of this story that has one more word, such as a version, in it."""
        before, between, after = around(page, self.language)
        return f"{before}{self.article_id}{between}{word}{after}"

    def state(self, *, at: datetime) -> State:
        """What staff see at this moment."""
        if self.status == Status.DRAFT:
            return State.DRAFT if self.latest_id else State.EMPTY
        if self.status == Status.WITHDRAWN:
            return State.WITHDRAWN
        if self.released_at and self.released_at > at:
            return State.SCHEDULED
        if self.expires_at and self.expires_at <= at:
            return State.EXPIRED
        return State.PUBLIC

    def has_unpublished_changes(self) -> bool:
        """Whether the desk has a newer text than the public one."""
        return self.status == Status.PUBLISHED and self.latest_id != self.public_id


class TaggedEdition(models.Model):
    """A published edition under one of its article's tags, with what the list of a tag walks along.

    `editorial.filing` keeps it: it repeats what `Edition` and the article's tags say.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="tagged", db_index=False
    )
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+", db_index=False)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    released_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "tag"], name="taggededition_once_per_tag"),
        ]
        indexes = [
            # Answers: what is newest under this tag in this language?
            models.Index(
                fields=["tag", "language", "released_at", "edition"],
                name="taggededition_by_release",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} · {self.tag_id}"


class Role(models.TextChoices):
    """What somebody did for a story, in the order in which it is printed."""

    AUTHOR = "author", pgettext_lazy("credit", "Text")
    PHOTOGRAPHER = "photographer", pgettext_lazy("credit", "Photos")
    EDITOR = "editor", pgettext_lazy("credit", "Editor")
    REVIEWER = "reviewer", pgettext_lazy("credit", "Reviewer")


class Credit(models.Model):
    """One name in one role of one edition, printed as "Text: … Photos: …"."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="credits")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    name = models.CharField(_("name"), max_length=100)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "role", "name"], name="credit_once_per_role"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="credit_role_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="credit_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
