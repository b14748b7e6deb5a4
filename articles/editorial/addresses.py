"""Which addresses of an earlier site the desk takes: in one form, and none that we answer."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils.translation import get_language_from_path, override

from articles.editorial.refusals import Refused
from articles.models import OldAddress, PressRun
from articles.text.addresses import NotAnAddress, stored_form

AT_ONCE = 500  # rows in one question to the database


class AddressRefused(Refused):
    """What was typed cannot be an address of an earlier site."""


def accepted_address(typed: str) -> str:
    """The form in which it is stored; raises `AddressRefused`."""
    try:
        form = stored_form(typed)
    except NotAnAddress as refusal:
        raise AddressRefused(f"address_{refusal.code}") from None
    if is_our_own(form):
        raise AddressRefused("address_is_ours")
    return form


def is_our_own(form: str) -> bool:
    """Whether a page of this site answers there, so that nobody would ever be led on."""
    page = form.partition("?")[0]
    with override(get_language_from_path(page) or settings.LANGUAGE_CODE):
        return any(answers(each) for each in (page, f"{page}/"))


def answers(path: str) -> bool:
    try:
        match = resolve(path)
    except Resolver404:
        return False
    return match.url_name != "media"  # there are files there, or there are not


@transaction.atomic
def put_addresses(*, new: Sequence[OldAddress], changed: Sequence[OldAddress]) -> None:
    """Many at once; raises `IntegrityError` where somebody added one of the new ones meanwhile."""
    OldAddress.objects.bulk_create(new, batch_size=AT_ONCE)
    columns = ["article", "section", "attachment", "language"]
    OldAddress.objects.bulk_update(changed, columns, batch_size=AT_ONCE)
    PressRun.start()
