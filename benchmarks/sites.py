"""Sites that are measured: ours as `make run` starts it, and the reference with its stories."""

import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.beacons import HOST
from benchmarks.servers import free_port, run, serving


@dataclass(frozen=True, kw_only=True)
class Site:
    """A server that runs, and addresses of its English pages by kind."""

    port: int
    group: int
    addresses: Mapping[str, Sequence[str]]


@contextmanager
def newsroom(folder: Path, *, stories: int, paragraphs: int, articles: int) -> Iterator[Site]:
    """Our site with so many seeded stories, `articles` of which are to be read."""
    port = free_port()
    environment = surroundings(folder) | {
        "SITE_URL": f"http://{HOST}",
        "TRUSTED_PROXIES": "127.0.0.1",
    }
    run("manage.py", "migrate", "--verbosity", "0", environment=environment)
    run("manage.py", "collectstatic", "--noinput", "--verbosity", "0", environment=environment)
    seeding = ["seed_stories", f"--count={stories}", f"--paragraphs={paragraphs}"]
    run("manage.py", *seeding, environment=environment)
    with serving_newsroom(port=port, articles=articles, environment=environment) as site:
        yield site


@contextmanager
def serving_newsroom(*, port: int, articles: int, environment: Mapping[str, str]) -> Iterator[Site]:
    told = run("-m", "benchmarks.addresses", str(articles), environment=environment)
    application, log = "newsroom.wsgi:application", Path(environment["DATA_DIR"]) / "server.log"
    with serving(application, port=port, environment=environment, log=log) as group:
        yield Site(port=port, group=group, addresses=json.loads(told))


@contextmanager
def reference_site(folder: Path, *, stories: int, paragraphs: int, articles: int) -> Iterator[Site]:
    """The hand-written one with the same texts."""
    settings = {"DJANGO_SETTINGS_MODULE": "benchmarks.reference_site.settings"}
    database = {"DATABASE_URL": f"sqlite:///{folder / 'reference.sqlite3'}"}
    environment = surroundings(folder) | settings | database
    sizes = map(str, (stories, paragraphs, articles))
    told = run("-m", "benchmarks.reference_site.fill", *sizes, environment=environment)
    port = free_port()
    application = "benchmarks.reference_site.wsgi:application"
    log = folder / "server.log"
    with serving(application, port=port, environment=environment, log=log) as group:
        yield Site(port=port, group=group, addresses=json.loads(told))


def surroundings(folder: Path) -> dict[str, str]:
    """Nothing of the site that may be configured where this is run, on SQLite and without Redis."""
    named = {"DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS", "TRUSTED_PROXIES"}
    kept = {name: value for name, value in os.environ.items() if name not in named}
    return kept | {
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": secrets.token_urlsafe(64),
    }
