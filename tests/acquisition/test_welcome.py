"""Which rule greets, what a first message states, and what WeCom would refuse of it."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.acquisition.rules import message
from siyu.acquisition.rules.aims import ADVICE, Aim, missing, three_aims
from siyu.acquisition.rules.message import Link, blocked_by, faults, fill, size_of
from siyu.acquisition.rules.schedule import Hours
from siyu.acquisition.rules.welcome import Arrival, Greeting, Level, Miss, choose_greeting

SHANGHAI = ZoneInfo("Asia/Shanghai")
ADVISER, OTHER, STORE, REGION, HQ, CODE = (UUID(int=i) for i in range(1, 7))
FRIDAY = datetime(2026, 3, 6, 20, 30, tzinfo=SHANGHAI)
SAVED = datetime(2026, 1, 1, tzinfo=SHANGHAI)
ARRIVAL = Arrival(
    at=FRIDAY,
    zone=SHANGHAI,
    staff_id=ADVISER,
    store_path=(STORE, REGION, HQ),
    live_code_id=CODE,
)


def greeting(number: int, level: Level, **scope: object) -> Greeting:
    return Greeting(**({"id": UUID(int=number), "level": level, "saved_at": SAVED} | scope))  # type: ignore[arg-type]


def chosen(*greetings: Greeting, arrival: Arrival = ARRIVAL) -> int | None:
    rule_id = choose_greeting(greetings, arrival).rule_id
    return rule_id.int if rule_id else None


SPECIAL = greeting(1, Level.SPECIAL, first_day=date(2026, 3, 6), last_day=date(2026, 3, 8))
PERIODIC = greeting(
    2, Level.PERIODIC, weekdays=frozenset({5}), hours=Hours(starts=time(20), ends=time(22))
)
CHANNEL = greeting(3, Level.CHANNEL, live_codes=frozenset({CODE}))
DEFAULT = greeting(4, Level.DEFAULT)


def test_special_then_periodic_then_channel_then_default() -> None:
    ladder = [DEFAULT, CHANNEL, PERIODIC, SPECIAL]
    order = []
    while ladder:
        order.append(chosen(*ladder))
        ladder.pop()
    assert order == [1, 2, 3, 4]
    assert chosen() is None


def test_a_default_rule_of_the_adviser_does_not_beat_a_special_one_for_everyone() -> None:
    own = greeting(9, Level.DEFAULT, advisers=frozenset({ADVISER}))
    assert chosen(own, SPECIAL) == 1


def test_the_most_specific_scope_wins_inside_a_level() -> None:
    scopes = [
        greeting(1, Level.DEFAULT),
        greeting(2, Level.DEFAULT, stores=frozenset({HQ})),
        greeting(3, Level.DEFAULT, stores=frozenset({REGION})),
        greeting(4, Level.DEFAULT, stores=frozenset({STORE, HQ})),
        greeting(5, Level.DEFAULT, advisers=frozenset({ADVISER})),
    ]
    assert [chosen(*scopes[: i + 1]) for i in range(5)] == [1, 2, 3, 4, 5]


def test_of_equals_the_lower_position_wins_and_then_the_one_saved_last() -> None:
    first = greeting(1, Level.DEFAULT, position=1, saved_at=SAVED + timedelta(days=9))
    older = greeting(2, Level.DEFAULT, position=0)
    newer = greeting(3, Level.DEFAULT, position=0, saved_at=SAVED + timedelta(days=1))
    assert chosen(first, older) == 2
    assert chosen(first, older, newer) == 3


@pytest.mark.parametrize(
    ("rule", "miss"),
    [
        (greeting(1, Level.SPECIAL, first_day=date(2026, 3, 7)), Miss.OTHER_DAY),
        (greeting(1, Level.SPECIAL, last_day=date(2026, 3, 5)), Miss.OTHER_DAY),
        (greeting(1, Level.PERIODIC, weekdays=frozenset({6})), Miss.OTHER_DAY),
        (
            greeting(1, Level.PERIODIC, hours=Hours(starts=time(9), ends=time(20, 30))),
            Miss.OTHER_HOUR,
        ),
        (greeting(1, Level.CHANNEL, live_codes=frozenset({OTHER})), Miss.OTHER_CODE),
        (greeting(1, Level.DEFAULT, advisers=frozenset({OTHER})), Miss.OTHER_ADVISER),
        (greeting(1, Level.DEFAULT, stores=frozenset({OTHER})), Miss.OTHER_STORE),
        (greeting(1, Level.DEFAULT, active=False), Miss.PAUSED),
    ],
)
def test_a_rule_that_does_not_fit_says_why(rule: Greeting, miss: Miss) -> None:
    assert choose_greeting([rule], ARRIVAL).missed == {rule.id: miss}
    assert chosen(rule) is None


def test_a_special_rule_holds_on_its_first_and_its_last_day() -> None:
    one_day = greeting(1, Level.SPECIAL, first_day=FRIDAY.date(), last_day=FRIDAY.date())
    assert chosen(one_day) == 1


def test_hours_over_midnight_belong_to_the_weekday_they_start_on() -> None:
    night = greeting(
        1, Level.PERIODIC, weekdays=frozenset({5}), hours=Hours(starts=time(22), ends=time(2))
    )
    asked = [
        datetime(2026, 3, day, hour, tzinfo=SHANGHAI)
        for day, hour in ((6, 1), (6, 23), (7, 1), (7, 2))
    ]
    greeted = [
        chosen(night, arrival=Arrival(at=at, zone=SHANGHAI, staff_id=ADVISER)) for at in asked
    ]
    assert greeted == [None, 1, 1, None]


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("我是静安店的{adviser}，每周给您分享新品，首单送您20元券。", ()),
        ("您的专属顾问小林来啦，随时找我。新人专享9折", ()),
        ("I'm {adviser} of {store}. I'll help you choose, and your first order is 10% off.", ()),
        ("This is Mei from the Jing'an store. Ask me anything; a voucher waits for you.", ()),
        ("你好！", (Aim.WHO, Aim.WHAT, Aim.BENEFIT)),
        ("Hello!", (Aim.WHO, Aim.WHAT, Aim.BENEFIT)),
        ("我是小林，满200减30", (Aim.WHAT,)),
        ("我是小林，帮您搭配", (Aim.BENEFIT,)),
        ("Every week we share new arrivals. Free shipping!", (Aim.WHO,)),
        ("这是我们的店", (Aim.WHO, Aim.WHAT, Aim.BENEFIT)),
    ],
)
def test_the_three_aims_name_what_is_missing(text: str, lacking: tuple[Aim, ...]) -> None:
    assert missing(three_aims(text)) == lacking


def test_an_aim_shows_the_words_that_meet_it_and_where() -> None:
    who = three_aims("欢迎！我是小林，很高兴认识你")[0]
    assert (who.met, who.evidence, who.offset) == (True, "我是小林", 3)


def test_an_authors_mark_counts_only_while_the_text_holds_its_words() -> None:
    marks = {Aim.BENEFIT: "tea is on us"}
    assert Aim.BENEFIT not in missing(three_aims("Come by, tea is on us.", marks))
    assert Aim.BENEFIT in missing(three_aims("Come by.", marks))


def test_every_aim_has_its_advice_in_both_languages() -> None:
    assert {aim for aim, words in ADVICE.items() if all(words)} == set(Aim)


def test_variables_are_filled_and_fall_back() -> None:
    text = "{customer|朋友}你好，我是{store|本店}的{adviser}"
    values = {"customer": None, "adviser": "小林", "store": ""}
    assert fill(text, values) == "朋友你好，我是本店的小林"
    assert fill("Hi {customer}", {"customer": None}) == "Hi "


def test_a_name_is_never_read_as_a_variable() -> None:
    assert fill("{customer}", {"customer": "{adviser}", "adviser": "Lin"}) == "{adviser}"


@given(name=st.text(max_size=200), repeats=st.integers(1, 60))
def test_a_text_that_passes_stays_inside_the_limit_whatever_the_name(
    name: str, repeats: int
) -> None:
    text = "你好{customer}" * repeats
    filled = fill(text, {"customer": name})
    assert len(filled.encode()) <= message.TEXT_BYTES
    if not faults(text, []):
        assert filled.count("你好") >= repeats
        assert len(filled.encode()) <= size_of(text)


@pytest.mark.parametrize(
    ("text", "links", "expected"),
    [
        ("你好", [], []),
        ("", [], [("Empty", "text")]),
        ("", [Link(title="店", url="https://shop.example")], []),
        ("您" * 1333, [], []),
        ("您" * 1334, [], [("TooLong", "text")]),
        ("您" * 1320 + "{customer}", [], [("TooLong", "text")]),
        ("Hi {name}", [], [("UnknownVariable", "text:3")]),
        (
            "x",
            [Link(title="t", url="https://shop.example")] * 10,
            [("TooManyAttachments", "links")],
        ),
        ("x", [Link(title="", url="https://shop.example")], [("NoTitle", "links[0].title")]),
        ("x", [Link(title="店" * 43, url="https://shop.example")], [("TooLong", "links[0].title")]),
        ("x", [Link(title="t", url="shop.example")], [("BadAddress", "links[0].url")]),
        (
            "x",
            [Link(title="t", url="https://shop.example", description="店" * 171)],
            [("TooLong", "links[0].description")],
        ),
    ],
)
def test_what_wecom_would_refuse_is_named_with_its_place(
    text: str, links: list[Link], expected: list[tuple[str, str]]
) -> None:
    found = faults(text, links)
    assert [(one.code, one.place) for one in found] == expected
    assert all(all(one.words) for one in found)


def test_a_remark_is_cut_to_twenty_characters() -> None:
    day = date(2026, 3, 6)
    assert (
        message.remark("{customer}-{code}-{date}", customer="小林", code="静安店", day=day)
        == "小林-静安店-0306"
    )
    assert message.remark("{customer}", customer="长" * 30, code="", day=day) == "长" * 20
    assert [one.data["name"] for one in message.remark_faults("{customer}{shop}")] == ["shop"]


def test_a_nickname_is_blocked_by_a_word_in_any_case() -> None:
    assert blocked_by("代购VIP小王", ["vip", "微商"]) == "vip"
    assert blocked_by("小王", ["vip", " "]) is None
