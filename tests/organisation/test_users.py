"""Users and roles: nobody hands out what they have not, and an owner always remains."""

import threading
from uuid import UUID

import pytest

from siyu.kit.errors import NotFound
from siyu.organisation import service, users
from siyu.organisation.errors import (
    BeyondYourRights,
    BeyondYourSight,
    EmptyText,
    LastOwner,
    LoginTaken,
    NameTaken,
    NodeNeeded,
    OwnerRoleFixed,
    StaffNeeded,
    UnknownRight,
    UnknownZone,
    WeakPassword,
)
from siyu.organisation.models import User
from siyu.organisation.roles import Grantor
from siyu.platform.access import Principal, Reach
from siyu.platform.audit import AuditEntry
from siyu.platform.runtime import Runtime
from tests.organisation.conftest import PASSWORD, Brand


def principal(brand: Brand, login: str, password: str = PASSWORD) -> Principal:
    secret = service.sign_in(brand.runtime, login, password)
    found = service.authenticate(brand.runtime, secret, None)
    assert found is not None
    return found


def as_grantor(brand: Brand, rights: set[str]) -> Grantor:
    return Grantor(frozenset(rights), brand.all_rights.known)


def test_the_roles_a_tenant_starts_with(brand: Brand) -> None:
    every = brand.all_rights.known
    with brand.work() as work:
        lines = {line.key: line for line in service.role_lines(work, every)}
    assert list(lines) == ["owner", "operator", "analyst", "store_manager", "clerk"]
    assert set(lines["owner"].permissions) == every
    assert set(lines["operator"].permissions) == every - {
        "users.write", "roles.write", "tokens.write", "sign_in.manage",
    }  # fmt: skip
    assert "users.write" not in lines["store_manager"].permissions
    more = set(lines["analyst"].permissions) - {"insight.sql", "boards.write"}
    assert all(right.endswith(".read") for right in more)
    assert {"customers.read", "staff.read"} <= set(lines["clerk"].permissions)
    assert (lines["clerk"].sees, lines["store_manager"].sees) == ("own", "subtree")
    assert (lines["owner"].user_count, lines["clerk"].user_count) == (1, 0)


def test_a_role_gets_no_right_its_maker_lacks(brand: Brand) -> None:
    by = as_grantor(brand, {"roles.write", "staff.read"})
    with pytest.raises(BeyondYourRights) as refused, brand.work() as work:
        service.add_role(
            work, name="Spy", permissions=["staff.read", "customers.read"], sees="subtree", by=by
        )
    assert refused.value.data == {"missing": "customers.read"}
    with brand.work() as work:
        made = service.add_role(
            work, name="Porter", permissions=["staff.read"], sees="subtree", by=by
        )
    assert made.permissions == ("staff.read",)


def test_a_role_with_more_rights_is_not_changed_by_one_with_less(brand: Brand) -> None:
    by = as_grantor(brand, {"roles.write", "staff.read"})
    with pytest.raises(BeyondYourRights), brand.work() as work:
        service.change_role(
            work, brand.roles["operator"], name="Weak", permissions=["staff.read"], by=by
        )


def test_the_owners_role_stays_as_it_is(brand: Brand) -> None:
    with pytest.raises(OwnerRoleFixed), brand.work() as work:
        service.change_role(
            work, brand.roles["owner"], name="Owner", permissions=[], by=brand.all_rights
        )


def test_roles_are_changed_only_by_who_sees_the_whole_brand(brand: Brand) -> None:
    east = Reach(frozenset(), frozenset({brand.nodes["East"]}))
    with pytest.raises(BeyondYourSight), brand.work(east) as work:
        service.add_role(
            work, name="New", permissions=[], sees="subtree", by=brand.all_rights
        )  # fmt: skip


def test_a_role_names_rights_that_exist_and_a_name_of_its_own(brand: Brand) -> None:
    with pytest.raises(UnknownRight), brand.work() as work:
        service.add_role(
            work, name="New", permissions=["*"], sees="subtree", by=brand.all_rights
        )  # fmt: skip
    with brand.work() as work:
        service.add_role(work, name="Twin", permissions=[], sees="own", by=brand.all_rights)
        with pytest.raises(NameTaken):
            service.add_role(work, name="Twin", permissions=[], sees="own", by=brand.all_rights)
        with pytest.raises(NameTaken):
            service.change_role(
                work, brand.roles["clerk"], name="Twin", permissions=[], by=brand.all_rights
            )
        with pytest.raises(EmptyText):
            service.add_role(work, name=" ", permissions=[], sees="own", by=brand.all_rights)


