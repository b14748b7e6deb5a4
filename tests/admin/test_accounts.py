"""Accounts of staff and groups: made at the desk, and nobody gives more than they have."""

import re

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.utils.html import strip_tags

from tests.admin.browser import form_of, typed
from tests.admin.staff import a_chief, a_staff_member, browser_of

pytestmark = pytest.mark.django_db
KEEPER = ("view_user", "add_user", "change_user", "delete_user", "view_article", "change_article")
NEW = {
    "username": "colleague",
    "last_name": "Li",
    "first_name": "Hua",
    "password1": "a long pass phrase",
    "password2": "a long pass phrase",
}


def a_group(name, *permissions):
    group = Group.objects.create(name=name)
    group.permissions.set(Permission.objects.filter(codename__in=permissions))
    return group


def account(user):
    return f"/admin/auth/user/{user.pk}/change/"


def permission(codename):
    return str(Permission.objects.get(codename=codename).pk)


def offered(response, name):
    """Value and words of each box that can be ticked under this name."""
    boxes = re.findall(
        rf'<label[^>]*><input type="checkbox" name="{name}" value="(\d+)"[^>]*>(.*?)</label>',
        response.content.decode(),
        re.DOTALL,
    )
    return [(value, strip_tags(words).strip()) for value, words in boxes]


def test_a_colleague_gets_an_account_and_can_sign_in():
    chief = browser_of(a_chief())
    page = chief.get("/admin/auth/user/add/")

    made = chief.post("/admin/auth/user/add/", typed(page, NEW, form_id="user_form"))

    colleague = User.objects.get(username="colleague")
    assert made["Location"] == account(colleague)
    assert (colleague.is_staff, colleague.is_superuser) == (True, False)
    assert colleague.check_password("a long pass phrase")


def test_a_refused_account_keeps_what_was_typed():
    chief = browser_of(a_chief())
    page = chief.get("/admin/auth/user/add/")

    answer = chief.post(
        "/admin/auth/user/add/", typed(page, {**NEW, "password2": "another"}, form_id="user_form")
    )

    assert form_of(answer, form_id="user_form")["last_name"] == "Li"
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["may look", "may add", "may change", "may delete"]),
        ("zh-hans", ["可查看", "可添加", "可修改", "可删除"]),
    ],
)
def test_permissions_are_named_in_the_language_of_the_reader(language, words):
    chief = browser_of(a_chief(), language=language)

    page = chief.get("/admin/auth/group/add/")

    boxes = dict(offered(page, "permissions"))
    names = [f"{verb}_section" for verb in ("view", "add", "change", "delete")]
    assert [boxes[permission(name)] for name in names] == words
    assert "Can add" not in page.content.decode()


def test_permissions_that_open_nothing_at_the_desk_are_not_offered():
    chief = browser_of(a_chief())

    page = chief.get("/admin/auth/group/add/")

    values = [value for value, _words in offered(page, "permissions")]
    assert permission("add_session") not in values
    assert permission("add_article") in values


def test_a_group_gives_what_is_ticked():
    chief = browser_of(a_chief())
    page = chief.get("/admin/auth/group/add/")
    chosen = [permission("add_article"), permission("change_article")]

    chief.post(
        "/admin/auth/group/add/",
        typed(
            page, {"name": "Editors", "permissions": chosen}, button="_save", form_id="group_form"
        ),
    )

    group = Group.objects.get(name="Editors")
    assert sorted(str(each.pk) for each in group.permissions.all()) == sorted(chosen)


def test_a_keeper_of_accounts_sees_no_rights_beyond_groups_within_their_own():
    within = a_group("Readers", "view_article")
    a_group("Publishers", "view_article", "delete_article")
    colleague = a_staff_member()
    keeper = browser_of(a_staff_member(*KEEPER))

    page = keeper.get(account(colleague))

    assert offered(page, "groups") == [(str(within.pk), "Readers")]
    assert offered(page, "user_permissions") == []
    assert "is_superuser" not in form_of(page, form_id="user_form")
    assert 'name="is_superuser"' not in page.content.decode()


def test_a_keeper_of_accounts_gives_a_group_within_their_own_rights():
    within = a_group("Readers", "view_article")
    colleague = a_staff_member(name="colleague")
    keeper = browser_of(a_staff_member(*KEEPER))
    page = keeper.get(account(colleague))

    keeper.post(account(colleague), typed(page, {"groups": [within.pk]}, form_id="user_form"))

    assert list(colleague.groups.all()) == [within]


