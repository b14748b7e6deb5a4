"""What the head of each kind of page tells programs, beside its title."""

from collections.abc import Mapping, Sequence

from articles.public.identity import Identity
from articles.public.machines.linked_data import site_facts, story_facts, way_facts, written
from articles.public.machines.share import picture_of_story
from articles.public.stories import modified_at
from articles.public.story import Story

Head = Mapping[str, object]


def head_of_home(site: Identity, *, language: str) -> Head:
    return {"linked_data": written(site_facts(site, language=language, home=f"/{language}/"))}


def head_of_list(site: Identity, *, home: str, steps: Sequence[tuple[str, str]]) -> Head:
    """The steps from the home page to the list: the name and the address of each."""
    return {"linked_data": written(way_facts([(site.name, home), *steps]))}


def head_of_story(site: Identity, *, story: Story) -> Head:
    picture = picture_of_story(story.edition, site=site)
    return {
        "picture": picture,
        "modified_at": modified_at(story.edition),
        "linked_data": written(story_facts(story, site=site, picture=picture)),
    }
