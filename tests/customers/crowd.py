"""A handful of people with all kinds of rows, and whole dumps of the record to compare."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from siyu.acquisition.models import LiveCodeAdd
from siyu.customers import consents, friends, people, tags
from siyu.customers.events import ConsentSource, TagSource
from siyu.customers.friends import Added
from siyu.customers.meeting import Account, Newcomer, meet_all
from siyu.customers.people import Profile
from siyu.customers.tag_models import Tag, TagGroup
from siyu.kit.instants import local_day, zone
from siyu.messaging import service as messaging
from siyu.messaging.reasons import Purpose
from siyu.messaging.service import Content
from siyu.platform.database import Base
from siyu.platform.work import Work
from tests.conftest import MONDAY_NOON

# What only ever grows: a merge and its undoing leave both of their traces there.
GROWING = {"events", "audit_entries", "merges", "later_jobs"}
KINDS = ("friend", "tag", "untag", "consent", "phone", "delivery", "counted")


def newcomer(n: int) -> Newcomer:
    name, met_at = f"p{n}" if n % 2 else "", MONDAY_NOON - timedelta(days=n)
    return Newcomer((Account("mall_id", f"m{n}"),), "mall", name=name, met_at=met_at)


def crowd(work: Work, size: int) -> list[UUID]:
    """People of whom every second one has a name."""
    met = meet_all(work, [newcomer(n) for n in range(size)])
    return [one.customer_id for one in met if one.customer_id]


def some_tags(work: Work) -> list[UUID]:
    group = work.add(TagGroup(name="Taste"))
    return [work.add(Tag(group_id=group.id, name=name)).id for name in ("tea", "coffee", "cake")]


def happen(
    work: Work, what: str, who: UUID, n: int, *, staff_id: UUID, tag_ids: Sequence[UUID]
) -> None:
    """Let something of a kind happen to someone; `n` varies it."""
    at = MONDAY_NOON + timedelta(minutes=n)
    match what:
        case "friend":
            befriend(work, who, n, staff_id)
        case "tag":
            tags.put(work, who, [tag_ids[n % 3]], source=TagSource.HAND)
        case "untag":
            tags.take(work, who, [tag_ids[n % 3]], source=TagSource.HAND)
        case "consent":
            granted = n % 2 == 0
            consents.say(work, who, granted=granted, source=ConsentSource.FRIEND_ADD, at=at)
        case "phone":
            people.add_phones(work, who, [f"1380013800{n % 4}"], evidence="remark")
        case "delivery":
            deliver(work, who)
        case "counted":
            count(work, who, n, staff_id)


def befriend(work: Work, who: UUID, n: int, staff_id: UUID) -> None:
    external_userid = f"wm-{who}-{n % 2}"
    if people.find(work, "external_userid", external_userid) is None:
        work.add(people.identity(work, who, "external_userid", external_userid, source="wecom"))
    at = MONDAY_NOON + timedelta(minutes=n)
    relation = friends.add(work, Added(Profile(external_userid, avatar=f"//a/{n}"), staff_id, at))
    friends.describe(work, relation, remark=f"remark {n}", description="")


def deliver(work: Work, who: UUID) -> None:
    messaging.claim(
        work, key=str(uuid4()), purpose=Purpose.WELCOME, content=Content(text="你好"),
        customer_id=who,
    )  # fmt: skip


def count(work: Work, who: UUID, n: int, staff_id: UUID) -> None:
    place = len(work.session.scalars(work.scope(LiveCodeAdd)).all()) + 1
    add = LiveCodeAdd(
        live_code_id=UUID(int=1), n=place, customer_id=who, relation_id=uuid4(), staff_id=staff_id,
        added_at=MONDAY_NOON, day=local_day(MONDAY_NOON, zone("Asia/Shanghai")), place=place,
        place_of_staff=place, place_of_staff_day=place, over_cap=False, again=False,
    )  # fmt: skip
    work.add(add)


def dump(work: Work) -> dict[str, list[Any]]:
    """Every row of every table but the growing ones, byte for byte."""
    work.session.flush()
    connection = work.session.connection()
    return {
        name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
        for name, table in Base.metadata.tables.items()
        if name not in GROWING
    }


def differing(one: dict[str, list[Any]], other: dict[str, list[Any]]) -> list[str]:
    return [name for name in one if one[name] != other[name]]
