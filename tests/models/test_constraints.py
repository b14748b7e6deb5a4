"""Each promise of the database, broken once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.db.models import RestrictedError
from django.db.models.deletion import ProtectedError

from articles.models import (
    Article,
    Attachment,
    BrowseCorrection,
    BrowseCount,
    BrowseTotal,
    Credit,
    Department,
    Edition,
    FootLink,
    Image,
    OldAddress,
    OldSlug,
    OpenStory,
    PictureUse,
    PressRun,
    Revision,
    Section,
    SiteSettings,
    Source,
    SpoolPosition,
    Tag,
    Transition,
    Translator,
)
from tests.factories import (
    NOW,
    a_draft,
    a_public_edition,
    a_section,
    a_source,
    a_tag,
    a_translator,
    an_article,
    an_image,
)

pytestmark = pytest.mark.django_db


def refused(make, *, by: str) -> None:
    """The database refuses, and for this reason."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make()
    assert by in str(error.value)


@pytest.mark.parametrize("model", [Department, Section, Source, Tag, Translator])
def test_a_vocabulary_slug_is_used_once(model):
    model.objects.create(slug="one", name_en="One")

    refused(lambda: model.objects.create(slug="one", name_en="Another"), by="slug")


@pytest.mark.parametrize("model", [Department, Section, Source, Tag, Translator])
@pytest.mark.parametrize("nothing", [None, ""])
def test_a_vocabulary_word_has_a_name_in_some_language(model, nothing):
    name = f"{model._meta.model_name}_has_a_name"

    refused(
        lambda: model.objects.create(slug="one", name_en=nothing, name_zh_hans=nothing), by=name
    )
    model.objects.create(slug="one", name_en=nothing, name_zh_hans="一")


def test_an_article_has_one_edition_per_language():
    article = an_article()

    by = "edition_one_per_article_and_language" if connection.vendor == "postgresql" else "language"
    refused(
        lambda: Edition.objects.create(article=article, language="en", section=article.section),
        by=by,
    )


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("language", "fr", "edition_language_is_ours"),
        ("status", "lost", "edition_status_is_known"),
        ("status", "published", "edition_published_has_release_and_text"),
        ("translated_from", "en", "edition_not_translated_from_itself"),
    ],
)
def test_an_edition_holds_only_what_makes_sense(column, value, constraint):
    edition = an_article().editions.get(language="en")

    refused(lambda: Edition.objects.filter(pk=edition.pk).update(**{column: value}), by=constraint)


@pytest.mark.parametrize("column", ["released_at", "public"])
def test_a_published_edition_keeps_its_release_time_and_its_text(column):
    edition = a_public_edition()

    refused(
        lambda: Edition.objects.filter(pk=edition.pk).update(**{column: None}),
        by="edition_published_has_release_and_text",
    )


@pytest.mark.parametrize("minutes", [0, -1])
def test_an_edition_expires_after_its_release(minutes):
    edition = a_public_edition()

    refused(
        lambda: Edition.objects.filter(pk=edition.pk).update(
            expires_at=NOW + timedelta(minutes=minutes)
        ),
        by="edition_expires_after_release",
    )


def test_revisions_are_numbered_once_and_from_one():
    edition = a_draft()

    again = {"edition": edition, "title": "Again", "created_at": NOW}
    by = "revision_numbered_once" if connection.vendor == "postgresql" else "number"
    refused(lambda: Revision.objects.create(number=1, **again), by=by)
    refused(lambda: Revision.objects.create(number=0, **again), by="revision_numbered_from_one")


def test_a_revision_that_is_the_latest_cannot_be_deleted_alone():
    edition = a_draft()

    with pytest.raises(RestrictedError):
        edition.latest.delete()


def test_deleting_an_article_that_was_never_public_takes_its_editions_and_revisions_along():
    edition = a_draft()

    edition.article.delete()

    assert Edition.objects.count() == Revision.objects.count() == Article.objects.count() == 0


def test_a_transition_knows_both_statuses():
    edition = a_draft()

    refused(
        lambda: Transition.objects.create(
            edition=edition, from_status="draft", to_status="lost", at=NOW
        ),
        by="transition_statuses_are_known",
    )


