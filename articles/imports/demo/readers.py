"""Made-up readers of the demo stories: how many on which day, and from where; pure functions."""

import random
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from articles.browsing.batch import Tally

# Where readers of a language come from, and how many of a hundred browses.
HOSTS: dict[str, dict[str, int]] = {
    "zh-hans": {
        "weixin.qq.com": 14,
        "baidu.com": 9,
        "cn.bing.com": 5,
        "weibo.com": 3,
        "zhihu.com": 2,
    },
    "en": {"google.com": 12, "bing.com": 5, "linkedin.com": 3, "scholar.google.com": 2},
}


def plausible_counts(browses: int, *, first: date, last: date, seed: int) -> dict[date, int]:
    """`browses` spread over the days: most in the first week, then ever fewer, none missing."""
    days = (last - first).days + 1
    if days < 1 or not browses:
        return {}
    dice = random.Random(seed)  # noqa: S311 - a made-up history, the same at each loading
    weights = [1 / (age + 1) ** 1.3 for age in range(days)]
    counts: dict[date, int] = {}
    for age in dice.choices(range(days), weights=weights, k=browses):
        day = first + timedelta(days=age)
        counts[day] = counts.get(day, 0) + 1
    return counts


def plausible_tallies(counts: Mapping[date, int], *, seed: int) -> dict[date, Tally]:
    """Most browses are of somebody who reads the story once that day; robots come as well."""
    dice = random.Random(seed)  # noqa: S311 - as above
    return {
        day: Tally(
            browses=browses,
            visitors=max(1, round(browses * dice.uniform(0.6, 0.95))),
            robots=round(browses * dice.uniform(0, 0.3)),
        )
        for day, browses in sorted(counts.items())
    }


def plausible_hosts(
    counts: Mapping[date, int], *, language: str, seed: int
) -> dict[tuple[date, str], int]:
    """By day and host: some of the browses, never more than there were."""
    dice = random.Random(seed)  # noqa: S311 - as above
    hosts = HOSTS.get(language, {})
    names, weights = [*hosts, ""], [*hosts.values(), 100 - sum(hosts.values())]
    found: dict[tuple[date, str], int] = {}
    for day, browses in sorted(counts.items()):
        for host in filter(None, dice.choices(names, weights=weights, k=browses)):
            found[day, host] = found.get((day, host), 0) + 1
    return found


def plausible_site_days(tallies: Iterable[Mapping[date, Tally]]) -> dict[date, int]:
    """Who reads two stories is one visitor of the site; who reads one is, too."""
    sums: dict[date, int] = {}
    largest: dict[date, int] = {}
    for days in tallies:
        for day, tally in days.items():
            sums[day] = sums.get(day, 0) + tally.visitors
            largest[day] = max(largest.get(day, 0), tally.visitors)
    return {day: max(largest[day], round(sums[day] * 0.8)) for day in sums}
