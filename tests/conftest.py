"""Fixtures that more than one room needs, and a loud word about what was left out."""

import os
import shutil

import pytest
from django.core.cache import cache
from django.test import override_settings
from django.utils.translation import override
from playwright.sync_api import expect, sync_playwright

from articles.public.kept import at_hand
from tests.server import PATIENCE, Model

# The first draws no windows around its pages, which saves a third of the CPU.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
# Where Debian puts it, not everybody looks.
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
LEFT_OUT = {
    "browser": "the browser tests, because there is no chromium on this machine",
    "nginx": "the tests of deploy/nginx.conf, because nginx is not on this machine",
    "gettext": "the search for untranslated words, because GNU gettext is not on this machine",
}
expect.set_options(timeout=PATIENCE * 1000)  # milliseconds; a busy machine is no failure


def cannot_run(marker: str) -> bool:
    """Whether this machine, or this run, lacks what tests with this marker need."""
    return {
        "browser": not CHROMIUM,
        "gettext": not shutil.which("xgettext"),
        "nginx": not NGINX,
    }[marker]


def is_left_out(item: pytest.Item) -> str:
    """The marker that keeps a test from running here, if any."""
    return next(
        (name for name in LEFT_OUT if item.get_closest_marker(name) and cannot_run(name)), ""
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = {reason for item in items if (reason := is_left_out(item))}
    if os.environ.get("CI") and left_out:
        raise pytest.UsageError(f"CI leaves out no test, but here {left_out} cannot run")
    deselected = [item for item in items if is_left_out(item)]
    items[:] = [item for item in items if not is_left_out(item)]
    # The long ones first: a process that begins with them is not the last to end.
    items.sort(key=lambda item: not any(map(item.get_closest_marker, ("browser", "nginx"))))
    config.hook.pytest_deselected(items=deselected)


def pytest_terminal_summary(terminalreporter) -> None:
    for marker in filter(cannot_run, LEFT_OUT):
        terminalreporter.write_line(f"LEFT OUT: {LEFT_OUT[marker]}.", red=True, bold=True)
    if "DATABASE_URL" not in os.environ:
        terminalreporter.write_line(
            "LEFT OUT: PostgreSQL, this run used SQLite. DATABASE_URL=postgres://… make test"
        )


@pytest.fixture(autouse=True)
def empty_cache():
    """What one test kept, another must not find."""
    cache.clear()
    at_hand.clear()


@pytest.fixture(autouse=True)
def english():
    """A request leaves its language behind in the thread; the next test begins in ours."""
    with override("en"):
        yield


@pytest.fixture(autouse=True)
def media_folder(tmp_path):
    """Files of a test go away with it."""
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield tmp_path / "media"


@pytest.fixture(scope="session")
def model(tmp_path_factory, worker_id, testrun_uid):
    """What every server of this run begins as a copy of, in whichever process."""
    folder = tmp_path_factory.getbasetemp()
    model = Model((folder if worker_id == "master" else folder.parent) / "model", name=testrun_uid)
    yield model
    model.drop()


@pytest.fixture(scope="module")
def server(tmp_path_factory, model):
    """The real server, started as `make run` starts it, on an empty site of its own."""
    site = model.copy(tmp_path_factory.mktemp("site"))
    site.start()
    yield site
    site.kill()
    site.drop_database()


@pytest.fixture(scope="module")
def chromium():
    """The system's Chromium; the flag keeps `navigator.webdriver` false, or nothing is counted."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-blink-features=AutomationControlled",
                "--renderer-process-limit=1",  # tabs of one context share it, with what it compiled
            ],
        )
        yield browser
        browser.close()
