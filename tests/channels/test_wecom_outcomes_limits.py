"""The table of outcomes, and the gate that keeps us below WeCom's limits."""

import threading
from datetime import date

import pytest

from siyu.channels.wecom import limits, outcomes
from siyu.channels.wecom.errors import HeldBack, WecomRefused
from siyu.channels.wecom.limits import Limiter, rules_for
from siyu.channels.wecom.outcomes import OUTCOMES, Then

TODAY = date(2026, 11, 16)


def test_each_code_has_one_outcome() -> None:
    listed = [code for _, codes in outcomes._CODES for code in codes]
    assert len(listed) == len(set(listed)) == len(OUTCOMES)


@pytest.mark.parametrize("code", sorted(OUTCOMES) + [123456])
def test_each_outcome_is_told_in_both_languages_and_mended_in_both_or_neither(code: int) -> None:
    outcome = outcomes.outcome_of(code)
    assert outcome.en.endswith(".")
    assert outcome.zh.endswith("。")
    assert bool(outcome.mend_en) == bool(outcome.mend_zh)
    refused = WecomRefused(call="x", errcode=code)
    assert refused.sentence("en").endswith(f"({code})")
    assert outcome.zh in refused.sentence("zh-CN")


@pytest.mark.parametrize(
    ("code", "name", "then"),
    [
        (0, "ok", Then.PROCEED),
        (-1, "busy", Then.RETRY),
        (40014, "token_dead", Then.REFRESH),
        (42001, "token_dead", Then.REFRESH),
        (45009, "rate_limited", Then.WAIT),
        (45033, "too_parallel", Then.RETRY),
        (84061, "not_a_relation", Then.GIVE_UP),
        (48002, "forbidden", Then.GIVE_UP),
        (60020, "untrusted_ip", Then.GIVE_UP),
        (40001, "bad_credential", Then.GIVE_UP),
        (41050, "welcome_expired", Then.GIVE_UP),
        (41051, "welcome_used", Then.GIVE_UP),
        (41096, "welcome_sending", Then.GIVE_UP),
        (7, "refused", Then.GIVE_UP),
    ],
)
def test_the_codes_that_shape_the_connector(code: int, name: str, then: Then) -> None:
    outcome = outcomes.outcome_of(code)
    assert (outcome.name, outcome.then) == (name, then)


def found(api: str, on: date) -> list[tuple[int, int]]:
    return [(rule.seconds, rule.limit) for rule in rules_for(api, on)]


def test_rules_are_those_of_their_day_and_an_apis_own_come_before_the_general() -> None:
    assert found("user/list", TODAY) == [(60, 10_000), (3_600, 150_000)]
    assert found("user/list", date(2021, 1, 1)) == [(60, 2_000), (3_600, 30_000)]
    assert found("ticket/get", TODAY) == [(60, 10_000), (3_600, 100)]
    assert found("user/list", date(2010, 1, 1)) == []


class Stopwatch:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def allowed(limiter: Limiter, api: str, tries: int) -> int:
    count = 0
    for _ in range(tries):
        try:
            with limiter.admit(api):
                count += 1
        except HeldBack:
            break
    return count


def test_a_process_keeps_to_its_share_and_is_let_in_again_when_the_window_has_passed() -> None:
    watch = Stopwatch()
    limiter = Limiter(TODAY, watch)
    assert allowed(limiter, "ticket/get", 200) == 50
    with pytest.raises(HeldBack) as held, limiter.admit("ticket/get"):
        pass
    wait = held.value.data["seconds"]
    assert isinstance(wait, int)
    assert 3_600 <= wait <= 3_661
    watch.now += 3_599
    assert allowed(limiter, "ticket/get", 1) == 0
    watch.now += wait - 3_599
    assert allowed(limiter, "ticket/get", 200) == 50


def test_no_window_of_an_hour_ever_holds_more_than_the_share() -> None:
    watch, at = Stopwatch(), []
    limiter = Limiter(TODAY, watch)
    for _ in range(3_000):
        watch.now += 7
        if allowed(limiter, "ticket/get", 1):
            at.append(watch.now)
    busiest = max(sum(1 for two in at if one <= two < one + 3_600) for one in at)
    assert busiest == 50
    assert len(at) > 250


def test_one_apis_limit_holds_up_no_other() -> None:
    limiter = Limiter(TODAY, Stopwatch())
    limiter.refused("user/list")
    assert allowed(limiter, "user/list", 1) == 0
    assert allowed(limiter, "department/list", 1) == 1


def test_a_second_refusal_soon_after_the_first_closes_for_the_longer_window() -> None:
    watch = Stopwatch()
    limiter = Limiter(TODAY, watch)
    limiter.refused("user/list")
    limiter.refused("user/list")
    watch.now += 60
    assert allowed(limiter, "user/list", 1) == 1
    limiter.refused("user/list")
    watch.now += 3_599
    assert allowed(limiter, "user/list", 1) == 0
    watch.now += 1
    assert allowed(limiter, "user/list", 1) == 1
    watch.now += 100
    limiter.refused("user/list")
    watch.now += 60
    assert allowed(limiter, "user/list", 1) == 1


def test_at_most_ten_calls_of_one_api_are_in_flight() -> None:
    limiter = Limiter(TODAY)
    inside, most, lock, go = 0, 0, threading.Lock(), threading.Event()

    def call() -> None:
        nonlocal inside, most
        with limiter.admit("user/list"):
            with lock:
                inside += 1
                most = max(most, inside)
            go.wait(5)
            with lock:
                inside -= 1

    threads = [threading.Thread(target=call) for _ in range(14)]
    for thread in threads:
        thread.start()
    go.wait(0.3)
    assert most == limits.PARALLEL_PER_API
    go.set()
    for thread in threads:
        thread.join()
    assert most == limits.PARALLEL_PER_API