def test_changing_a_role_holds_at_once_for_all_who_have_it(brand: Brand) -> None:
    brand.add_user("ann", "analyst", node="Tea House")
    secret = service.sign_in(brand.runtime, "ann", PASSWORD)
    with brand.work() as work:
        service.change_role(
            work, brand.roles["analyst"], name="Analyst", permissions=["staff.read"],
            by=brand.all_rights,
        )  # fmt: skip
    now = service.authenticate(brand.runtime, secret, None)
    assert now is not None
    assert now.permissions == {"staff.read"}


def test_saving_a_role_unchanged_keeps_its_patterns(brand: Brand) -> None:
    """Else a role that came with the tenant would miss the rights of later domains."""
    known = brand.all_rights.known
    with brand.work() as work:
        before = {one.key: one for one in service.role_lines(work, known)}["operator"]
        service.change_role(
            work, before.id, name=before.name, permissions=before.permissions, by=brand.all_rights
        )
    with brand.work() as work:
        lines = service.role_lines(work, known | {"loyalty.write"})
    assert "loyalty.write" in {one.key: one for one in lines}["operator"].permissions


def test_nobody_lets_in_someone_with_more_rights(brand: Brand) -> None:
    by = as_grantor(brand, {"users.write", "staff.read"})
    with pytest.raises(BeyondYourRights), brand.work() as work:
        service.add_user(
            work, name="X", login="x", password=PASSWORD, role_id=brand.roles["operator"],
            node_id=brand.founded.hq_id, by=by,
        )  # fmt: skip


def test_nobody_changes_someone_with_more_rights_not_even_the_password(brand: Brand) -> None:
    by = as_grantor(brand, {"users.write", "staff.read"})
    for change in ({"password": "a new password"}, {"active": False}, {"name": "X"}):
        with pytest.raises(BeyondYourRights), brand.work() as work:
            service.change_user(work, brand.founded.owner_id, by=by, **change)
    assert principal(brand, "owner").user_id == brand.founded.owner_id


def test_nobody_lets_in_or_changes_someone_beyond_their_own_sight(brand: Brand) -> None:
    east = brand.add_user("east", "store_manager", node="East")
    west = brand.add_user("west", "store_manager", node="West")
    top = brand.add_user("top", "store_manager", node="Tea House", staff="lake1")
    reach = principal(brand, "east").reach
    with brand.work(reach) as work:
        assert {line.id for line in service.user_lines(work)} == {east}
    for place in (brand.nodes["West"], brand.founded.hq_id):
        with pytest.raises(NotFound), brand.work(reach) as work:
            service.change_user(work, east, by=brand.all_rights, node_id=place)
    for other in (west, top):
        with pytest.raises(NotFound), brand.work(reach) as work:
            service.change_user(work, other, by=brand.all_rights, password="a new password")
    with pytest.raises(NotFound), brand.work(reach) as work:
        service.add_user(
            work, name="X", login="x", password=PASSWORD, role_id=brand.roles["clerk"],
            staff_id=brand.staff["river1"], by=brand.all_rights,
        )  # fmt: skip


def test_a_user_stands_where_their_role_asks(brand: Brand) -> None:
    with pytest.raises(NodeNeeded):
        brand.add_user("x", "store_manager")
    with pytest.raises(StaffNeeded):
        brand.add_user("x", "clerk", node="Lake Store")
    brand.add_user("c", "clerk", node="Tea House", staff="lake1")
    lake, lake1 = brand.nodes["Lake Store"], brand.staff["lake1"]
    assert principal(brand, "c").reach == Reach(frozenset({lake1}), frozenset({lake}))


@pytest.mark.parametrize("role", ["owner", "operator", "analyst"])
def test_at_headquarters_one_sees_all(brand: Brand, role: str) -> None:
    brand.add_user("top", role, node="Tea House")
    assert principal(brand, "top").reach.is_all


def test_a_role_that_comes_to_see_a_subtree_shows_nothing_to_who_stands_nowhere(
    brand: Brand,
) -> None:
    brand.add_user("c", "clerk", staff="lake1")
    with brand.work() as work:
        service.change_role(
            work, brand.roles["clerk"], name="Clerk", permissions=["staff.read"], sees="subtree",
            by=brand.all_rights,
        )  # fmt: skip
    reach = principal(brand, "c").reach
    assert (reach.staff_ids, reach.node_ids) == (frozenset(), frozenset())


