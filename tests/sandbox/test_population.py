"""The same seed gives the same world, and with the same clock the same days."""

from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from siyu.sandbox import play, record
from siyu.sandbox.clock import Anchor
from siyu.sandbox.options import Options
from siyu.sandbox.population import settle
from siyu.sandbox.rows import Way
from siyu.sandbox.world import World

DAY = "2026-11-20"
NOON = 12 * 3600


def at(world: World, seconds: int) -> None:
    """Stop the world's clock `seconds` after the start of the day."""
    start = datetime.fromisoformat(DAY).replace(tzinfo=world.clock.place).timestamp()
    world.clock.anchors = [Anchor(0, start + seconds, 0)]


def world_of(seed: int) -> World:
    world = World(Options(seed=seed))
    at(world, 0)
    with world.act():
        settle(world)
        world.keep("callback", {"url": "", "token": "", "aes_key": ""})
        for place, member in enumerate(list(world.members)[7:10]):
            world.ways.put(way(f"code{place}", member.userid))
    return world


def way(config_id: str, userid: str) -> Way:
    return Way(
        config_id=config_id + "0" * 20,
        type=1,
        scene=2,
        style=None,
        remark="",
        skip_verify=True,
        state=f"lc_{config_id}",
        user=(userid,),
        party=(),
        is_temp=False,
        expires_in=0,
        chat_expires_in=0,
        unionid="",
        is_exclusive=False,
        mark_source=False,
        conclusions={},
        created_at=0,
    )


def played(seed: int, steps: int, length: int = 86_400) -> tuple[World, dict[str, Any]]:
    """A world after `length` seconds of play in so many ticks, and its record of the day."""
    world = world_of(seed)
    with world.act():
        play.switch(world, True)
    for step in range(1, steps + 1):
        at(world, length * step // steps - (1 if step == steps else 0))
        while world.setting("play")["until"] < world.now():
            play.tick(world)
    return world, record.of_day(world, DAY)


def everything(world: World) -> dict[str, list[Any]]:
    return {
        "members": list(world.members),
        "people": list(world.people),
        "relations": list(world.relations),
        "tags": list(world.tags),
        "groups": list(world.groups),
    }


def test_the_same_seed_is_the_same_world() -> None:
    assert everything(world_of(4)) == everything(world_of(4))
    assert everything(world_of(4))["people"] != everything(world_of(5))["people"]


def test_a_brand_with_stores_staff_strangers_and_customers() -> None:
    world = world_of(1)
    friends = {row.external_userid for row in world.relations}
    assert len([row for row in world.departments if row.name.endswith("店")]) == 6
    assert len(world.members) == 24
    assert len(friends) == 120
    assert len(world.people) - len(friends) == 300
    assert len({row.userid for row in world.members}) == 24
    assert all(row.name.isalpha() for row in world.members)


def test_the_same_seed_and_clock_are_the_same_day() -> None:
    first, first_record = played(4, 24)
    second, second_record = played(4, 24)
    assert everything(first) == everything(second)
    assert first_record == second_record
    assert first_record["added"] > 15


def test_coarse_and_fine_ticks_are_the_same_day() -> None:
    fine, fine_record = played(4, 288)
    coarse, coarse_record = played(4, 3)
    assert everything(fine) == everything(coarse)
    assert fine_record == coarse_record


def test_another_seed_is_another_day() -> None:
    assert played(4, 24)[1] != played(6, 24)[1]


def test_the_day_has_a_rhythm() -> None:
    world, _ = played(4, 24)
    hours = Counter(
        datetime.fromtimestamp(row.at, world.clock.place).hour for row in world.happenings
    )
    night = sum(hours[hour] for hour in range(1, 6))
    evening = sum(hours[hour] for hour in range(17, 22))
    assert evening > 5 * max(night, 1)


def test_everyone_new_came_by_a_code_that_exists() -> None:
    world, told = played(4, 24)
    states = {way.state for way in world.ways}
    added = {row.state for row in world.happenings if row.kind == "added"}
    assert added == states
    assert sum(told["added_by_state"].values()) == told["added"]
    assert sum(told["added_by_userid"].values()) == told["added"]


def test_callbacks_carry_the_minute_of_the_act() -> None:
    world, _ = played(4, 1)
    stamps = {row.plain.split("<CreateTime>")[1].split("<")[0] for row in world.deliveries}
    assert len(stamps) > 20
    assert {world.clock.day(int(stamp)) for stamp in stamps} == {DAY}


def test_a_leap_of_the_clock_is_caught_up_piece_by_piece() -> None:
    world = world_of(4)
    with world.act():
        play.switch(world, True)
    start = world.now()
    at(world, 7 * 86_400)
    play.tick(world)
    reached = world.setting("play")["until"]
    assert reached == start + play.CATCH_UP_SECONDS
    assert all(row.at <= reached for row in world.happenings)


def runs(world: World, rate: float) -> None:
    """Half an hour ago by the wall, the world's clock began the day and ran at `rate`."""
    start = datetime.fromisoformat(DAY).replace(tzinfo=world.clock.place).timestamp()
    world.clock.anchors = [Anchor(world.clock.real() - 1800, start, rate)]


def test_a_population_that_plays_when_fast_rests_in_real_time_and_skips_what_it_rested() -> None:
    world = world_of(4)
    with world.act():
        play.switch(world, True, when_fast=True)
    runs(world, 1)
    assert play.tick(world) == 0
    runs(world, 40)
    assert sum(play.tick(world) for _ in range(4)) > 0
    first = min(row.at for row in world.happenings)
    midnight = datetime.fromisoformat(DAY).replace(tzinfo=world.clock.place).timestamp()
    assert first > midnight


def test_nothing_happens_while_the_play_is_off() -> None:
    world = world_of(4)
    at(world, NOON)
    assert play.tick(world) == 0
    with world.act():
        play.switch(world, True)
        play.switch(world, False)
    at(world, 2 * NOON)
    assert play.tick(world) == 0
    assert len(world.happenings) == 0


@pytest.mark.parametrize("act", sorted(play.LINES))
def test_every_line_of_the_plan_can_be_played(act: str) -> None:
    assert act in play.ACTS
    assert act in {line.act for line in play.plan(world_of(1), DAY)}
