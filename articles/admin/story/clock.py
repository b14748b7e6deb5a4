"""Moments, as staff speak of them among each other."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def clock(moment: datetime, *, at: datetime) -> str:
    """14:05, with the day where it is not that of `at`."""
    here, now = timezone.localtime(moment), timezone.localtime(at)
    time = f"{here:%H:%M}"
    if here.date() == now.date():
        return time
    return _("{day}, {time}").format(day=date_format(here, "DATE_FORMAT"), time=time)
