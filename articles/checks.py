"""What is wrong with the settings only when they are seen together, told at start."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core import checks

HTTPS_WITHOUT_PROXY = checks.Warning(
    "SITE_URL begins with https://, but TRUSTED_PROXIES is empty.",
    hint=(
        "Behind a front server that speaks TLS, every page would be redirected to itself for "
        "ever: name the front server's address in TRUSTED_PROXIES, such as 127.0.0.1."
    ),
    id="articles.W001",
)


def check_https(**_options: Any) -> Iterable[checks.CheckMessage]:
    """Whether a request over https can be recognised as one."""
    is_blind = settings.SECURE_SSL_REDIRECT and not settings.TRUSTED_PROXIES
    return [HTTPS_WITHOUT_PROXY] if is_blind else []
