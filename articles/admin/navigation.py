"""The way around the desk: sorted by what people do; nobody is shown what they may not open."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.work import MISSING, Work, heading_of
from articles.models import (
    Article,
    Attachment,
    Department,
    Image,
    OldAddress,
    Section,
    SiteSettings,
    Source,
    Tag,
    Translator,
)

SEE = "articles.see_statistics"


@dataclass(frozen=True, kw_only=True)
class Door:
    """One entry: a list of rows, what a filter leaves of it, or the form for a new row."""

    label: Any
    model: type[Model]
    page: str = "changelist"
    work: str = ""

    def path(self) -> str:
        rows = self.model._meta  # noqa: SLF001 - public in spite of its name
        return reverse(f"admin:{rows.app_label}_{rows.model_name}_{self.page}")

    def address(self) -> str:
        return f"{self.path()}?work={self.work}" if self.work else self.path()

    def is_open_to(self, request: HttpRequest, *, site: AdminSite) -> bool:
        if not site.is_registered(self.model):
            return False
        rows = site.get_model_admin(self.model)
        may = rows.has_add_permission if self.page == "add" else rows.has_view_permission
        return bool(may(request))

    def leads_to(self, request: HttpRequest) -> bool:
        """Whether the page of this request lies behind this door."""
        if self.work:
            return request.path == self.path() and request.GET.get("work") == self.work
        return request.path.startswith(self.path())


@dataclass(frozen=True, kw_only=True)
class PageDoor:
    """One entry: a page of its own, for those with a permission."""

    label: Any
    page: str
    permission: str

    def address(self) -> str:
        return reverse(f"admin:{self.page}")

    def is_open_to(self, request: HttpRequest, *, site: AdminSite) -> bool:  # noqa: ARG002 - as a list of rows is asked
        return request.user.has_perm(self.permission)

    def leads_to(self, request: HttpRequest) -> bool:
        return request.path.startswith(self.address())


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A door as it is printed."""

    label: str
    address: str
    is_here: bool


@dataclass(frozen=True, kw_only=True)
class Menu:
    """Doors that belong to the same kind of work."""

    label: str
    entries: list[Entry]


def list_of(work: str) -> Door:
    """The door to the stories of one list."""
    return Door(label=heading_of(work), model=Article, work=work)


PLAN: list[tuple[Any, list[Door | PageDoor]]] = [
    (
        _("Write"),
        [
            Door(label=_("Stories"), model=Article),
            Door(label=_("New story"), model=Article, page="add"),
            list_of(Work.MINE),
            Door(label=_("Pictures"), model=Image),
            Door(label=_("Attachments"), model=Attachment),
        ],
    ),
    (
        _("Translate"),
        [
            *[list_of(work) for work in MISSING],
            Door(label=_("Translators"), model=Translator),
        ],
    ),
    (
        _("Publish"),
        [list_of(Work.WAITING), list_of(Work.NEWER), list_of(Work.NEXT), list_of(Work.PUBLIC)],
    ),
    (
        _("Measure"),
        [
            PageDoor(label=_("Statistics"), page="statistics", permission=SEE),
            PageDoor(label=_("Report"), page="statistics_report", permission=SEE),
            PageDoor(label=_("Corrections"), page="statistics_corrections", permission=SEE),
            list_of(Work.READ),
        ],
    ),
    (
        _("Settings"),
        [
            Door(label=_("Site settings"), model=SiteSettings),
            Door(label=_("Sections"), model=Section),
            Door(label=_("Sources"), model=Source),
            Door(label=_("Tags"), model=Tag),
            Door(label=_("Departments"), model=Department),
            Door(label=_("Old addresses"), model=OldAddress),
            Door(label=_("Staff accounts"), model=User),
            Door(label=_("Groups"), model=Group),
        ],
    ),
]


def menus_for(request: HttpRequest, *, site: AdminSite) -> list[Menu]:
    """Every menu with a door that is open to this reader."""
    plan = [
        (label, [door for door in doors if door.is_open_to(request, site=site)])
        for label, doors in PLAN
    ]
    leading = [door for _label, doors in plan for door in doors if door.leads_to(request)]
    # The nearest one: the form of a new story is its own entry, that of any other is in "Stories".
    here = max(leading, key=lambda door: len(door.address()), default=None)
    return [
        Menu(label=str(label), entries=[entry_of(door, is_here=door is here) for door in doors])
        for label, doors in plan
        if doors
    ]


def entry_of(door: Door | PageDoor, *, is_here: bool) -> Entry:
    return Entry(label=str(door.label), address=door.address(), is_here=is_here)


def place_in(menus: list[Menu]) -> Entry | None:
    """The entry at which the reader stands."""
    return next((entry for menu in menus for entry in menu.entries if entry.is_here), None)
