"""The people of a fresh sandbox: a brand, its staff, strangers and old customers.

The same seed gives the same people, ids and tags; only their instants follow the clock.
"""

from dataclasses import replace
from random import Random

from siyu.sandbox import names
from siyu.sandbox.rows import (
    Department,
    GroupChat,
    GroupMember,
    Member,
    Person,
    Relation,
    Tag,
    TagGroup,
)
from siyu.sandbox.world import World

STRANGERS = 300
CUSTOMERS = 120
GROUPS = 6
GROUP_SIZE = 12
DAY = 86_400
ROOT, HEAD_OFFICE, FIRST_REGION = 1, 2, 10
STAFF_A_STORE = 3
SCAN, SEARCH, CARD = 1, 2, 3


def settle(world: World) -> None:
    """Fill an empty world, once; a world that has people keeps them."""
    if len(world.departments):
        return
    world.departments.put(Department(id=ROOT, name=names.BRAND, parentid=0, order=1))
    if world.options.empty:
        return
    random = world.chance("population")
    stores = found_stores(world)
    hire(world, stores, random)
    make_tags(world)
    for number in range(STRANGERS + CUSTOMERS):
        born(world, number)
    befriend_some(world, random)
    gather_groups(world, random)


def found_stores(world: World) -> list[int]:
    """Head office, regions and stores; the ids of the stores."""
    world.departments.put(Department(id=HEAD_OFFICE, name="总部", parentid=ROOT, order=100))
    stores = []
    for place, (region, its_stores) in enumerate(names.REGIONS):
        region_id = FIRST_REGION * (place + 1)
        world.departments.put(
            Department(id=region_id, name=f"{region}大区", parentid=ROOT, order=90 - place)
        )
        for offset, store in enumerate(its_stores, start=1):
            id = region_id + offset
            world.departments.put(
                Department(id=id, name=store, parentid=region_id, order=10 - offset)
            )
            stores.append(id)
    return stores


def hire(world: World, stores: list[int], random: Random) -> None:
    """Two at head office, one a region, one manager and guides in each store."""
    given = names.GIVEN.split()
    surnames = random.sample(names.SURNAMES.split(), len(given))
    random.shuffle(given)
    people = [(s[0] + g[:2], s[1:] + g[2:]) for s, g in zip(surnames, given, strict=True)]
    regions = sorted({store // 10 * 10 for store in stores})
    posts = [(HEAD_OFFICE, "运营总监"), (HEAD_OFFICE, "私域运营"), (HEAD_OFFICE, "客服主管")]
    posts += [(region, "大区经理") for region in regions]
    for store in stores:
        posts += [(store, "店长"), *[(store, "导购")] * (STAFF_A_STORE - 1)]
    for number, ((department, position), person) in enumerate(zip(posts, people, strict=False)):
        enlist(world, number, department, position, person)


def enlist(
    world: World, number: int, department: int, position: str, person: tuple[str, str]
) -> None:
    """Hire a person of this (name, pinyin)."""
    name, userid = person
    leads = position in ("运营总监", "大区经理", "店长")
    member = Member(
        userid=userid,
        name=name,
        departments=(department,),
        position=position,
        mobile=f"1390000{number:04d}",
        gender=1 + number % 2,
        leads=(department,) if leads else (),
    )
    if userid in world.members:
        member = replace(member, userid=f"{userid}{number}")
    world.members.put(member)
    if leads:
        held = world.departments[str(department)]
        world.departments.put(replace(held, leaders=(*held.leaders, member.userid)))


def make_tags(world: World) -> None:
    """Tags made in the admin site: readable by every app, changeable by none."""
    now = world.now()
    for place, (title, tags) in enumerate(names.TAG_GROUPS):
        group = world.tag_groups.put(
            TagGroup(
                id=world.mint("et"), name=title, order=100 - place, create_time=now, ours=False
            )
        )
        for order, name in enumerate(tags):
            world.tags.put(
                Tag(
                    id=world.mint("et"),
                    group_id=group.id,
                    name=name,
                    order=50 - order,
                    create_time=now,
                )
            )


def born(world: World, number: int) -> Person:
    """The person of this number: the same one in every world of this seed."""
    random = world.chance(f"person {number}")
    other_corp = number % 40 == 39
    person = Person(
        external_userid=("wo" if other_corp else "wm") + world.spell(f"person {number}", 30),
        name=names.nickname(random),
        gender=random.choice((0, 1, 2, 2)),
        type=2 if other_corp else 1,
        unionid="" if other_corp else "o" + world.spell(f"union {number}", 27),
        corp_name="云雀设计" if other_corp else "",
        position="采购" if other_corp else "",
        number=number,
    )
    return world.people.put(person)


def befriend_some(world: World, random: Random) -> None:
    """Old friends of the stores' staff, from before anyone watched: no callbacks."""
    guides = [row for row in world.members if row.position in ("店长", "导购")]
    tags = [row.id for row in world.tags]
    people = sorted(world.people, key=lambda row: row.number)
    for person in people[STRANGERS:]:
        for member in random.sample(guides, random.choice((1, 1, 1, 2))):
            since = world.now() - random.randrange(2 * DAY, 300 * DAY)
            talked = random.random() < 0.6
            world.relations.put(
                Relation(
                    userid=member.userid,
                    external_userid=person.external_userid,
                    createtime=since,
                    add_way=random.choice((SCAN, SCAN, SEARCH, CARD)),
                    oper_userid=person.external_userid,
                    remark=random.choice(("", "", person.name[:12] + "-老客")),
                    tag_ids=tuple(random.sample(tags, random.choice((0, 1, 2)))),
                    chatting=talked,
                    talked_at=since + DAY if talked else 0,
                )
            )


def gather_groups(world: World, random: Random) -> None:
    """A customer group for each store, led by its manager."""
    leaders = [row for row in world.members if row.position == "店长"][:GROUPS]
    for leader in leaders:
        store = world.departments[str(leader.departments[0])]
        since = world.now() - random.randrange(30 * DAY, 200 * DAY)
        customers = [world.people[r.external_userid] for r in world.customers_of(leader.userid)]
        members = [staff_in_group(leader, since)]
        members += [
            GroupMember(
                userid=person.external_userid,
                type=2,
                join_time=since + DAY * (place + 1),
                join_scene=random.choice((1, 3)),
                name=person.name,
                unionid=person.unionid,
                invitor=leader.userid,
            )
            for place, person in enumerate(customers[:GROUP_SIZE])
        ]
        world.groups.put(
            GroupChat(
                chat_id=world.mint("wr"),
                name=f"{store.name}茶友群",
                owner=leader.userid,
                create_time=since,
                notice="欢迎来聊茶，每周六品茶会",
                members=tuple(members),
            )
        )


def staff_in_group(member: Member, since: int) -> GroupMember:
    return GroupMember(
        userid=member.userid, type=1, join_time=since, join_scene=1, name=member.name
    )
