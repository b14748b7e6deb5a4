"""What was typed goes to the desk: every part that changed, and no other."""

from datetime import datetime

from django.contrib.auth.models import User

from articles.admin.story.forms import StoryForm
from articles.admin.story.parts import field_name
from articles.editorial.writing import (
    ensure_editions,
    save_draft,
    save_facts,
    save_release,
    start_article,
)
from articles.models import Article, Edition


def save_story(form: StoryForm, *, by: User, at: datetime) -> dict[str, int]:
    """Saves, and gives by language the number of the revision that the writer knows.

    Raises `AlreadyStarted`, `StaleSave` or `StepRefused`; the caller's transaction then takes all
    of it back.
    """
    article = form.instance
    if article.pk is None:
        key = form.cleaned_data["form_key"]
        article.pk = start_article(facts=form.facts(), at=at, form_key=key).pk
        article.refresh_from_db()
    else:
        save_changed_facts(form, article=article, by=by, at=at)
    # Not `article.editions`: what was fetched with the article may lack a new language.
    editions = Edition.objects.filter(article=article)
    return {each.language: save_edition(form, edition=each, by=by, at=at) for each in editions}


def save_changed_facts(form: StoryForm, *, article: Article, by: User, at: datetime) -> None:
    part = form.parts["facts"]
    if part.is_new:
        save_facts(article, facts=form.facts(), version=part.version, by=by, at=at)
    if not all(edition.pk for edition in form.editions.values()):
        ensure_editions(article)  # a language was added to the site since


def save_edition(form: StoryForm, *, edition: Edition, by: User, at: datetime) -> int:
    """Saves one language, and gives the number of the revision that the writer knows, or 0."""
    language = edition.language
    part = form.parts[field_name(language, "text")]
    known = part.version
    if part.is_new:
        made = save_draft(edition, text=form.texts[language], base=known, by=by, at=at)
        known = made.number if made else known
    part = form.parts[field_name(language, "release")]
    if part.is_new:
        release = form.release(language)
        save_release(edition, release=release, version=part.version, by=by, at=at)
    return known
