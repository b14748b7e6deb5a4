"""People who work in the admin, and their browsers."""

from itertools import count

from django.contrib.auth.models import Permission, User
from django.test import Client

numbers = count(1)


def a_chief(name="chief"):
    return User.objects.create_superuser(username=name)


def a_staff_member(*permissions, name=None):
    """Somebody with exactly these permissions, such as `view_article`."""
    user = User.objects.create_user(username=name or f"staff{next(numbers)}", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def browser_of(user, *, language="en"):
    """A signed-in browser in this language."""
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def words_of(response):
    """The messages that the next page shows."""
    return [str(message) for message in response.context["messages"]]
