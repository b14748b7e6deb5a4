"""The process that loads the site and has granian fork the others from it, see `newsroom.serve`.

They share what was loaded, as far as it stays as it is: for each it is there only once. On systems
where granian does not fork, each loads the site anew.
"""

import multiprocessing
import sys

from granian.cli import cli

from newsroom.loaded import load
from newsroom.memory import stay_as_loaded


def main() -> None:
    if sys.platform == "linux":  # no longer the usual way in Python 3.14
        multiprocessing.set_start_method("fork")
    load()
    stay_as_loaded()
    cli([*sys.argv[1:], "newsroom.wsgi:application"], auto_envvar_prefix="GRANIAN")


if __name__ == "__main__":
    main()
