"""Every interface word stands in Chinese, and what is compiled is what is written."""

import ast
import re
import shutil
import subprocess
import sys
from gettext import GNUTranslations
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"
ENTRY = re.compile(
    r"^(?P<fuzzy>#, .*fuzzy.*\n(?:#.*\n)*)?"
    r'(?:msgctxt (?P<context>".*"\n(?:".*"\n)*))?'
    r'msgid (?P<id>".*"\n(?:".*"\n)*)'
    r'(?:msgid_plural (?P<plural>".*"\n(?:".*"\n)*))?'
    r'(?P<strings>(?:msgstr(?:\[\d\])? ".*"\n?(?:".*"\n?)*)+)',
    re.MULTILINE,
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def joined(lines: str) -> str:
    return "".join(ast.literal_eval(line) for line in lines.strip().splitlines())


def entries(path: Path) -> dict[tuple[str, str], tuple[str, bool]]:
    """(context, English) → (first Chinese form, whether it is only a guess)."""
    found = {}
    for match in ENTRY.finditer(path.read_text(encoding="utf-8")):
        first = re.split(r"^msgstr(?:\[\d\])? ", match["strings"], flags=re.MULTILINE)[1]
        key = (joined(match["context"] or '""'), joined(match["id"]))
        found[key] = (joined(first), bool(match["fuzzy"]))
    found.pop(("", ""))
    return found


def test_every_interface_word_is_translated():
    missing = [
        key for key, (chinese, is_guess) in entries(CATALOGUE).items() if is_guess or not chinese
    ]

    assert missing == [], "translate these in locale/zh_Hans/LC_MESSAGES/django.po"


def test_translations_keep_the_placeholders():
    wrong = [
        english
        for (_context, english), (chinese, _) in entries(CATALOGUE).items()
        if sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(chinese))
    ]

    assert wrong == []


def test_the_compiled_catalogue_is_the_written_one():
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)

    stale = [
        english
        for (context, english), (chinese, _) in entries(CATALOGUE).items()
        if chinese
        not in {
            compiled.pgettext(context, english) if context else compiled.gettext(english),
            compiled.npgettext(context, english, "", 1)
            if context
            else compiled.ngettext(english, "", 1),
        }
    ]

    assert stale == [], "run `make messages`"


@pytest.mark.gettext
def test_no_interface_word_is_missing_from_the_catalogue(tmp_path):
    for folder in ("articles", "newsroom", "templates", "locale", "static"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "manage.py", tmp_path)
    before = set(entries(CATALOGUE))

    subprocess.run(
        [
            sys.executable,
            ROOT / "manage.py",
            "makemessages",
            "--locale",
            "zh_Hans",
            "--no-location",
        ],
        cwd=tmp_path,
        env={
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONPATH": str(ROOT),
            "PATH": "/usr/bin:/bin",
        },
        check=True,
        capture_output=True,
    )

    assert set(entries(tmp_path / CATALOGUE.relative_to(ROOT))) - before == set()
