"""Who is whom, by the table of points."""

import pytest

from siyu.customers import evidence
from siyu.customers.evidence import Side

PHONE, EMAIL, DEVICE = ("phone", b"1"), ("email", b"1"), ("device", b"1")


def side(*keys: tuple[str, bytes], name: str = "", source: str = "mall") -> Side:
    weights = {key: evidence.weight(key[0], source) for key in keys}
    return Side(weights, evidence.plain(name))


@pytest.mark.parametrize(
    ("_case", "one", "other", "score", "agree"),
    [
        ("nothing", side(), side(), 0, ()),
        ("a name proves nothing", side(name="Li"), side(name="Li"), 0, ("name",)),
        ("a phone", side(PHONE), side(PHONE), 60, ("phone",)),
        ("a typed phone", side(PHONE), side(PHONE, source="remark"), 40, ("phone",)),
        ("phone and name", side(PHONE, name="Li "), side(PHONE, name="li"), 90, ("name", "phone")),
        ("a device", side(DEVICE), side(DEVICE), 20, ("device",)),
        ("phone and e-mail", side(PHONE, EMAIL), side(PHONE, EMAIL), 120, ("email", "phone")),
    ],
)
def test_the_table_of_points(
    _case: str, one: Side, other: Side, score: int, agree: tuple[str, ...]
) -> None:
    found = evidence.compare(one, other)
    assert (found.score, found.agree) == (score, agree)


def test_what_too_many_share_counts_for_nothing() -> None:
    assert evidence.compare(side(PHONE), side(PHONE), {PHONE}).score == 0
    assert [evidence.is_shared(people) for people in (3, 4)] == [False, True]


@pytest.mark.parametrize("kind", ["unionid", "member_number", "openid:wx1"])
def test_two_of_what_a_person_has_one_of_are_two_people(kind: str) -> None:
    assert evidence.clash(side((kind, b"1")), side((kind, b"2"))) == (kind,)
    assert evidence.clash(side((kind, b"1"), (kind, b"2")), side((kind, b"2"))) == ()


@pytest.mark.parametrize("kind", ["mall_id", "app_user_id", "external_userid"])
def test_who_has_two_accounts_is_one_person_all_the_same(kind: str) -> None:
    assert evidence.clash(side((kind, b"1")), side((kind, b"2"))) == ()


def test_openids_of_two_apps_do_not_clash() -> None:
    assert evidence.clash(side(("openid:wx1", b"1")), side(("openid:wx2", b"2"))) == ()


def test_who_says_nothing_new_repeats() -> None:
    known = side(PHONE, EMAIL, name="Li")
    assert evidence.repeats(side(PHONE), known)
    assert evidence.repeats(side(PHONE, EMAIL, name="Li"), known)
    assert not evidence.repeats(side(PHONE, name="Wang"), known)
    assert not evidence.repeats(side(PHONE, DEVICE), known)
