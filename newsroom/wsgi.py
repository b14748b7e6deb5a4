"""The WSGI application: count and kept pages before Django, in each server process a roller."""

from django.conf import settings
from django.db.backends.signals import connection_created

from newsroom.loaded import application, django_application, pages

# The apps are loaded now, and must be before these are.
# isort: split
from articles.browsing import roller
from newsroom.lanes import open_lanes
from newsroom.memory import keep_little, stay_as_loaded
from newsroom.orphans import end_with_parent

__all__ = ["application", "django_application", "pages"]

connection_created.connect(keep_little)
open_lanes(application.at_once, application.together)
if settings.ROLL_UP_BROWSES:
    roller.start()
end_with_parent()
stay_as_loaded()
