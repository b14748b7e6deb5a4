"""Settings that do not go together are told at start."""

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from articles.checks import HTTPS_WITHOUT_PROXY


@pytest.mark.parametrize(
    ("redirects", "proxies", "told"),
    [(True, [], True), (True, ["127.0.0.1"], False), (False, [], False)],
)
def test_https_without_a_trusted_proxy_is_told(redirects, proxies, told):
    with override_settings(SECURE_SSL_REDIRECT=redirects, TRUSTED_PROXIES=proxies):
        messages = run_checks()

    assert (HTTPS_WITHOUT_PROXY in messages) == told
