"""A Redis that is away makes pages slower, never wrong."""

import logging

from newsroom.cache import RedisCache


def test_a_redis_that_does_not_answer_holds_nothing_and_says_so(caplog):
    cache = RedisCache("redis://127.0.0.1:1/0", {})

    cache.set("menu", "kept")
    found = cache.get("menu", "nothing")

    assert found == "nothing"
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2
    assert all("Redis does not answer" in record.message for record in caplog.records)
