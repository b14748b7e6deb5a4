"""A Redis that is away makes pages slower, never wrong; one that others write to, neither."""

import logging
import pickle

import pytest

from newsroom import cache as module
from newsroom.cache import NotOurs, RedisCache, SignedPickle

AWAY = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def nothing_is_silent(monkeypatch):
    monkeypatch.setattr(module, "silent", {})


def test_a_redis_that_does_not_answer_holds_nothing_and_says_so(caplog):
    cache = RedisCache(AWAY, {})

    cache.set("menu", "kept")
    found = cache.get("menu", "nothing")

    assert found == "nothing"
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert caplog.records[0].message.startswith("Redis does not answer")


def test_who_cannot_ask_whether_another_was_first_goes_on_alone():
    cache = RedisCache(AWAY, {})

    assert (cache.add("claim", 1), cache.delete("claim")) == (True, False)


def test_a_redis_that_kept_silent_is_left_alone_for_a_while(caplog, monkeypatch):
    cache = RedisCache(AWAY, {})
    clock = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: clock[0])

    asked = []
    for clock[0] in (100.0, 104.9, 105.0):
        caplog.clear()
        cache.get("menu")
        asked.append(len(caplog.records))

    assert asked == [1, 0, 1]


@pytest.mark.parametrize("value", [1, "kept", (None, ["线"])])
def test_what_the_site_has_signed_it_reads(value):
    assert SignedPickle().loads(SignedPickle().dumps(value)) == value


class Trap:
    """Does something as soon as it is unpickled."""

    sprung = []

    def __reduce__(self):
        return self.sprung.append, ("sprung",)


@pytest.mark.parametrize(
    "foreign",
    [
        b"",
        b"1",
        pickle.dumps(Trap()),
        b"\0" * 32 + pickle.dumps(Trap()),
        SignedPickle().dumps("kept")[:32] + pickle.dumps(Trap()),
    ],
)
def test_what_somebody_else_has_put_there_is_not_even_looked_at(foreign):
    with pytest.raises(NotOurs):
        SignedPickle().loads(foreign)

    assert Trap.sprung == []


def test_what_was_signed_with_another_key_is_not_ours(settings):
    stored = SignedPickle().dumps("kept")
    settings.SECRET_KEY = "another " * 8

    with pytest.raises(NotOurs):
        SignedPickle().loads(stored)


def test_what_another_version_of_the_site_has_kept_is_not_there(monkeypatch):
    monkeypatch.setattr(module, "Gone", type("Gone", (), {"__module__": module.__name__}), False)
    stored = SignedPickle().dumps(module.Gone())
    monkeypatch.delattr(module, "Gone")

    with pytest.raises(NotOurs):
        SignedPickle().loads(stored)
