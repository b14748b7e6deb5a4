"""Reads the public pages as strangers' programs do: the W3C's HTML checker, and Lighthouse.

python -m audits

Ends with 1 if the checker finds a mistake on any kind of page, or a page stays below the scores.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from audits.site import demo_site, named, pages

HERE = Path(__file__).resolve().parent
CHECKER = HERE / "node_modules/vnu-jar/build/dist/vnu.jar"
LIGHTHOUSE = HERE / "node_modules/.bin/lighthouse"
BROWSER_FLAGS = "--headless --no-sandbox --disable-gpu --disable-background-networking"
WANTED = {"accessibility": 100, "best-practices": 100, "performance": 98, "seo": 100}
ARTICLE = re.compile(r"/[a-z-]+/news/\d+/")
TRIES = 3  # of which the best counts: what else the machine does only takes away


def check_html(found: Mapping[str, str]) -> bool:
    """Whether the checker has nothing to say about any page."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in found.items():
            (Path(folder) / named(path)).write_text(text, encoding="utf-8")
        said = subprocess.run(  # noqa: S603 - our own command
            [program("java"), "-jar", str(CHECKER), "--format", "gnu", folder],
            check=False,
            capture_output=True,
            text=True,
        )
    print(f"HTML checker: {len(found)} pages, {len(said.stderr.splitlines())} messages")
    print(said.stderr, end="")
    return said.returncode == 0 and not said.stderr


def scores(address: str) -> dict[str, int]:
    """By category, of 100."""
    said = subprocess.run(  # noqa: S603 - our own command
        [str(LIGHTHOUSE), address, "--quiet", f"--chrome-flags={BROWSER_FLAGS}", "--output=json"],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "CHROME_PATH": program("chromium")},
    )
    found = json.loads(said.stdout)["categories"]
    return {name: round(found[name]["score"] * 100) for name in WANTED}


def audit(path: str, *, port: int) -> bool:
    """Whether the page reaches what is wanted, in the best of some tries."""
    best = dict.fromkeys(WANTED, 0)
    for _try in range(TRIES):
        now = scores(f"http://127.0.0.1:{port}{path}")
        best = {name: max(best[name], now[name]) for name in WANTED}
        if all(best[name] >= WANTED[name] for name in WANTED):
            break
    print(f"Lighthouse: {path}: " + ", ".join(f"{name} {best[name]}" for name in sorted(best)))
    return all(best[name] >= WANTED[name] for name in WANTED)


def program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise SystemExit(f"{name} is needed for this and is not there.")
    return found


def main() -> bool:
    with demo_site() as port:
        found = pages(port=port)
        print("\n".join(sorted(found)))
        fit = [check_html(found)]
        article = {path.split("/")[1]: path for path in found if ARTICLE.match(path)}
        for language in ("en", "zh-hans"):
            fit += [audit(path, port=port) for path in (f"/{language}/", article[language])]
    return all(fit)


if __name__ == "__main__":
    sys.exit(int(not main()))
