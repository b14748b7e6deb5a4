"""The addresses that are the same in every language."""

from django.conf import settings
from django.urls import path

from articles.public import files, health, views

urlpatterns = [
    path("", views.front_door, name="front_door"),
    path("icon.svg", files.icon, name="icon"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:name>", files.media, name="media"),
]
