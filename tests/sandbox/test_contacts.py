"""Pages of followers, on a world without a server: five hundred and one are quickly put."""

from collections.abc import Iterator

import pytest

from siyu.sandbox.endpoint import Call, File
from siyu.sandbox.endpoints import ENDPOINTS
from siyu.sandbox.options import Options
from siyu.sandbox.rows import Member, Person, Relation
from siyu.sandbox.world import World

PERSON = "wmFollowedByMany"


@pytest.fixture
def world() -> Iterator[World]:
    made = World(Options(empty=True))
    made.people.put(Person(external_userid=PERSON, name="迷路的云朵"))
    yield made
    made.store.close()


def followed(world: World, many: int) -> None:
    for number in range(many):
        member = world.members.put(Member(userid=f"duo{number:03d}", name="员工", departments=(1,)))
        world.relations.put(
            Relation(userid=member.userid, external_userid=PERSON, createtime=0, add_way=1)
        )


def get(world: World, cursor: str = "") -> dict[str, object]:
    arguments = {"external_userid": PERSON, "cursor": cursor}
    found = ENDPOINTS["externalcontact/get"].act(
        Call(world=world, arguments=arguments, ip="127.0.0.1")
    )
    assert not isinstance(found, File)
    return found


def userids(answer: dict[str, object]) -> list[str]:
    rows = answer["follow_user"]
    assert isinstance(rows, list)
    return [row["userid"] for row in rows]


def test_five_hundred_followers_fit_one_page(world: World) -> None:
    followed(world, 500)
    answer = get(world)
    assert len(userids(answer)) == 500
    assert "next_cursor" not in answer


def test_one_more_comes_on_the_next_page(world: World) -> None:
    followed(world, 501)
    first = get(world)
    second = get(world, str(first["next_cursor"]))
    assert len(userids(first)) == 500
    assert userids(second) == ["duo500"]
    assert "next_cursor" not in second
