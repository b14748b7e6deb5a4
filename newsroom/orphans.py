"""A server process whose parent was killed ends too, instead of serving old code for ever."""

import multiprocessing
import os
import threading


def end_with_parent() -> None:
    """Watches over a worker that a server has started; does nothing anywhere else."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        # At once, like the parent: nothing acknowledged is in memory only.
        os._exit(1)

    threading.Thread(target=wait, name="end-with-parent", daemon=True).start()
