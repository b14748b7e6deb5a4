"""A folder of its own for every test that counts."""

import pytest


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """An empty folder of the count: a fresh spool, a fresh secret, nothing remembered."""
    settings.DATA_DIR = tmp_path
    return tmp_path / "browsing"
