"""The shared cache when REDIS_URL is set: a Redis that is away makes pages slower, never wrong."""

import hmac
import logging
import pickle
import time
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache.backends.redis import RedisCache as DjangoRedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)
TIMEOUT = 1  # second for a word from Redis
LEFT_ALONE = 5.0  # seconds; nobody waits for a Redis that has just kept silent
SIGNATURE = sha256().digest_size
# Of each server: until when it is left alone.
silent: dict[str, float] = {}


class NotOurs(Exception):
    """What lies in Redis was not put there by this site."""


class SignedPickle:
    """Unpickles only what this site has pickled: others may be able to write to that Redis."""

    def __init__(self) -> None:
        self.key = sha256(b"newsroom.cache" + settings.SECRET_KEY.encode()).digest()

    def dumps(self, value: object) -> bytes:
        pickled = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        return self.sign(pickled) + pickled

    def loads(self, stored: bytes) -> Any:
        signature, pickled = stored[:SIGNATURE], stored[SIGNATURE:]
        if not hmac.compare_digest(signature, self.sign(pickled)):
            raise NotOurs
        try:
            return pickle.loads(pickled)  # noqa: S301 - signed
        except (AttributeError, ImportError, TypeError) as error:
            raise NotOurs from error  # of another version of the site

    def sign(self, pickled: bytes) -> bytes:
        return hmac.digest(self.key, pickled, "sha256")


class RedisCache(DjangoRedisCache):
    """Django's Redis cache that answers "not there" where Redis does not answer."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {
            "serializer": SignedPickle,
            "socket_timeout": TIMEOUT,
            "socket_connect_timeout": TIMEOUT,
            "retry": Retry(NoBackoff(), 1),  # a connection may be of before its restart
            **params.get("OPTIONS", {}),
        }
        super().__init__(server, params | {"OPTIONS": options})
        self.server = server

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        ask = partial(super().get, key, default, version)
        return self._or_nothing(ask, nothing=default)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._or_nothing(partial(super().set, *args, **kwargs), nothing=None)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Whoever cannot ask whether somebody else was first goes on alone."""
        ask = partial(super().add, *args, **kwargs)
        return bool(self._or_nothing(ask, nothing=True))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        ask = partial(super().delete, *args, **kwargs)
        return bool(self._or_nothing(ask, nothing=False))

    def _or_nothing(self, ask: Callable[[], Any], *, nothing: Any) -> Any:
        if time.monotonic() < silent.get(self.server, 0):
            return nothing
        try:
            return ask()
        except NotOurs:
            return nothing
        except RedisError as error:
            silent[self.server] = time.monotonic() + LEFT_ALONE
            logger.warning("Redis does not answer: %s", error)
            return nothing
