"""What was typed goes to the desk: every part that changed, and no other."""

from datetime import datetime

from django.contrib.auth.models import User

from articles.admin.forms import StoryForm
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

    Raises `StaleSave` or `StepRefused`; the caller's transaction then takes all of it back.
    """
    article = form.instance
    if article.pk is None:
        article.pk = start_article(facts=form.facts(), at=at).pk
        article.refresh_from_db()
    else:
        save_changed_facts(form, article=article)
    # Not `article.editions`: what was fetched with the article may lack a new language.
    editions = Edition.objects.filter(article=article)
    return {each.language: save_edition(form, edition=each, by=by, at=at) for each in editions}


def save_changed_facts(form: StoryForm, *, article: Article) -> None:
    if form.has_new_facts():
        save_facts(article, facts=form.facts(), version=form.facts_seen())
    if not all(edition.pk for edition in form.editions.values()):
        ensure_editions(article)  # a language was added to the site since


def save_edition(form: StoryForm, *, edition: Edition, by: User, at: datetime) -> int:
    """Saves one language, and gives the number of the revision that the writer knows, or 0."""
    language = edition.language
    known = form.base(language, "text")
    if form.has_new_text(language):
        made = save_draft(edition, text=form.texts[language], base=known, by=by, at=at)
        known = made.number if made else known
    if form.has_new_release(language):
        version = form.base(language, "release")
        save_release(edition, release=form.release(language), version=version)
    return known
