"""What all processes of a server have in memory alike; loaded once, before they are forked.

Nothing here begins a thread, opens a file or a connection, or draws anything at random: every
process that is forked from this one would have the same.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import reverse
from django.utils.translation import override

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django_application = get_wsgi_application()

from articles.browsing.robots import is_robot  # noqa: E402 - the apps must be loaded first
from articles.edge.count import CountFirst  # noqa: E402 - as above
from articles.edge.handler import PublicHandler  # noqa: E402 - as above
from articles.edge.pages import KeptPages  # noqa: E402 - as above
from articles.public.templating import environment_in  # noqa: E402 - as above

pages = KeptPages(django_application, maker=PublicHandler())
application = CountFirst(pages, pages_at_once=pages.at_once)


def load() -> None:
    """What the first requests would load: addresses, words, templates and lists of robots."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            reverse("home")
        public = environment_in(language)
        for template in public.list_templates():
            public.get_template(template)
    is_robot("A browser")
