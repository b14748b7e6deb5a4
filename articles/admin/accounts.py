"""Accounts of staff and groups of them: who keeps them can give no more than they have."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Field, Model, Q, QuerySet
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Django keeps the names of its permissions in English in the database.
DEEDS = {
    "view": gettext_lazy("may look"),
    "add": gettext_lazy("may add"),
    "change": gettext_lazy("may change"),
    "delete": gettext_lazy("may delete"),
}


# They open pages that are no list of rows.
OF_STATISTICS = {"see_statistics", "correct_totals"}


def permissions_at_the_desk() -> QuerySet[Permission]:
    """Those that open something here; Django makes some for every table it has."""
    shown = ContentType.objects.get_for_models(*registered_models()).values()
    opens = Q(content_type__in=shown) | Q(codename__in=OF_STATISTICS)
    return Permission.objects.filter(opens).select_related("content_type")


def registered_models() -> list[type[Model]]:
    return list(admin.site._registry)  # noqa: SLF001 - there is no other list


def permissions_of(account: User) -> QuerySet[Permission]:
    """What the account could do if it were open: one that is closed can be opened again."""
    return Permission.objects.filter(Q(user=account) | Q(group__user=account)).distinct()


def may_give(giver: User) -> QuerySet[Permission]:
    mine = permissions_at_the_desk()
    return mine if giver.is_superuser else mine.filter(pk__in=permissions_of(giver).values("pk"))


def may_look_after(giver: User, account: User) -> bool:
    """Whoever may change an account can sign in with it: it must not open more than theirs does."""
    if giver.is_superuser:
        return True
    more = permissions_of(account).exclude(pk__in=permissions_of(giver).values("pk"))
    return not account.is_superuser and not more.exists()


def groups_within(giver: User) -> QuerySet[Group]:
    """The groups that open nothing the giver cannot open."""
    if giver.is_superuser:
        return Group.objects.all()
    beyond = Permission.objects.exclude(pk__in=permissions_of(giver).values("pk"))
    return Group.objects.exclude(permissions__in=beyond)


def deed_of(permission: Permission) -> str:
    """ "may add", in the reader's language; a permission of its own kind by its own name."""
    verb, _underscore, _model = permission.codename.partition("_")
    return str(DEEDS.get(verb) or _(permission.name))


def rows_of(permission: Permission) -> str:
    model = permission.content_type.model_class()
    return str(capfirst(model._meta.verbose_name_plural if model else ""))  # noqa: SLF001 - public in spite of its name


def place_of(permission: Permission) -> tuple[str, int]:
    deeds = list(DEEDS)
    verb = permission.codename.partition("_")[0]
    return rows_of(permission), deeds.index(verb) if verb in deeds else len(deeds)


class ByKindOfRows(ModelChoiceIterator):
    """One block for each kind of rows, in the reader's language."""

    def __iter__(self) -> Iterator[Any]:
        for rows, permissions in groupby(sorted(self.queryset, key=place_of), key=rows_of):
            yield rows, [self.choice(permission) for permission in permissions]


