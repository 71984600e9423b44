"""The population at play: a day's plan, drawn from the seed, carried out as the clock passes.

The plan of a day does not look at the world; who and which code a line means is settled when its
minute comes, so the same seed and the same clock give the same day.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from siyu.kit.instants import zone
from siyu.sandbox import friendship, mass, names, scanning
from siyu.sandbox.population import born
from siyu.sandbox.rows import Person, Relation, Way
from siyu.sandbox.ways import QR
from siyu.sandbox.world import World

RHYTHM = (1, 1, 0, 0, 0, 1, 2, 5, 8, 10, 14, 18, 20, 14, 12, 13, 15, 18, 22, 24, 22, 16, 8, 3)
"""How busy each hour of a day is."""

LINES = {
    "scan": 40,
    "chat": 60,
    "reply": 45,
    "customer_deletes": 5,
    "staff_deletes": 1,
    "readd": 3,
    "accept": 40,
    "confirm": 6,
}
CATCH_UP_SECONDS = 6 * 3600
"""The most shown time one tick carries out, so that a leap of the clock blocks nobody."""

IDLE = {"on": False, "when_fast": False, "until": 0}

NEWCOMER_RATE = 0.85
"""How many of the scans are by strangers; the rest are by anyone, friends too."""


@dataclass(frozen=True, order=True)
class Line:
    """One thing somebody will do: when, what, and the dice for who."""

    at: int
    act: str
    dice: str


def plan(world: World, day: str) -> tuple[Line, ...]:
    """Everything that will be tried on a day, in order."""
    return drawn(world.options.seed, world.options.zone, day)


@lru_cache(maxsize=4)
def drawn(seed: int, place: str, day: str) -> tuple[Line, ...]:
    """The plan of a day, by seed alone."""
    random = Random(f"{seed} day {day}")
    start = datetime.fromisoformat(day).replace(tzinfo=zone(place))
    lines = []
    for act, many in LINES.items():
        for number in range(round(many * random.uniform(0.7, 1.3))):
            hour = random.choices(range(24), RHYTHM)[0]
            at = start + timedelta(hours=hour, seconds=random.randrange(3600))
            lines.append(Line(int(at.timestamp()), act, f"{day} {act} {number}"))
    return tuple(sorted(lines))


def due(world: World, since: int, until: int) -> list[Line]:
    """The lines of the plan in (since, until], over as many days as it takes."""
    day = datetime.fromtimestamp(since, world.clock.place).date()
    last = datetime.fromtimestamp(until, world.clock.place).date()
    found: list[Line] = []
    while day <= last:
        found += [line for line in plan(world, day.isoformat()) if since < line.at <= until]
        day += timedelta(days=1)
    return found


def switch(world: World, on: bool, *, when_fast: bool = False) -> None:
    """Let the population play, always or only `when_fast`: while the clock outruns real time."""
    world.keep("play", {"on": on, "when_fast": when_fast, "until": world.now()})
    world.tell("play", on=on)


def began(world: World, held: Mapping[str, Any]) -> int | None:
    """The shown second after which lines are to be carried out; None while nobody plays."""
    if not held["on"]:
        return None
    if not held["when_fast"]:
        return int(held["until"])
    fast_since = world.clock.fast_since()
    return None if fast_since is None else max(int(held["until"]), int(fast_since))


def tick(world: World) -> int:
    """Carry out what has come due since the last tick; how many lines that was."""
    held = IDLE | world.setting("play", IDLE)
    since, now = began(world, held), world.now()
    if since is None or now <= since:
        return 0
    until = min(now, since + CATCH_UP_SECONDS)
    lines = due(world, since, until)
    for line in lines:
        with world.act(), world.moment(line.at):
            ACTS[line.act](world, world.chance(line.dice))
            world.keep("play", held | {"until": line.at})
    with world.act():
        world.keep("play", held | {"until": until})
    return len(lines)


def stranger(world: World, random: Random) -> Person:
    """Somebody who is nobody's friend; when none is left, one more is born."""
    free = [row for row in world.people if not world.relations.where(*by_customer(row))]
    return random.choice(free) if free else born(world, len(world.people))


def by_customer(person: Person) -> tuple[str, str]:
    return "external_userid", person.external_userid


def open_ways(world: World) -> list[Way]:
    return [way for way in world.ways if way.scene == QR and not way.is_temp]


def scans(world: World, random: Random) -> None:
    """Someone scans a code that exists and adds whoever appears."""
    ways = open_ways(world)
    if not ways:
        return
    way = random.choice(ways)
    newcomer = random.random() < NEWCOMER_RATE
    person = stranger(world, random) if newcomer else random.choice(list(world.people))
    try:
        card = scanning.scan(world, person.external_userid, way.config_id)
    except scanning.NoSuchCode:
        return
    if not card.friends:
        scanning.add(world, person.external_userid, card.config_id, card.userid)


def any_relation(world: World, random: Random, fits: Callable[[Relation], bool]) -> Relation | None:
    rows = [row for row in world.relations if fits(row)]
    return random.choice(rows) if rows else None


def chats(world: World, random: Random) -> None:
    row = any_relation(world, random, lambda row: row.can_chat)
    if row:
        friendship.say(world, row, "customer", friendship.text(random.choice(names.QUESTIONS)))


def replies(world: World, random: Random) -> None:
    row = any_relation(world, random, lambda row: row.mutual and row.chatting)
    if row:
        friendship.say(world, row, "staff", friendship.text(random.choice(names.REPLIES)))


def customer_deletes(world: World, random: Random) -> None:
    row = any_relation(world, random, lambda row: row.mutual)
    if row:
        friendship.customer_deletes(world, row.userid, row.external_userid)


def staff_deletes(world: World, random: Random) -> None:
    row = any_relation(world, random, lambda row: row.stands)
    if row:
        friendship.staff_deletes(world, row.userid, row.external_userid)


def readds(world: World, random: Random) -> None:
    row = any_relation(
        world, random, lambda row: row.stands and row.customer_deleted_at is not None
    )
    if row:
        friendship.ask(world, row.userid, row.external_userid)


def accepts(world: World, _: Random) -> None:
    for request in world.requests:
        friendship.accept(world, request.userid, request.external_userid)
        return


def confirms(world: World, random: Random) -> None:
    waiting = [task for task in world.tasks if task.status != mass.CONFIRMED]
    if waiting:
        task = random.choice(waiting)
        mass.confirm(world, task.userid, task.msgid)


ACTS: dict[str, Callable[[World, Random], None]] = {
    "scan": scans,
    "chat": chats,
    "reply": replies,
    "customer_deletes": customer_deletes,
    "staff_deletes": staff_deletes,
    "readd": readds,
    "accept": accepts,
    "confirm": confirms,
}
