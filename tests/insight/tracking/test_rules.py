"""What may stand in the tables of a site, and when what a page tells counts."""

from datetime import timedelta

import pytest

from siyu.insight.tracking import rules
from siyu.insight.tracking.outcomes import HitOutcome
from siyu.insight.tracking.rules import Came
from tests.conftest import MONDAY_NOON

ALLOWED = ["https://shop.example.com", "https://*.example.cn", "http://127.0.0.1:8080"]


@pytest.mark.parametrize(
    ("origin", "ours"),
    [
        ("https://shop.example.com", True),
        ("https://SHOP.example.com", True),
        ("http://shop.example.com", False),
        ("https://shop.example.com:8443", False),
        ("https://shop.example.com.evil.cn", False),
        ("https://m.example.cn", True),
        ("https://a.m.example.cn", True),
        ("https://example.cn", False),
        ("https://evilexample.cn", False),
        ("https://evil.cn/.example.cn", False),
        ("http://127.0.0.1:8080", True),
        ("null", False),
        ("", False),
    ],
)
def test_an_origin_is_ours_by_its_scheme_host_and_port(origin: str, ours: bool) -> None:
    assert rules.is_ours(origin, ALLOWED) is ours


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", "/"),
        ("//a///b/", "/a/b"),
        ("/goods/tea?utm_source=x&phone=13912345678", "/goods/tea"),
        ("/goods/12", "/goods/:id"),
        ("/goods/sku-10023", "/goods/:id"),
        ("/goods/green-tea-2026", "/goods/green-tea-2026"),
        ("/o/0b9c4c38-2b1c-4c3f-9d4e-bf6a0a3c6a11/pay", "/o/:id/pay"),
        ("/%E8%8C%B6/%E7%BB%BF", "/茶/绿"),
        ("/index.html#/cart?x=1", "/index.html#/cart"),
        ("/#!/goods/7/", "/#/goods/:id"),
        ("/#top", "/"),
        ("/u/a%40b.cn", "/u/:id"),
        ("/u/%2Fetc", "/u/:id"),
        ("goods", None),
        ("", None),
        ("/a\0b", None),
    ],
)
def test_a_path_is_known_by_a_name_without_ids(path: str, page: str | None) -> None:
    assert rules.page_name(path, collapse_ids=True) == page


def test_ids_stay_where_they_are_wanted_but_nothing_of_a_person() -> None:
    path = "/goods/12/u/13912345678/m/ann@example.com"
    assert rules.page_name(path, collapse_ids=False) == "/goods/12/u/:id/m/:id"


@pytest.mark.parametrize("text", ["", " ", "x" * 81, "a@b.cn", "call 139 1234 5678", "a\0b"])
def test_no_word_is_what_is_empty_long_or_says_who_someone_is(text: str) -> None:
    assert rules.word(text) is None


@pytest.mark.parametrize("text", ["double-11", "20261111_sale", "120210987654321098", "立即 购买"])
def test_a_campaign_may_have_numbers(text: str) -> None:
    assert rules.word(text) == text


def test_an_address_says_where_a_visit_came_from() -> None:
    said = {
        "utm_source": "WeChat",
        "utm_medium": "Article",
        "utm_campaign": "Double-11",
        "utm_content": "k3Rt9Xp",
        "state": "S001",
        "gclid": "Cj0-x_1",
        "phone": "13912345678",
    }
    assert rules.came_by(said, "mp.weixin.qq.com") == Came(
        source="wechat",
        medium="article",
        campaign="Double-11",
        content="k3Rt9Xp",
        code="S001",
        ad="google",
        referrer="mp.weixin.qq.com",
        click_id="Cj0-x_1",
    )


def test_what_says_who_someone_is_is_left_out() -> None:
    said = {"utm_content": "ann@example.com", "utm_term": "13912345678", "gclid": "a b"}
    assert rules.came_by(said, "a.cn/ann") == Came(ad="google")


@pytest.mark.parametrize(
    ("_case", "age", "at"),
    [
        ("just now", timedelta(), MONDAY_NOON),
        ("an hour on the underground", timedelta(hours=1), MONDAY_NOON - timedelta(hours=1)),
        ("as late as is taken", timedelta(days=7), MONDAY_NOON - timedelta(days=7)),
        ("too late", timedelta(days=7, milliseconds=1), HitOutcome.TOO_OLD),
        ("the clock was set meanwhile", timedelta(seconds=-60), MONDAY_NOON),
        ("from the future", timedelta(seconds=-60, milliseconds=-1), HitOutcome.FUTURE),
        ("beyond all numbers", timedelta(days=10**8), HitOutcome.TOO_OLD),
        ("before all numbers", timedelta(days=-(10**8)), HitOutcome.FUTURE),
    ],
)
def test_when_it_was_is_told_by_its_age(_case: str, age: timedelta, at: object) -> None:
    assert rules.happened(MONDAY_NOON, age // timedelta(milliseconds=1)) == at
