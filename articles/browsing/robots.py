"""Who is a robot (R4): a User-Agent in, an answer out, by two lists and what we know better."""

import re
from collections.abc import Callable, Collection, Iterable
from functools import cache, lru_cache
from importlib.metadata import version
from threading import Lock

from crawlerdetect.providers import crawlers, exclusions
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from articles.browsing.reader import AGENT_LENGTH

try:
    import re2
except ImportError:  # not built for this machine: the same answers, in milliseconds
    re2 = None

PACKAGES = ("crawlerdetect", "crawler-user-agents")

# Patterns of crawler-user-agents that are not used, and why. crawlerdetect finds those robots too.
EXEMPTIONS = {
    "Sogou": "its browsers say so as well as its spiders",
    r"AP3A\.240617\.008": "a build of Android 15 on phones of many makers",
    "Sonic": "the name of phones",
    r"008\/": "the end of many a number of a build or version",
}
# What readers' browsers say and some pattern takes for a robot: it is taken out beforehand.
BROWSERS = {
    r"; OPPO A33": "a phone of millions; the robot that poses as one leaves out the blank",
    r"QQDownload": "Internet Explorer beside Tencent's download program, on old computers",
    r"TIANYU": "phones of K-Touch; NYU is a robot",
    r"\w008\/": "phones such as GT-I9008/ and TS1008/; 008/ is a robot",
    r"\wning\/": "Lightning/, the calendar in SeaMonkey and Thunderbird; NING/ is a robot",
    r"Blackboard\/": "the app of courses at many universities; Blackboard Safeassign is a robot",
}
# Robots that neither list knows, and why.
ADDITIONS = {
    r"Prometheus\/": "monitoring, which asks for the same pages all day long",
    r"QQ-URL-Manager": "Tencent, which looks at links that people send each other",
    r"^MicroMessenger Client$": "WeChat itself, for the preview of a link; not its browser",
    r"CFNetwork\/": "programs on Apple's systems that are no browser, for previews too",
    r"^Java-http-client\/": "the library that comes with Java",
    r"^node$": "the library that comes with Node.js",
}

SHORTEST = 2
REMEMBERED = 4096  # answers; at 512 characters each they take 3 MB
# What re2 cannot do: looking ahead, as in Yandex(?!Search), and looking back.
LOOKS_AROUND = re.compile(r"\(\?<?[=!]")

# Whether a User-Agent has any of the patterns that the question was made of.
Question = Callable[[bytes], bool]

compiling = Lock()


def is_robot(agent: str) -> bool:
    """Whether a robot sends this User-Agent, which may be any text."""
    return is_robot_agent(agent[:AGENT_LENGTH])


@cache
def lists_version() -> str:
    """Which lists decide, to be shown beside the numbers."""
    return " · ".join(f"{package} {version(package)}" for package in PACKAGES)


@lru_cache(maxsize=REMEMBERED)
def is_robot_agent(agent: str) -> bool:
    written = plain(agent)
    if len(written) < SHORTEST:
        return True
    with compiling:  # once, whoever comes first
        asks = question()
    return asks(written)


def plain(agent: str) -> bytes:
    """One line of ASCII: about other letters and blanks, `re` and re2 do not agree."""
    return " ".join(agent.split()).encode("ascii", "replace")


@cache
def question() -> Question:
    return both_lists(any_by_re if re2 is None else any_by_re2)


def both_lists(any_of: Callable[[Collection[str]], Question]) -> Question:
    """crawlerdetect is made to read what is left when the words of browsers are taken out."""
    has_name = any_of(names_of_robots())
    has_trace = any_of(crawlers.data)
    mistaken = one_of(BROWSERS)
    usual = one_of(exclusions.data)

    def asks(agent: bytes) -> bool:
        said = mistaken.sub(b"", agent)
        return has_name(said) or has_trace(usual.sub(b"", said))

    return asks


def names_of_robots() -> list[str]:
    patterns = [robot["pattern"] for robot in CRAWLER_USER_AGENTS_DATA]
    return [pattern for pattern in patterns if pattern not in EXEMPTIONS] + list(ADDITIONS)


def one_of(patterns: Iterable[str]) -> re.Pattern[bytes]:
    return re.compile("|".join(patterns).encode(), re.IGNORECASE)


def any_by_re(patterns: Collection[str]) -> Question:
    known = one_of(patterns)
    return lambda agent: known.search(agent) is not None


def any_by_re2(patterns: Collection[str]) -> Question:
    """In a time that grows with the User-Agent and not with the list, and in 8 MB at most."""
    options = re2.Options()
    options.case_sensitive = False
    known = re2.Set.SearchSet(options)
    looking = [pattern for pattern in patterns if LOOKS_AROUND.search(pattern)]
    for pattern in patterns:
        if pattern not in looking:
            known.Add(pattern)
    known.Compile()
    if not looking:
        return lambda agent: known.Match(agent) is not None
    others = one_of(looking)
    return lambda agent: known.Match(agent) is not None or others.search(agent) is not None
