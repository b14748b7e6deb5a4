"""Styles and scripts as readers get them."""

import gzip
from pathlib import Path

import pytest
from django.core.management import call_command

from newsroom.static import StaticFiles

ROOT = Path(__file__).parents[2]


@pytest.fixture
def collected(settings, tmp_path):
    """What `collectstatic` makes of these files, by the names pages use."""
    source, target = tmp_path / "source", tmp_path / "target"
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], target
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "newsroom.static.StaticFiles"},
    }

    def collect(**files):
        for name, text in files.items():
            path = source / name.replace("__", "/").replace("_css", ".css").replace("_js", ".js")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        call_command("collectstatic", interactive=False, verbosity=0)
        return StaticFiles(location=target, base_url="/static/"), target

    return collect


def sent(storage, target, name):
    """As it is, and as it is sent compressed."""
    path = target / storage.stored_name(name)
    return path.read_text(), gzip.decompress(Path(f"{path}.gz").read_bytes()).decode()


def test_what_readers_get_carries_no_comments(collected):
    rules = "/* why */\na { color: red; } /* because */\n" * 40
    script = '"use strict";\n// why\n  // because\nconst address = "https://x/"; // kept\n' * 40
    storage, target = collected(css__site_css=rules, js__browse_js=script)

    assert sent(storage, target, "css/site.css") == ("a { color: red; } " * 40,) * 2
    assert (
        sent(storage, target, "js/browse.js")
        == ('"use strict";\nconst address = "https://x/"; // kept\n' * 40,) * 2
    )


def test_what_staff_get_is_left_as_it_is(collected):
    rules = "/* why */\na { color: red; }\n" * 40
    storage, target = collected(admin_desk__desk_css=rules)

    assert sent(storage, target, "admin_desk/desk.css") == (rules,) * 2


def test_our_own_style_is_the_same_without_its_comments(collected):
    own = (ROOT / "static/css/site.css").read_text()
    storage, target = collected(css__site_css=own)

    plain, compressed = sent(storage, target, "css/site.css")

    assert "/*" not in plain
    assert plain.count("{") == own.count("{")
    assert compressed == plain
