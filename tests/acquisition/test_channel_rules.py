"""The pure rules of sources: spreading, addresses, visitors, sums up the tree."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.acquisition.rules.addresses import is_target, with_parameters
from siyu.acquisition.rules.channel_figures import (
    Counted,
    Figure,
    Lack,
    cac,
    cost_per_first_order,
    first_order_rate,
    outcome_of,
    per,
    span_before,
    summed,
)
from siyu.acquisition.rules.channels import MEDIUM, USUAL, Channel, utm
from siyu.acquisition.rules.spending import evenly, minor_units
from siyu.acquisition.rules.visitors import Seen, seen_as

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0.50"
NOW = datetime(2026, 11, 16, 4, tzinfo=UTC)


@given(st.integers(0, 10**13), st.integers(1, 400))
def test_shares_sum_to_the_amount_and_differ_by_one_at_most(amount: int, parts: int) -> None:
    shares = evenly(amount, parts)
    assert sum(shares) == amount
    assert len(shares) == parts
    assert max(shares) - min(shares) <= 1
    assert shares == sorted(shares, reverse=True)


def test_the_first_days_take_what_is_left() -> None:
    assert evenly(1000, 3) == [334, 333, 333]
    with pytest.raises(ValueError, match="nothing"):
        evenly(1, 0)


@pytest.mark.parametrize(
    ("written", "currency", "minor"),
    [
        ("12.34", "CNY", 1234),
        ("12", "CNY", 1200),
        ("12.345", "CNY", None),
        ("12", "JPY", 12),
        ("12.5", "JPY", None),
        ("NaN", "CNY", None),
        ("1e30", "CNY", None),
    ],
)
def test_an_amount_is_never_rounded(written: str, currency: str, minor: int | None) -> None:
    assert minor_units(Decimal(written), currency) == minor


@pytest.mark.parametrize(
    "address",
    [
        "https://shop.example.org",
        "http://shop.example.org:8080/a?b=1#c",
        "https://xn--fiq228c.example/茶",
    ],
)
def test_a_web_page_is_a_target(address: str) -> None:
    assert is_target(address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,hi",
        "//evil.example",
        "/only/a/path",
        "ftp://shop.example.org",
        "https://",
        "https://shop.example.org@evil.example",
        "https:\\\\evil.example",
        "https://shop.example.org\\@evil.example",
        " https://shop.example.org",
        "https://shop.example.org/a b",
        "https://shop.example.org/\r\nSet-Cookie: a=b",
        "https://shop.example.org:port",
        "https://[::1",
        "https://shop.example.org/" + "a" * 2000,
        "",
    ],
)
def test_what_is_no_web_page_is_no_target(address: str) -> None:
    assert not is_target(address)


WORD = st.text("abcXYZ019-_.~%茶&=", max_size=12)


@given(
    query=st.lists(st.tuples(st.text("abcd", min_size=1, max_size=4), WORD), max_size=4),
    fragment=st.text("abc/?=", max_size=8),
    path=st.text("ab/", max_size=8),
)
def test_parameters_are_added_and_nothing_of_the_address_changes(
    query: list[tuple[str, str]], fragment: str, path: str
) -> None:
    own = "&".join(f"{name}={value.replace('&', '')}" for name, value in query)
    address = f"https://shop.example.org/{path}" + (f"?{own}" if own else "")
    address += f"#{fragment}" if fragment else ""
    given_ = utm(Channel.WEIBO, "weibo", content="abc", term="山茶 花")
    built = with_parameters(address, given_)
    before, after = urlsplit(address), urlsplit(built)
    assert after.query.startswith(before.query)
    assert (after.scheme, after.netloc, after.path) == (before.scheme, before.netloc, before.path)
    assert after.fragment == before.fragment
    assert dict(parse_qsl(after.query)).items() >= given_.items()
    assert with_parameters(built, given_) == built


def test_a_parameter_the_address_has_is_left_to_it() -> None:
    built = with_parameters(
        "https://shop.example.org/?utm_campaign=spring&b=2#top", utm(Channel.DOUYIN, "douyin")
    )
    assert built == (
        "https://shop.example.org/?utm_campaign=spring&b=2&utm_source=douyin&utm_medium=social#top"
    )


@pytest.mark.parametrize(
    ("method", "headers", "seen"),
    [
        ("GET", {"user-agent": PHONE}, Seen.PERSON),
        ("HEAD", {"user-agent": PHONE}, Seen.MACHINE),
        ("GET", {}, Seen.MACHINE),
        ("GET", {"user-agent": PHONE, "purpose": "prefetch"}, Seen.MACHINE),
        ("GET", {"user-agent": PHONE, "sec-purpose": "prefetch;prerender"}, Seen.MACHINE),
        ("GET", {"user-agent": "Slackbot-LinkExpanding 1.0"}, Seen.MACHINE),
        ("GET", {"user-agent": "facebookexternalhit/1.1"}, Seen.MACHINE),
        ("GET", {"user-agent": "Mozilla/5.0 (compatible; Baiduspider/2.0)"}, Seen.MACHINE),
        ("GET", {"user-agent": "curl/8.5.0"}, Seen.MACHINE),
        ("GET", {"user-agent": "Mozilla/5.0 (Linux; Android 14; CUBOT X70)"}, Seen.PERSON),
    ],
)
def test_programs_are_told_from_people(method: str, headers: dict[str, str], seen: Seen) -> None:
    assert seen_as(method, headers) is seen


def test_every_channel_has_a_medium_and_every_usual_source_its_place() -> None:
    assert set(MEDIUM) == set(Channel)
    marks = [one.mark for one in USUAL]
    assert len(set(marks)) == len(marks)
    assert all(one.under in marks[:at] for at, one in enumerate(USUAL) if one.under)


def test_sums_go_up_the_tree() -> None:
    own = {"weibo": Counted(cost=5, new_friends=1), "social": Counted(cost=2)}
    whole = summed(own, {"social": None, "weibo": "social", "fans": "weibo", "shop": None})
    assert whole == {
        "social": Counted(cost=7, new_friends=1),
        "weibo": Counted(cost=5, new_friends=1),
        "fans": Counted(),
        "shop": Counted(),
    }


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 99)), max_size=30))
def test_the_tops_of_the_tree_hold_all_there_is(rows: list[tuple[int, int]]) -> None:
    under = {at: (above if above < at else None) for at, (above, _) in enumerate(rows)}
    own = {at: Counted(cost=cost, new_friends=1) for at, (_, cost) in enumerate(rows)}
    whole = summed(own, under)
    tops = sum((whole[one] for one, above in under.items() if above is None), Counted())
    assert tops == sum(own.values(), Counted())


def test_nothing_is_divided_by_nothing() -> None:
    assert cac(Counted(cost=100, costs=1)) is Lack.NO_FRIENDS
    assert first_order_rate(Counted()) is Lack.NO_FRIENDS
    assert cost_per_first_order(Counted(cost=1, costs=1, new_friends=1)) is Lack.NO_ORDERS
    assert cac(Counted(new_friends=3)) is Lack.NO_COST
    assert cac(Counted(cost=1000, costs=1, new_friends=3)) == 333
    assert first_order_rate(Counted(new_friends=4, ordered=1)) == 0.25


@given(st.integers(0, 10**12), st.integers(1, 10**6))
def test_a_share_of_a_cost_is_rounded_to_the_nearest(cost: int, count: int) -> None:
    assert abs(2 * per(cost, count) * count - 2 * cost) <= count


@pytest.mark.parametrize(
    ("first_order", "counted"),
    [
        (None, Counted(open=1)),
        (NOW - timedelta(days=11), Counted(ordered_before=1)),
        (NOW - timedelta(days=10), Counted(ordered=1)),
        (NOW - timedelta(days=1), Counted(ordered=1)),
    ],
)
def test_a_new_friend_of_ten_days_ago(first_order: datetime | None, counted: Counted) -> None:
    assert outcome_of(NOW - timedelta(days=10), first_order, NOW, days=30) == counted


def test_the_last_moment_of_the_days_is_outside() -> None:
    came = NOW - timedelta(days=40)
    late = outcome_of(came, came + timedelta(days=30), NOW, days=30)
    in_time = outcome_of(came, came + timedelta(days=30, microseconds=-1), NOW, days=30)
    assert (late, in_time) == (Counted(), Counted(ordered=1))
    assert outcome_of(came, None, NOW, days=30) == Counted()


def test_the_span_before_is_as_long_and_ends_the_day_before() -> None:
    assert span_before(date(2026, 11, 10), date(2026, 11, 16)) == (
        date(2026, 11, 3),
        date(2026, 11, 9),
    )


def test_every_figure_is_defined_in_both_languages() -> None:
    for one in Figure:
        for language in ("en", "zh-CN"):
            assert one.heading(language)
            assert "{" not in one.definition(language, 30)
            assert one.definition(language, 30) != one.heading(language)
