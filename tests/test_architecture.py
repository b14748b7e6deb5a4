"""House rules that a machine can check, read off the syntax trees."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Each room, and how high it stands: it may import itself and the rooms below it.
FLOORS = [
    {"text", "templatetags"},
    {"models"},
    {"translation", "checks"},
    {"browsing", "search", "images", "attachments", "page_cache"},
    {"editorial"},
    {"imports"},
    {"public", "api", "admin", "edge", "management"},
    {"newsroom", "apps"},
]
HEIGHT = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
MODULES = sorted(
    path
    for folder in ("articles", "newsroom")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts and path != ROOT / "articles/__init__.py"
)
SIGNALS = {
    "pre_init", "post_init", "pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed",
    "pre_migrate", "post_migrate", "class_prepared", "receiver",
}  # fmt: skip
# `(…)*+`, `(…){2}+` and `(?>…)`; what is put into an f-string is read as a group.
POSSESSIVE_GROUP = re.compile(r"(?<!\\)(?:\\\\)*\)\s*(?:[*+?]|\{[0-9,]+\})\+|\(\?>")


def room_of(dotted: str) -> str:
    """`articles.text.html` → `text`; `newsroom.urls` → `newsroom`."""
    parts = dotted.split(".")
    return parts[0] if parts[0] == "newsroom" or len(parts) == 1 else parts[1]


def dotted_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if module == "articles":
                yield from (f"articles.{alias.name}" for alias in node.names)
            else:
                yield module


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=dotted_name)
def test_a_module_stands_in_a_known_room(path):
    room = room_of(dotted_name(path))

    assert room in HEIGHT, f"{room} is no room of docs/architecture.md; give it a floor there"


@pytest.mark.parametrize("path", MODULES, ids=dotted_name)
def test_imports_point_down(path):
    here = room_of(dotted_name(path))

    wrong = [
        name
        for name in imported_names(parsed(path))
        if name.startswith(("articles.", "newsroom."))
        and room_of(name) != here
        and HEIGHT[room_of(name)] >= HEIGHT[here]
    ]

    assert wrong == [], f"{here} may import itself and the rooms below it, not {wrong}"


@pytest.mark.parametrize("path", MODULES, ids=dotted_name)
def test_imports_are_written_in_full(path):
    relative = [
        node.lineno
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]

    assert relative == [], f"write imports in full, from articles.… (lines {relative})"


@pytest.mark.parametrize("path", MODULES, ids=dotted_name)
def test_no_module_imports_a_private_name_of_another(path):
    private = [
        alias.name
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("articles")
        for alias in node.names
        if alias.name.startswith("_")
    ]

    assert private == [], f"a leading underscore is private to its module: {private}"


@pytest.mark.parametrize("path", MODULES, ids=dotted_name)
def test_nobody_connects_a_model_signal(path):
    names = {node.id for node in ast.walk(parsed(path)) if isinstance(node, ast.Name)}

    assert names & SIGNALS == set(), "call the function instead of connecting a signal"


@pytest.mark.parametrize("path", MODULES, ids=dotted_name)
def test_only_the_workflow_assigns_a_status(path):
    if dotted_name(path) == "articles.editorial.workflow":
        return
    tree = parsed(path)

    assigned = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "status"
        and isinstance(node.ctx, ast.Store)
    ]
    updated = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"update", "create", "update_or_create", "bulk_update"}
        and "status" in {keyword.arg for keyword in node.keywords}
    ]

    assert assigned + updated == [], "articles/editorial/workflow.py is the only writer of a status"


def strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "()" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def possessive_groups(source: str) -> list[str]:
    return [text for text in strings(ast.parse(source)) if POSSESSIVE_GROUP.search(text)]


@pytest.mark.parametrize("path", MODULES, ids=dotted_name)
def test_no_regular_expression_has_a_possessive_group(path):
    wrong = possessive_groups(path.read_text(encoding="utf-8"))

    assert wrong == [], (
        "Python 3.11.0 to 3.11.4, Debian 12's own among them, matches `(…)*+` and `(?>…)` where it"
        f" must not; repeat only single characters possessively, `[^<]*+`: {wrong}"
    )


@pytest.mark.parametrize(
    ("pattern", "is_possessive"),
    [
        ("(?:ab?c)*+", True),
        ("(a)++", True),
        ("(a)?+", True),
        ("(a){2,}+", True),
        ("(a) *+", True),  # verbose: the space says nothing
        ("(?>a*)", True),
        (r"(\\)*+", True),
        ("{group}*+", True),
        ("[^<]*+a++b?+c{2}+", False),
        (r"\)*+", False),
        ("(a)*b+", False),
        ("(?:[^<]*+)*", False),
    ],
)
def test_a_possessive_group_is_known_from_a_possessive_character(pattern, is_possessive):
    source = f'f"""{pattern}"""' if "{group}" in pattern else repr(pattern)

    assert bool(possessive_groups(source)) is is_possessive


@pytest.mark.parametrize("path", MODULES, ids=dotted_name)
def test_a_module_begins_with_a_sentence_and_stays_short(path):
    if path.name == "__init__.py" and not path.read_text(encoding="utf-8").strip():
        return

    docstring = ast.get_docstring(parsed(path)) or ""

    assert docstring.split("\n")[0].endswith("."), "begin with one sentence: what this module does"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 450, (
        "is there a second noun in it?"
    )


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "base", "misc"])
def test_no_module_is_a_drawer_for_odds_and_ends(word):
    # Django looks for a database backend in a module of this name.
    ours = [path for path in MODULES if path != ROOT / "newsroom/sqlite/base.py"]

    assert [path for path in ours if path.stem == word] == []


def asks_for_the_vendor(tree: ast.AST) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "vendor" for node in ast.walk(tree))


def test_redis_and_postgresql_are_known_in_few_rooms():
    knowing = {
        room_of(dotted_name(path))
        for path in MODULES
        if any(name.startswith(("redis", "psycopg")) for name in imported_names(parsed(path)))
        or asks_for_the_vendor(parsed(path))
    }

    assert knowing <= {"newsroom", "browsing", "search", "page_cache"}


def test_templates_hold_no_inline_script_and_no_foreign_address():
    wrong = []
    for template in (ROOT / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        wrong += [
            f"{template.name}: {mark}"
            for mark in ("<style", "style=", "onclick=", "<script>", 'src="http', 'href="http')
            if mark in text
        ]

    assert wrong == [], "the policy forbids inline code, and no page asks another host"
