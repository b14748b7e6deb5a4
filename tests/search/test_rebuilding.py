"""Making the index anew, and comparing it with the pages."""

import re
from itertools import islice

import pytest
from django.core.management import CommandError, call_command

from articles.editorial.writing import Release
from articles.models import Article, Edition, SearchEntry, SearchRebuild, Status
from articles.search import rebuilding
from articles.search.finding import Search, find_newest
from articles.search.rebuilding import Difference, differences, is_unbuilt, position, rebuild
from articles.text.words import asked
from tests.factories import NOW, a_draft, a_public_edition, a_section, a_withdrawn_edition
from tests.public.clock import NEVER, later

pytestmark = pytest.mark.django_db


def found(typed: str) -> list[int]:
    search = Search(question=asked(typed), language="en")
    return list(find_newest(search, at=NOW).edition_ids)


def test_an_empty_index_is_made_of_what_is_published(capsys):
    public = a_public_edition(title="Robot")
    a_public_edition(title="Robot", released_at=NEVER)
    a_draft(title="Robot")
    a_withdrawn_edition()
    SearchEntry.objects.all().delete()

    before = (is_unbuilt(at=NOW), found("robot"))
    call_command("rebuild_search")

    assert before == (True, [])
    assert (is_unbuilt(at=NOW), found("robot")) == (False, [public.pk])
    assert SearchEntry.objects.count() == 2, "what is scheduled is found at its time"
    assert capsys.readouterr().out == "2 public texts indexed.\n"


def test_it_goes_on_where_it_was_stopped(capsys, monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH", 2)
    editions = [a_public_edition(title="Robot") for _ in range(5)]
    SearchEntry.objects.all().delete()

    stopped = list(islice(rebuild(at=NOW), 2))
    so_far, last = sorted(found("robot")), position()
    call_command("rebuild_search")

    ids = [edition.pk for edition in editions]
    assert so_far == [pk for pk in ids if pk <= last] != ids
    assert (stopped[-1].last, is_unbuilt(at=NOW)) == (last, False)
    assert sorted(found("robot")) == ids
    left = len(ids) - len(so_far)
    assert (
        capsys.readouterr().out == f"Going on after edition {last}.\n{left} public texts indexed.\n"
    )


def test_it_does_nothing_where_nothing_is_needed(capsys):
    a_public_edition()
    place = SearchEntry.objects.get().place

    call_command("rebuild_search", "--only-if-needed")

    assert capsys.readouterr().out == ""
    assert SearchEntry.objects.get().place == place
    SearchRebuild.objects.create(id=1)
    call_command("rebuild_search", "--only-if-needed")
    assert capsys.readouterr().out == "1 public text indexed.\n"


def test_what_is_published_meanwhile_hides_not_that_the_index_was_never_made(capsys):
    for _number in range(3):
        a_public_edition()
    SearchEntry.objects.all().delete()

    before = is_unbuilt(at=NOW)
    a_public_edition()
    after = (is_unbuilt(at=NOW), SearchEntry.objects.count())
    call_command("rebuild_search", "--only-if-needed")

    assert (before, after) == (True, (True, 1))
    assert capsys.readouterr().out == "4 public texts indexed.\n"
    assert (is_unbuilt(at=NOW), SearchEntry.objects.count()) == (False, 4)


def test_what_is_expired_is_not_missed_and_a_rebuilding_leaves_it_out(capsys):
    expired = a_public_edition(release=Release(released_at=NOW, expires_at=later(1)))
    lasting = a_public_edition(release=Release(released_at=NOW, expires_at=NEVER))
    before = SearchEntry.objects.count()

    call_command("rebuild_search")

    assert before == 2
    assert [entry.edition_id for entry in SearchEntry.objects.all()] == [lasting.pk]
    assert (is_unbuilt(at=later(1)), list(differences(at=later(1)))) == (False, [])
    assert is_unbuilt(at=NOW), "at a time when it was not expired"
    assert list(differences(at=NOW)) == [Difference(edition_id=expired.pk, kind="missing")]
    assert capsys.readouterr().out == "1 public text indexed.\n"


def test_it_shows_how_far_it_is(capsys, monkeypatch):
    monkeypatch.setattr("articles.management.commands.rebuild_search.SHOW_EVERY", -1)
    highest = a_public_edition().article.editions.order_by("pk").last().pk

    call_command("rebuild_search")

    assert capsys.readouterr().out.splitlines()[0] == f"Edition {highest} of {highest} …"


def test_a_whole_index_is_called_whole(capsys):
    a_public_edition(title="Robot", release=Release(released_at=NOW))
    a_withdrawn_edition()

    call_command("rebuild_search", "--check")

    assert capsys.readouterr().out == "The index says what the pages say.\n"


def test_every_difference_is_named(capsys):
    missing, needless, other_text, other_time, other_section, sound = (
        a_public_edition(title=f"Robot {number}") for number in range(6)
    )
    SearchEntry.objects.filter(edition=missing).delete()
    Edition.objects.filter(pk=needless.pk).update(status=Status.WITHDRAWN)
    Article.objects.filter(pk=other_text.article_id).update(title_en="Lake")
    Edition.objects.filter(pk=other_time.pk).update(released_at=NEVER)
    Edition.objects.filter(pk=other_section.pk).update(section=a_section("research", en="R"))

    named = list(differences(at=NOW))
    with pytest.raises(CommandError, match=re.escape("5 entries are not as they should be")):
        call_command("rebuild_search", "--check")

    assert named == [
        Difference(edition_id=missing.pk, kind="missing"),
        Difference(edition_id=needless.pk, kind="needless"),
        Difference(edition_id=other_text.pk, kind="stale"),
        Difference(edition_id=other_time.pk, kind="stale"),
        Difference(edition_id=other_section.pk, kind="stale"),
    ]
    assert len(capsys.readouterr().out.splitlines()) == 5
    call_command("rebuild_search")
    assert list(differences(at=NOW)) == []
    assert found("lake") == [other_text.pk]
    assert sound.pk in found("robot")