@pytest.mark.parametrize(
    ("role", "name", "constraint"),
    [("king", "A", "credit_role_is_known"), ("author", "", "credit_has_a_name")],
)
def test_a_credit_has_a_known_role_and_a_name(role, name, constraint):
    edition = a_draft()

    refused(lambda: Credit.objects.create(edition=edition, role=role, name=name), by=constraint)


def test_a_name_is_credited_once_per_role():
    edition = a_draft()
    Credit.objects.create(edition=edition, role="author", name="News Centre")

    by = "credit_once_per_role" if connection.vendor == "postgresql" else "role"
    refused(
        lambda: Credit.objects.create(edition=edition, role="author", name="News Centre"), by=by
    )


def test_an_edition_has_one_count_per_day():
    edition = a_public_edition()
    BrowseCount.objects.create(edition=edition, day=date(2025, 3, 10), browses=1)

    connection_names_it = connection.vendor == "postgresql"
    refused(
        lambda: BrowseCount.objects.create(edition=edition, day=date(2025, 3, 10), browses=1),
        by="browsecount_one_per_edition_and_day" if connection_names_it else "day",
    )


@pytest.mark.parametrize("column", ["start", "counted"])
def test_a_total_is_never_below_nought(column):
    edition = a_public_edition()

    refused(lambda: BrowseTotal.objects.create(article=edition.article, **{column: -1}), by=column)


def test_a_day_count_is_never_below_nought():
    edition = a_public_edition()

    refused(
        lambda: BrowseCount.objects.create(edition=edition, day=date(2025, 3, 10), browses=-1),
        by="browses",
    )


def test_an_article_has_one_total():
    article = an_article()
    BrowseTotal.objects.create(article=article)

    refused(lambda: BrowseTotal.objects.create(article=article), by="article")


def test_a_correction_has_a_reason():
    article = an_article()

    refused(
        lambda: BrowseCorrection.objects.create(
            article=article, before=2, after=1, reason="", at=NOW
        ),
        by="browsecorrection_has_a_reason",
    )


def test_an_epoch_of_the_spool_has_one_position():
    SpoolPosition.objects.create(epoch="a", last_id=1)

    refused(lambda: SpoolPosition.objects.create(epoch="a", last_id=2), by="epoch")


def test_a_counted_article_cannot_be_deleted():
    edition = a_public_edition()
    BrowseCount.objects.create(edition=edition, day=date(2025, 3, 10), browses=1)

    with pytest.raises(ProtectedError):
        edition.article.delete()


def test_an_article_with_a_total_cannot_be_deleted():
    article = an_article()
    BrowseTotal.objects.create(article=article, start=5)

    with pytest.raises(ProtectedError):
        article.delete()


def test_a_section_with_articles_cannot_be_deleted():
    section = a_section()
    an_article(section=section)

    with pytest.raises(ProtectedError):
        section.delete()


def test_an_old_address_stands_once_and_begins_with_a_slash():
    article = an_article()
    OldAddress.objects.create(article=article, path="/info/1.htm")

    refused(lambda: OldAddress.objects.create(article=article, path="/info/1.htm"), by="path")
    refused(
        lambda: OldAddress.objects.create(article=article, path="info/2.htm"),
        by="oldaddress_begins_with_a_slash",
    )


def test_an_old_address_leads_to_one_thing_in_a_language_of_ours():
    article, section = an_article(), a_section()
    by = "oldaddress_leads_to_one_thing"

    refused(lambda: OldAddress.objects.create(path="/1.htm"), by=by)
    refused(
        lambda: OldAddress.objects.create(path="/1.htm", article=article, section=section), by=by
    )
    refused(
        lambda: OldAddress.objects.create(path="/1.htm", section=section, language="fr"),
        by="oldaddress_language_is_ours",
    )