def test_a_login_is_one_persons_in_the_whole_installation(brand: Brand, other_brand: Brand) -> None:
    with pytest.raises(LoginTaken) as taken:
        other_brand.add_user("  OWNER ", "operator", node="Noodle Bar")
    assert taken.value.data == {"field": "login", "login": "owner"}
    with other_brand.work() as work:
        assert [line.login for line in service.user_lines(work)] == ["rival"]


def test_a_weak_password_is_refused(brand: Brand) -> None:
    for password in ("short", "a.long.login"):
        with pytest.raises(WeakPassword), brand.work() as work:
            service.add_user(
                work, name="X", login="a.long.login", password=password,
                role_id=brand.roles["analyst"], node_id=brand.founded.hq_id, by=brand.all_rights,
            )  # fmt: skip


@pytest.mark.parametrize("change", [{"active": False}, {"role": "operator"}])
def test_the_last_owner_can_neither_go_nor_be_demoted(
    brand: Brand, change: dict[str, object]
) -> None:
    role = change.pop("role", None)
    if role:
        change["role_id"] = brand.roles[str(role)]
    owner = brand.founded.owner_id
    with pytest.raises(LastOwner), brand.work() as work:
        service.change_user(work, owner, by=brand.all_rights, **change)  # type: ignore[arg-type]
    brand.add_user("second", "owner")
    with brand.work() as work:
        service.change_user(work, owner, by=brand.all_rights, **change)  # type: ignore[arg-type]


def test_two_owners_who_shut_each_other_out_at_once_leave_one(brand: Brand) -> None:
    owners = [brand.founded.owner_id, brand.add_user("second", "owner")]
    both_hold, refused = threading.Barrier(2, timeout=10), list[Exception]()

    def shut_out(user_id: UUID) -> None:
        try:
            with brand.work() as work:
                work.get(User, user_id, lock=True)
                both_hold.wait()
                service.change_user(work, user_id, by=brand.all_rights, active=False)
        except LastOwner as error:
            refused.append(error)

    threads = [threading.Thread(target=shut_out, args=(one,)) for one in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with brand.work() as work:
        assert sum(line.active for line in service.user_lines(work)) == 1
    assert len(refused) == 1


def test_accounts_of_staff_who_leave_are_closed(brand: Brand) -> None:
    brand.add_user("c", "clerk", staff="lake1")
    brand.add_user("second", "owner", staff="lake1")
    secret = service.sign_in(brand.runtime, "c", PASSWORD)
    with brand.work() as work:
        users.close_accounts_of(work, brand.staff["lake1"])
    assert service.authenticate(brand.runtime, secret, None) is None
    assert principal(brand, "second").tenant_id == brand.tenant_id


def test_changes_are_audited_with_before_and_after_and_no_password(brand: Brand) -> None:
    user_id = brand.add_user("ann", "analyst", node="Tea House")
    with brand.work() as work:
        service.change_user(
            work, user_id, by=brand.all_rights, name="Ann Li", password="another password"
        )
    with brand.work() as work:
        mine = work.scope(AuditEntry).where(AuditEntry.subject_id == str(user_id))
        entries = {entry.what: entry for entry in work.session.scalars(mine)}
    assert set(entries) == {"user.added", "user.changed", "user.password_changed"}
    change = entries["user.changed"]
    assert change.before is not None
    assert change.after is not None
    assert (change.before["name"], change.after["name"]) == ("Ann", "Ann Li")
    assert change.actor == "system:test"
    told = "".join(f"{entry.before}{entry.after}" for entry in entries.values())
    assert "another password" not in told
    assert "argon2" not in told


def test_a_tenant_that_cannot_be_founded_leaves_nothing(runtime: Runtime) -> None:
    bad = [
        ({"zone": "Mars/Base"}, UnknownZone),
        ({"password": "short"}, WeakPassword),
        ({"name": " "}, EmptyText),
    ]
    for change, error in bad:
        asked = {"name": "Tea", "owner_login": "o", "password": PASSWORD, **change}
        with pytest.raises(error):
            service.found_tenant(runtime, **asked)
    assert runtime.tenants() == []


def test_every_tenant_is_told_to_the_runtime(brand: Brand, other_brand: Brand) -> None:
    assert {one.id for one in brand.runtime.tenants()} == {brand.tenant_id, other_brand.tenant_id}
    assert {one.zone for one in brand.runtime.tenants()} == {"Asia/Shanghai"}
    names = [one.name for one in service.all_tenants(brand.runtime.sessions)]
    assert sorted(names) == ["Noodle Bar", "Tea House"]
