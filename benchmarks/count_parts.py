"""What the cost of a count is made of: processor time, each row with all that the one above does.

python -m benchmarks.count_parts

The servers run at the same time and take turns. Nothing is held against a goal here: it is to see
where the time goes before somebody tries to save some. SQLite.
"""

import os
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.counts import STORIES, Site, newsroom, plain_site
from benchmarks.databases import an_empty_database
from benchmarks.servers import free_port, serving

TURNS = 5


@contextmanager
def bare_site(application: str, folder: Path) -> Iterator[Site]:
    port = free_port()
    environment = {**os.environ, "DATA_DIR": str(folder)}
    name = f"benchmarks.bare_site:{application}"
    with serving(name, port=port, environment=environment) as group:
        yield Site(port=port, group=group, on_postgres=False)


def sites(stack: ExitStack) -> dict[str, Site]:
    def folder() -> Path:
        return Path(stack.enter_context(tempfile.TemporaryDirectory()))

    def database() -> str:
        return stack.enter_context(an_empty_database("SQLite", folder()))

    enter = stack.enter_context
    return {
        "the server takes in a beacon and answers": enter(bare_site("answering", folder())),
        "and a row is appended to the spool": enter(bare_site("appending", folder())),
        "and the rules are kept, and the number told": enter(
            newsroom(folder(), database=database(), ROLL_UP_BROWSES="off")
        ),
        "and it is rolled up: the whole count": enter(newsroom(folder(), database=database())),
        "beside it: the plain view, F()+1": enter(plain_site(database=database())),
    }


def main() -> None:
    paths = [f"/en/news/{number}/story/read" for number in range(1, STORIES + 1)]
    with ExitStack() as stack:
        servers = sites(stack)
        costs: dict[str, list[float]] = {name: [] for name in servers}
        for turn in range(TURNS + 1):
            for name, site in servers.items():
                cost = site.cost(paths)
                if turn:  # the first one warms all up
                    costs[name].append(cost)
    for name, each in costs.items():
        print(f"{statistics.median(each):6.0f} µs  {name}")


if __name__ == "__main__":
    main()
