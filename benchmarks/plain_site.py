"""What a good developer would write first: a Django view that adds one to a column.

SQLite as the books tune it (WAL, NORMAL, a kept connection, writers queue), or PostgreSQL; the
middleware of `startproject`. The yardstick of `benchmarks.counts`.
"""

import os
import sys

import environ
from django.apps import AppConfig
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.db.models import F
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

database = environ.Env().db_url("DATABASE_URL") | {"CONN_MAX_AGE": None}
if database["ENGINE"].endswith("sqlite3"):
    database["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": database},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    ROOT_URLCONF=__name__,
    SECRET_KEY=os.environ["SECRET_KEY"],
)
application = get_wsgi_application()


class Story(models.Model):
    """A story with its counter as a column."""

    title = models.CharField(max_length=200)
    browses = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = AppConfig.create("django.contrib.messages").label

    def __str__(self) -> str:
        return self.title


@csrf_exempt
@require_POST
def count(_request: HttpRequest, story_id: int) -> JsonResponse:
    Story.objects.filter(pk=story_id).update(browses=F("browses") + 1)
    browses = Story.objects.values_list("browses", flat=True).get(pk=story_id)
    return JsonResponse({"browse_times": browses})


urlpatterns = [path("en/news/<int:story_id>/story/read", count)]


def make_stories(number: int) -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Story)
    Story.objects.bulk_create([Story(title=f"Story {n}") for n in range(number)])


if __name__ == "__main__":
    make_stories(int(sys.argv[1]))
