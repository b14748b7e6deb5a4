"""The WSGI application: count and kept pages before Django, in each server process a roller."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db.backends.signals import connection_created

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django_application = get_wsgi_application()

from articles.browsing import roller  # noqa: E402 - the apps must be loaded first
from articles.edge.count import CountFirst  # noqa: E402 - as above
from articles.edge.handler import PublicHandler  # noqa: E402 - as above
from articles.edge.pages import KeptPages  # noqa: E402 - as above
from newsroom.lanes import open_lanes  # noqa: E402 - as above
from newsroom.memory import keep_little, stay_as_loaded  # noqa: E402 - as above
from newsroom.orphans import end_with_parent  # noqa: E402 - as above

connection_created.connect(keep_little)
pages = KeptPages(django_application, maker=PublicHandler())
application = CountFirst(pages, pages_at_once=pages.at_once)
open_lanes(application.at_once)
if settings.ROLL_UP_BROWSES:
    roller.start()
end_with_parent()
stay_as_loaded()