class PermissionBoxes(forms.CheckboxSelectMultiple):
    """Boxes to tick instead of Django's two lists: no script, and usable on a phone."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002 - forms know only templates of installed apps
    ) -> SafeString:
        context = self.get_context(name, value, attrs)
        return SafeString(render_to_string("admin/auth/_permissions.html", context))


class PermissionField(forms.ModelMultipleChoiceField):
    iterator = ByKindOfRows
    widget = PermissionBoxes

    def label_from_instance(self, obj: Model) -> str:
        return deed_of(cast("Permission", obj))


def permission_field(db_field: Field, *, giver: User) -> forms.Field | None:
    return db_field.formfield(
        form_class=PermissionField,
        queryset=may_give(giver),
        widget=PermissionBoxes,
        help_text="",
    )


class KeepsOtherPermissions(admin.ModelAdmin):
    """The boxes show what is at the desk; permissions that stand elsewhere are not taken away."""

    permissions_in: str

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        held, field = (
            getattr(form.instance, self.permissions_in),
            form.fields.get(self.permissions_in),
        )
        others = list(held.exclude(pk__in=field.queryset.values("pk"))) if field else []
        super().save_related(request, form, formsets, change)
        held.add(*others)


class StaffAccountAdmin(KeepsOtherPermissions, UserAdmin):
    permissions_in = "user_permissions"
    add_form = UserCreationForm
    add_fieldsets = (
        (
            None,
            {"fields": ("username", "last_name", "first_name", "password1", "password2")},
        ),
    )
    list_display: Any = ("username", "last_name", "first_name", "in_use", "last_login")
    list_filter: ClassVar[Any] = ("is_active", "groups")
    filter_horizontal = ()
    readonly_fields = ("way_to_password", "last_login", "date_joined")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if not obj:
            return self.add_fieldsets
        giver = cast("User", request.user)
        rights = [
            "is_active",
            "is_staff",
            *(["is_superuser"] if giver.is_superuser else []),
            *(["groups"] if groups_within(giver).exists() else []),
            *(["user_permissions"] if giver.is_superuser else []),
        ]
        return [
            (None, {"fields": ("username", "way_to_password")}),
            (gettext_lazy("Person"), {"fields": ("last_name", "first_name", "email")}),
            (gettext_lazy("What this account opens"), {"fields": rights}),
            (gettext_lazy("Dates"), {"fields": ("last_login", "date_joined")}),
        ]

    @admin.display(description=gettext_lazy("account"), ordering="is_active")
    def in_use(self, account: User) -> str:
        return _("open") if account.is_active else _("closed")

    @admin.display(description=gettext_lazy("password"))
    def way_to_password(self, account: User) -> SafeString:
        """Instead of what Django tells of the stored one, which helps nobody."""
        address = reverse("admin:auth_user_password_change", args=[account.pk])
        return format_html('<a href="{}">{}</a>', address, _("Set a new password"))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        giver = cast("User", request.user)
        if db_field.name == "user_permissions":
            return permission_field(db_field, giver=giver)
        kwargs |= {"queryset": groups_within(giver), "widget": forms.CheckboxSelectMultiple()}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **options: Any
    ) -> forms.Field | None:
        field: forms.Field | None = super().formfield_for_dbfield(db_field, request, **options)
        if field and db_field.name == "groups":
            # Django's small window for a new group could not put it among the boxes.
            field.widget.can_add_related = False
        return field

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or may_look_after(cast("User", request.user), obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or may_look_after(cast("User", request.user), obj))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's
        if not change:
            obj.is_staff = True  # an account here is for the desk; readers need none
        super().save_model(request, obj, form, change)


class StaffGroupAdmin(KeepsOtherPermissions, GroupAdmin):
    permissions_in = "permissions"
    filter_horizontal = ()
    readonly_fields = ("in_words",)
    show_full_result_count = False

    def formfield_for_manytomany(
        self,
        db_field: Any,
        request: HttpRequest | None = None,
        **_options: Any,
    ) -> Any:
        return permission_field(db_field, giver=cast("User", request.user))  # type: ignore[union-attr]  # always given

    def get_fields(self, request: HttpRequest, obj: Group | None = None) -> Any:
        """Who may only look reads the permissions in their language."""
        may = self.has_change_permission(request, obj) or self.has_add_permission(request)
        return ("name", "permissions" if may else "in_words")

    @admin.display(description=gettext_lazy("permissions"))
    def in_words(self, group: Group) -> str:
        permissions = group.permissions.select_related("content_type")
        words = [f"{rows_of(each)}: {deed_of(each)}" for each in sorted(permissions, key=place_of)]
        return "; ".join(words)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and is_within(obj, giver=cast("User", request.user))

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        may = super().has_delete_permission(request, obj)
        return may and is_within(obj, giver=cast("User", request.user))


def is_within(group: Group | None, *, giver: User) -> bool:
    return group is None or groups_within(giver).filter(pk=group.pk).exists()


# Django registers its own pages for these rows, while our site is still being made.
admin.site.unregister([User, Group])
admin.site.register(User, StaffAccountAdmin)
admin.site.register(Group, StaffGroupAdmin)
