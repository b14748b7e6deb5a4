"""How a request came, read alike by all that answers before Django."""

from wsgiref.types import WSGIEnvironment

from django.conf import settings


class Transport:
    """What the settings say of proxies, looked up once."""

    def __init__(self) -> None:
        self.header, self.https = settings.SECURE_PROXY_SSL_HEADER or ("", "")

    def is_secure(self, environ: WSGIEnvironment) -> bool:
        """As Django's `HttpRequest.is_secure`; a forged header has been dropped before."""
        if self.header in environ:
            return bool(environ[self.header].split(",", 1)[0].strip() == self.https)
        return bool(environ["wsgi.url_scheme"] == "https")
