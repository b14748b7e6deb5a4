"""Who is a robot (R4): the User-Agents of tests/data, rubbish, and the same without re2."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from crawlerdetect.providers import crawlers
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from articles.browsing.robots import (
    EXEMPTIONS,
    LOOKS_AROUND,
    any_by_re,
    any_by_re2,
    both_lists,
    is_robot,
    is_robot_agent,
    lists_version,
    names_of_robots,
    plain,
    question,
)

ROOT = Path(__file__).resolve().parent.parent.parent


def agents(name):
    lines = (ROOT / "tests/data" / name).read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("#")]


ROBOTS = agents("robots.txt")
BROWSERS = agents("browsers.txt")
# What crawler-user-agents gives as an example of its robots.
EXAMPLES = [example for robot in CRAWLER_USER_AGENTS_DATA for example in robot.get("instances", [])]
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/"
RUBBISH = {
    "\ud800\udfff": False,
    "\0\0 Googlebot/2.1": True,
    "%": True,  # one character
    "%E4%B8": False,
    "\xff\xfe": False,
    "北京浏览器": False,
    "Mozilla/5.0\r\nX-Other: curl": True,
    "()|[]*+?{}\\": False,
    "ſpider \u212aube Kı": False,
    "DebugBear\n": True,
    "DebugBear\nLinux": False,
    "\x1cYandex\x0bSearch\u2028": True,
    "x" * 100_000: False,
    "CPU OS 1" + "1" * 100_000: False,
    "Googlebot" * 20_000: True,
}


def test_every_robot_is_known_in_any_case():
    missed = [
        agent
        for agent in ROBOTS
        for written in (agent, agent.upper(), agent.lower())
        if not is_robot(written)
    ]

    assert missed == []
    assert len(set(ROBOTS)) >= 100


def test_every_browser_is_a_readers_in_any_case():
    mistaken = [
        agent
        for agent in BROWSERS
        for written in (agent, agent.upper(), agent.lower())
        if is_robot(written)
    ]

    assert mistaken == []
    assert len(set(BROWSERS)) >= 100


def test_every_example_of_the_list_is_a_robot_but_for_the_phone():
    readers = [agent for agent in EXAMPLES if not is_robot(agent)]

    assert readers == [agent for agent in EXAMPLES if "AP3A.240617.008" in agent]
    assert len(readers) == 1


@pytest.mark.parametrize("agent", ["", " ", "-", "x", "\t", " - ", "\xa0", "\0", "é", "\ud800"])
def test_who_says_nothing_is_a_robot(agent):
    assert is_robot(agent) is True


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("xy", False),
        ("  Mozilla/5.0  ", False),
        (f"{CHROME}99.0.4844.008/88 Safari/537.36", False),
        (f"{CHROME}99.0.4844.88 Safari/537.36 YandexSearch/8.10", False),
        (f"{CHROME}99.0.4844.88 Safari/537.36 YandexAccessibility", True),
        ("YandexSearch Yandex", True),
        ("".ljust(508, "x") + " bot", True),
        ("".ljust(509, "x") + " bot", False),
        ("".ljust(512) + "Mozilla/5.0", True),
    ],
)
def test_the_first_512_characters_decide(agent, expected):
    assert is_robot(agent) is expected


def test_rubbish_is_read_like_any_text():
    assert {agent: is_robot(agent) for agent in RUBBISH} == RUBBISH


def invented_agents():
    """Pieces of patterns and of browsers, letters that only look like others, and noise."""
    random = Random(4)  # the same every time
    patterns = [pattern.replace("\\", "") for pattern in names_of_robots() + crawlers.data]
    for _ in range(150):
        pieces = [
            random.choice(
                [
                    random.choice(patterns),
                    random.choice(BROWSERS)[: random.randrange(60)],
                    random.choice([" ", ";", "/", "\n", "ſ", "\u212a", "ı", "\x0b", "٣"]),
                ]
            )
            for _ in range(random.randrange(8))
        ]
        yield "".join(pieces)
        yield "".join(chr(random.choice([random.randrange(128), 0x130])) for _ in range(200))


def test_re_and_re2_give_the_same_answers():
    by_re, by_re2 = both_lists(any_by_re), both_lists(any_by_re2)
    asked = ROBOTS + BROWSERS + list(RUBBISH) + EXAMPLES[::20] + list(invented_agents())

    written = [plain(agent[:512]) for agent in asked]

    assert [by_re2(agent) for agent in written] == [by_re(agent) for agent in written]


def test_only_one_pattern_is_beyond_re2():
    patterns = names_of_robots() + crawlers.data

    beyond = [pattern for pattern in patterns if LOOKS_AROUND.search(pattern)]

    assert beyond == ["Yandex(?!Search)"]


WITHOUT_RE2 = """
import sys
sys.modules["re2"] = None  # as if it were not installed
from articles.browsing import robots
print(robots.re2, [robots.is_robot(line.rstrip("\\n")) for line in sys.stdin])
"""


def test_without_re2_the_same_lists_decide():
    asked = [ROBOTS[0], BROWSERS[0], "YandexSearch", "Yandex", "-"]

    told = subprocess.run(
        [sys.executable, "-c", WITHOUT_RE2],
        input="\n".join(asked),
        capture_output=True,
        check=True,
        cwd=ROOT,
        text=True,
    )

    assert told.stdout == "None [True, False, False, True, True]\n"


def test_the_first_512_characters_are_remembered_and_no_more():
    is_robot_agent.cache_clear()

    answers = [is_robot("curl/8.4.0 " + "x" * length) for length in (100_000, 200_000)]

    remembered = is_robot_agent.cache_info()
    assert answers == [True, True]
    assert (remembered.hits, remembered.misses, remembered.maxsize) == (1, 1, 4096)


def test_the_lists_are_compiled_once_whoever_comes_first():
    is_robot_agent.cache_clear()
    question.cache_clear()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(is_robot, ROBOTS[:8]))

    assert answers == [True] * 8
    assert question.cache_info().misses == 1


def test_no_exemption_outlives_its_pattern():
    patterns = {robot["pattern"] for robot in CRAWLER_USER_AGENTS_DATA}

    assert set(EXEMPTIONS) - patterns == set()


def test_the_lists_say_which_they_are():
    assert lists_version() == "crawlerdetect 0.4.2 · crawler-user-agents 1.67.0"
