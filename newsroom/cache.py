"""The shared cache when REDIS_URL is set: a Redis that is away makes pages slower, never wrong."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache as DjangoRedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class RedisCache(DjangoRedisCache):
    """Django's Redis cache that answers "not there" where Redis does not answer."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._or_nothing(lambda: super(RedisCache, self).get(key, default, version), default)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._or_nothing(lambda: super(RedisCache, self).set(*args, **kwargs), None)

    def _or_nothing(self, ask: Callable[[], Any], nothing: Any) -> Any:
        try:
            return ask()
        except RedisError as error:
            logger.warning("Redis does not answer: %s", error)
            return nothing
