"""What happens when a phone reads a code: which member appears, and adding them."""

import re
from dataclasses import dataclass, replace

from siyu.sandbox import friendship
from siyu.sandbox.rows import Member, Way
from siyu.sandbox.ways import SINGLE, members_of
from siyu.sandbox.world import World

CONFIG_ID = re.compile(r"(?:/scan/|/qr/)?([A-Za-z0-9]{16,64})(?:\.png)?/?$")


class NoSuchCode(Exception):
    """The code is gone, expired, used up, for somebody else, or has nobody behind it."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """Who the phone shows after a scan."""

    config_id: str
    userid: str
    friends: bool


def way_of(world: World, code: str) -> Way:
    """The way behind a config_id, a picture's address or the text in the picture."""
    found = CONFIG_ID.search(code.strip())
    way = world.ways.get(found.group(1)) if found else None
    if way is None:
        raise NoSuchCode("no such code")
    if way.is_temp and (way.used_up or world.now() > way.created_at + way.expires_in):
        raise NoSuchCode("this code has expired")
    return way


def scan(world: World, external_userid: str, code: str) -> Card:
    """Read a code: the friend one has already, or a member of the way. Raises NoSuchCode."""
    way = way_of(world, code)
    if way.unionid and world.people[external_userid].unionid != way.unionid:
        raise NoSuchCode("this code is for somebody else")
    serving = [row for row in members_of(world, way.user, way.party) if row.status == 1]
    if not serving:
        raise NoSuchCode("nobody serves this code")
    member, friends = chosen(world, way, serving, external_userid)
    return Card(config_id=way.config_id, userid=member.userid, friends=friends)


def chosen(
    world: World, way: Way, serving: list[Member], external_userid: str
) -> tuple[Member, bool]:
    """A friend among them (an exclusive way: in the whole corp), else one by lot."""
    rows = [row for row in world.followers_of(external_userid) if row.mutual]
    friends = {row.userid for row in rows}
    pool = list(world.members) if way.is_exclusive else serving
    known = [row for row in pool if row.userid in friends]
    if known:
        return known[0], True
    if way.type == SINGLE:
        return serving[0], False
    return world.chance(f"lot {world.serial()}").choice(serving), False


def add(
    world: World, external_userid: str, config_id: str, userid: str, *, half: bool = False
) -> friendship.Outcome:
    """Press "add" on the card of a member: what the way says about verification holds."""
    way = way_of(world, config_id)
    if way.is_temp:
        world.ways.put(replace(way, used_up=True))
    return friendship.ask(
        world,
        userid,
        external_userid,
        state=way.state,
        skip_verify=way.skip_verify,
        half=half,
    )