@pytest.mark.parametrize("kind", ["section", "source", "translator", "tag"])
def test_an_old_slug_is_of_one_thing_and_once_of_each_kind(kind):
    words = {
        "section": a_section(),
        "source": a_source(),
        "translator": a_translator(),
        "tag": a_tag("lake", en="Lake", zh_hans="湖"),
    }
    for each, word in words.items():
        OldSlug.objects.create(slug="old", **{each: word})

    # SQLite names the column, PostgreSQL the constraint.
    refused(lambda: OldSlug.objects.create(slug="old", **{kind: words[kind]}), by="slug")
    refused(lambda: OldSlug.objects.create(slug="x"), by="oldslug_is_of_one_thing")
    refused(lambda: OldSlug.objects.create(slug="x", **words), by="oldslug_is_of_one_thing")


@pytest.mark.parametrize("column", ["width", "height", "thumbnail_width", "thumbnail_height"])
def test_an_image_has_a_size(column):
    image = an_image()

    refused(lambda: Image.objects.filter(pk=image.pk).update(**{column: 0}), by="image_has_a_size")


@pytest.mark.parametrize("value", [-0.1, 1.1])
@pytest.mark.parametrize("column", ["focal_x", "focal_y"])
def test_a_focal_point_lies_inside_the_picture(column, value):
    image = an_image()

    refused(
        lambda: Image.objects.filter(pk=image.pk).update(**{column: value}),
        by="image_focal_point_lies_inside",
    )


def test_an_attachment_has_a_title_in_some_language():
    refused(
        lambda: Attachment.objects.create(
            file="attachments/a.pdf", media_type="application/pdf", size=1, digest="0"
        ),
        by="attachment_has_a_title",
    )


def test_the_press_run_is_one_row():
    PressRun.start()
    PressRun.start()

    assert list(PressRun.objects.values_list("id", "number")) == [(1, 2)]
    refused(lambda: PressRun.objects.create(id=2), by="pressrun_is_one_row")


def test_one_form_makes_one_article():
    key = uuid4()
    Article.objects.create(section=a_section(), form_key=key, created_at=NOW)

    refused(
        lambda: Article.objects.create(section=a_section(), form_key=key, created_at=NOW),
        by="form_key",
    )


def test_a_text_uses_a_picture_once_and_keeps_it():
    revision, image = a_draft().latest, an_image()
    PictureUse.objects.create(revision=revision, image=image)
    by = "pictureuse_once_per_revision" if connection.vendor == "postgresql" else "image_id"

    refused(lambda: PictureUse.objects.create(revision=revision, image=image), by=by)
    with pytest.raises(ProtectedError):
        image.delete()


def test_somebody_has_a_story_open_once():
    article, user = an_article(), User.objects.create_user("ann")
    moments = {"opened_at": NOW, "active_at": NOW, "seen_at": NOW}
    OpenStory.objects.create(article=article, user=user, **moments)
    by = (
        "openstory_once_per_article_and_user" if connection.vendor == "postgresql" else "article_id"
    )

    refused(lambda: OpenStory.objects.create(article=article, user=user, **moments), by=by)


def test_the_site_settings_are_one_row_with_a_known_palette():
    refused(lambda: SiteSettings.objects.create(id=2), by="sitesettings_is_one_row")
    refused(
        lambda: SiteSettings.objects.create(id=1, palette="pink"),
        by="sitesettings_palette_is_known",
    )
    refused(
        lambda: SiteSettings.objects.create(id=1, filing_address="javascript:alert(1)"),
        by="sitesettings_filing_address_is_sound",
    )


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("language", "fr", "footlink_language_is_ours"),
        ("words", "", "footlink_has_words"),
        ("address", "javascript:alert(1)", "footlink_address_is_sound"),
        ("address", "//example.org/", "footlink_address_is_sound"),
        ("address", "contact/", "footlink_address_is_sound"),
    ],
)
def test_a_link_in_the_foot_leads_somewhere(column, value, constraint):
    site = SiteSettings.objects.create(id=1)
    sound = {"language": "en", "words": "Contact", "address": "/contact/"}
    FootLink.objects.create(site=site, **sound)

    refused(lambda: FootLink.objects.create(site=site, **{**sound, column: value}), by=constraint)
