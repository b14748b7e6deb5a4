"""The pages that processes make for each other, where they have a cache in common."""

import time
from collections.abc import Callable
from hashlib import blake2b

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache

from articles.page_cache.page import OUTLIVES, Page
from articles.page_cache.shelf import Address

# Who is killed while making a page holds up the others no longer than this.
CLAIM = 5  # seconds
PATIENCE = 2.0  # seconds
PAUSE = 0.02  # seconds


class CommonPages:
    """In Redis; without it, or while it is away, each process is on its own."""

    def get(self, address: Address) -> Page | None:
        if not is_common(address):
            return None
        page = cache.get(key(address, "page"))
        return page if isinstance(page, Page) else None

    def put(self, address: Address, page: Page) -> None:
        if is_common(address):
            cache.set(key(address, "page"), page, timeout=OUTLIVES.total_seconds())

    def awaited(self, address: Address, *, is_good: Callable[[Page], bool]) -> Page | None:
        """As another process has made it, or makes it now; nothing if this one should."""
        if not is_common(address):
            return None
        deadline = time.monotonic() + PATIENCE
        while True:
            page = self.get(address)
            if page and is_good(page):
                return page
            if cache.add(key(address, "claim"), 1, timeout=CLAIM) or time.monotonic() > deadline:
                return None
            time.sleep(PAUSE)

    def give_up_claim(self, address: Address) -> None:
        if is_common(address):
            cache.delete(key(address, "claim"))


def is_common(address: Address) -> bool:
    """Deep pages of lists are for crawlers, and there is no end of them."""
    return bool(settings.REDIS_URL) and not address.places


def key(address: Address, kind: str) -> str:
    """Another version of the style or the script is another page."""
    # `manifest_hash` changes with every collected file.
    dress = getattr(staticfiles_storage, "manifest_hash", "")
    words = (dress, address.host, str(address.is_secure), address.path)
    digest = blake2b("\n".join(words).encode(errors="surrogateescape"), digest_size=20)
    return f"public:{kind}:{digest.hexdigest()}"
