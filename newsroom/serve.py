"""Serves the site: by hand, under a supervisor, in tests and in benchmarks.

python -m newsroom.serve [options of granian, such as --port 8000]

`newsroom.parent` loads the site once for all processes. `newsroom.lanes` lets one of granian's
threads at a time take requests, so that many cost no more.
"""

import os
import sys

OPTIONS = (
    "--interface", "wsgi", "--host", "127.0.0.1", "--workers", "2",
    "--blocking-threads", "4", "--blocking-threads-idle-timeout", "600",
    "--respawn-failed-workers", "--workers-kill-timeout", "10", "--no-ws", "--log-level", "warning",
)  # fmt: skip
# The C library reads it when a process begins; it would keep memory apart for each thread.
SPARING = {"MALLOC_ARENA_MAX": "1"}


def main() -> None:
    command = [sys.executable, "-m", "newsroom.parent", *OPTIONS, *sys.argv[1:]]
    os.execve(sys.executable, command, SPARING | os.environ)  # noqa: S606 - our own command


if __name__ == "__main__":
    main()