@pytest.mark.parametrize("field", ["is_superuser", "user_permissions", "groups"])
def test_a_keeper_of_accounts_cannot_give_themselves_more_than_they_have(field):
    beyond = a_group("Publishers", "delete_article")
    user = a_staff_member(*KEEPER)
    keeper = browser_of(user)
    page = keeper.get(account(user))
    forged = {
        "is_superuser": "on",
        "user_permissions": [permission("delete_article")],
        "groups": [beyond.pk],
    }[field]

    keeper.post(account(user), typed(page, {field: forged}, form_id="user_form"))

    again = User.objects.get(pk=user.pk)
    assert (again.is_superuser, again.has_perm("articles.delete_article")) == (False, False)


def the_accounts_beyond():
    """Accounts that open more than the keeper's own: by themselves, by a group, when reopened."""
    by_group = a_staff_member(name="by group")
    by_group.groups.add(a_group("Publishers", "delete_article"))
    closed = a_staff_member("delete_article", name="closed")
    closed.is_active = False
    closed.save()
    return [a_chief(), a_staff_member("delete_article", name="by right"), by_group, closed]


def test_an_account_that_opens_more_cannot_be_taken_over():
    beyond = the_accounts_beyond()
    keeper = browser_of(a_staff_member(*KEEPER))

    passwords = [keeper.get(f"/admin/auth/user/{each.pk}/password/") for each in beyond]
    changes = [
        keeper.post(account(each), {"username": "mine", "is_active": "on"}) for each in beyond
    ]
    deletions = [
        keeper.post(f"/admin/auth/user/{each.pk}/delete/", {"post": "yes"}) for each in beyond
    ]

    answers = [each.status_code for each in (*passwords, *changes, *deletions)]
    assert answers == [403] * 12
    assert not User.objects.filter(username="mine").exists()


def test_an_account_that_opens_more_is_not_deleted_among_others():
    chief = a_chief()
    keeper = browser_of(a_staff_member(*KEEPER))

    keeper.post(
        "/admin/auth/user/",
        {"action": "delete_selected", "_selected_action": [chief.pk], "post": "yes"},
    )

    assert User.objects.filter(pk=chief.pk).exists()


def test_a_keeper_of_groups_cannot_put_in_more_than_they_have():
    group = a_group("Readers", "view_article")
    rights = ("view_group", "change_group", "view_article")
    keeper = browser_of(a_staff_member(*rights))
    address = f"/admin/auth/group/{group.pk}/change/"
    page = keeper.get(address)

    keeper.post(
        address,
        typed(page, {"permissions": [permission("delete_article")]}, form_id="group_form"),
    )

    values = {value for value, _words in offered(page, "permissions")}
    assert values == {permission(name) for name in rights}
    assert [each.codename for each in group.permissions.all()] == ["view_article"]


def test_a_group_that_opens_more_can_only_be_looked_at():
    group = a_group("Publishers", "delete_article")
    keeper = browser_of(a_staff_member("view_group", "change_group", "delete_group"))
    address = f"/admin/auth/group/{group.pk}"

    shown = keeper.get(f"{address}/change/").content.decode()
    refused = [
        keeper.post(f"{address}/change/", {"name": "Mine"}).status_code,
        keeper.post(f"{address}/delete/", {"post": "yes"}).status_code,
    ]

    assert "Stories: may delete" in strip_tags(shown)
    assert (refused, Group.objects.get().name) == ([403, 403], "Publishers")


def test_who_has_no_right_to_accounts_opens_none():
    colleague = a_staff_member()
    editor = browser_of(a_staff_member("change_article"))

    answers = [
        editor.get(address).status_code
        for address in ("/admin/auth/user/", account(colleague), "/admin/auth/group/")
    ]

    assert answers == [403, 403, 403]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_accounts_asks_the_database_equally_often(count, django_assert_num_queries):
    for _ in range(count):
        a_staff_member("view_article")
    chief = browser_of(a_chief())
    chief.get("/admin/auth/user/")

    # Session, user, the name of the site, count, rows, groups of the filter.
    with django_assert_num_queries(6):
        chief.get("/admin/auth/user/")
