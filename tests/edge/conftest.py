"""A site of its own for every test, with nothing counted and a clock that stands."""

import pytest

from tests.browsing.doors import Clock
from tests.edge.reading import Site
from tests.public.clock import later


@pytest.fixture
def moment(monkeypatch):
    """What time it is, for the views as for what stands before them."""
    clock = Clock(later(1))
    monkeypatch.setattr("django.utils.timezone.now", clock)
    return clock


@pytest.fixture
def reading(moment, settings, tmp_path):
    """The site as readers reach it."""
    settings.DATA_DIR = tmp_path
    return Site(moment)
