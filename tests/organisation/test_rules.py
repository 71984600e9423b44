"""Rights, passwords, pauses and departments, as arithmetic."""

import pytest

from siyu.organisation import passwords, rules

KNOWN = {"customers.read", "customers.write", "staff.read", "users.write"}


@pytest.mark.parametrize(
    ("patterns", "rights"),
    [
        (["*"], KNOWN),
        (["*.read"], {"customers.read", "staff.read"}),
        (["customers.*"], {"customers.read", "customers.write"}),
        (["*", "!users.write"], KNOWN - {"users.write"}),
        (["!users.write", "*"], KNOWN - {"users.write"}),
        (["staff.read", "staff.fly"], {"staff.read"}),
        ([], set()),
    ],
)
def test_rights_are_those_known_that_a_pattern_names(patterns: list[str], rights: set[str]) -> None:
    assert rules.resolved(patterns, KNOWN) == rights


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (4, 0), (5, 60), (6, 120), (7, 240), (10, 1920), (11, 3600), (10_000, 3600)],
)
def test_the_pause_doubles_after_the_fifth_failure_up_to_an_hour(
    failures: int, seconds: int
) -> None:
    assert rules.lock_seconds(failures) == seconds


@pytest.mark.parametrize(
    ("password", "weak"),
    [
        ("123456789", True),
        ("1234567890", False),
        ("Lin.Tao@Example", True),
        ("x" * 256, False),
        ("x" * 257, True),
    ],
)
def test_a_password_has_ten_characters_and_is_not_the_login(password: str, weak: bool) -> None:
    assert rules.is_weak(password, "lin.tao@example") is weak


def test_an_unknown_login_is_checked_against_a_hash_as_costly_as_the_known_ones() -> None:
    assert not passwords.HASHER.check_needs_rehash(passwords.NOBODYS)
    assert passwords.matches("anything", None) is False


@pytest.mark.parametrize(
    ("now", "has_nodes", "has_staff", "kind"),
    [
        ("region", False, True, "store"),
        ("region", True, True, "region"),
        ("store", True, True, "region"),
        ("store", False, False, "store"),
        ("region", False, False, "region"),
    ],
)
def test_a_leaf_with_staff_is_a_store(
    now: str, has_nodes: bool, has_staff: bool, kind: str
) -> None:
    assert rules.node_kind(now, has_nodes=has_nodes, has_staff=has_staff) == kind


@pytest.mark.parametrize(
    ("parents", "root"),
    [
        ({1: 0, 2: 1}, 1),
        ({7: 0, 8: 7}, 7),
        ({7: 0, 8: 0}, None),
        ({8: 7, 9: 7}, None),
        ({}, None),
    ],
)
def test_the_root_is_department_one_or_the_only_one_on_top(
    parents: dict[int, int], root: int | None
) -> None:
    assert rules.root_department(parents) == root


def test_parents_come_first_and_a_ring_is_not_followed_forever() -> None:
    assert rules.parents_first({5: 3, 3: 1, 1: 0, 4: 9}) == [1, 3, 4, 5]
    assert sorted(rules.parents_first({1: 2, 2: 3, 3: 1})) == [1, 2, 3]
