"""The site is loaded once, before the processes that serve it are forked."""

import subprocess
import sys
from pathlib import Path

import pytest

from newsroom import parent
from tests.server import ROOT, Server

# What a forked process would have in common with the others and must not: threads, files besides
# the three that every process begins with and the folder that is being read, and what counts.
# Then what it should: the lists of robots and all templates.
WHAT_IS_OPEN = """
import os
from newsroom.loaded import load
load()
from articles.browsing.record import recorder_in
from articles.browsing.robots import question
from articles.public.templating import environment_in
print(len(os.listdir("/proc/self/task")), len(os.listdir("/proc/self/fd")) - 1)
print(recorder_in.cache_info().currsize)
public = environment_in("zh-hans")
print(question.cache_info().currsize, len(public.cache) == len(public.list_templates()))
"""


@pytest.fixture
def site(tmp_path, model):
    site = model.copy(tmp_path)
    yield site
    site.kill()
    site.drop_database()


def test_loading_loads_much_but_begins_no_thread_and_opens_nothing(site):
    done = subprocess.run(
        [sys.executable, "-c", WHAT_IS_OPEN],
        cwd=ROOT,
        env=site.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["1", "3", "0", "1", "True"]


def test_the_processes_of_a_server_share_what_is_loaded(site):
    site.start()

    for worker in workers_of(site):
        held = kilobytes_of(worker)
        assert held["Shared_Dirty"] > held["Private_Dirty"]


def workers_of(site: Server) -> list[int]:
    parent = site.process.pid
    return list(map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split()))


def kilobytes_of(process: int) -> dict[str, int]:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    return {line.split(":")[0]: int(line.split()[1]) for line in lines}


def test_the_processes_keep_one_store_of_memory_for_all_threads(site):
    site.start()

    for worker in workers_of(site):
        said = Path(f"/proc/{worker}/environ").read_bytes().split(b"\0")
        assert b"MALLOC_ARENA_MAX=1" in said


def test_the_site_is_loaded_before_granian_begins(monkeypatch):
    done = []
    monkeypatch.setattr(parent, "load", lambda: done.append("loaded"))
    monkeypatch.setattr(parent, "stay_as_loaded", lambda: done.append("frozen"))
    monkeypatch.setattr(parent, "cli", lambda *_words, **_more: done.append("served"))
    monkeypatch.setattr(parent.multiprocessing, "set_start_method", lambda _method: None)

    parent.main()

    assert done == ["loaded", "frozen", "served"]
