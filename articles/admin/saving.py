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


def save_story(form: StoryForm, *, by: User, at: datetime) -> None:
    """Raises `StaleSave` or `StepRefused`; the caller's transaction then takes all of it back."""
    article = form.instance
    if article.pk is None:
        article.pk = start_article(facts=form.facts(), at=at).pk
        article.refresh_from_db()
    else:
        save_changed_facts(form, article=article)
    # Not `article.editions`: what was fetched with the article may lack a new language.
    for edition in Edition.objects.filter(article=article):
        save_edition(form, edition=edition, by=by, at=at)


def save_changed_facts(form: StoryForm, *, article: Article) -> None:
    if form.has_new_facts():
        save_facts(article, facts=form.facts(), version=form.facts_seen())
    if not all(edition.pk for edition in form.editions.values()):
        ensure_editions(article)  # a language was added to the site since


def save_edition(form: StoryForm, *, edition: Edition, by: User, at: datetime) -> None:
    language = edition.language
    if form.has_new_text(language):
        base = form.base(language, "text")
        save_draft(edition, text=form.texts[language], base=base, by=by, at=at)
    if form.has_new_release(language):
        version = form.base(language, "release")
        save_release(edition, release=form.release(language), version=version)
