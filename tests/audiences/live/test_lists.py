"""People who were written down once stand in the segment of their list, whatever they do."""

from uuid import UUID

import pytest

from siyu.audiences import people_lists
from siyu.audiences.errors import NobodyToList, TooManyToList
from siyu.audiences.models import PeopleList
from tests.audiences.live.scene import Scene


def kept(scene: Scene, *people: UUID, name: str = "A") -> UUID:
    """A list with its segment; what the jobs of both would do is done."""
    with scene.work() as work:
        segment = people_lists.keep(work, scene.runtime.registry, name, people)
        work.session.flush()
        (list_id,) = work.session.scalars(
            work.scope(PeopleList).where(PeopleList.name == name).with_only_columns(PeopleList.id)
        )
    people_lists.tell_portraits(scene.job(), list_id=str(list_id))
    scene.fill(segment)
    return segment


def test_those_on_a_list_are_in_its_segment_and_nobody_else(scene: Scene) -> None:
    people = [scene.meet(f"m{number}") for number in range(4)]
    scene.listen()
    segment = kept(scene, *people[:2], people[0])
    assert scene.inside(segment) == set(people[:2])
    assert scene.moves(people[0]) == [("+A", "listed")]
    scene.order("m0")
    scene.order("m3")
    scene.listen()
    assert scene.inside(segment) == set(people[:2])
    scene.night()
    assert scene.inside(segment) == set(people[:2])


def test_whoever_turns_out_to_be_two_is_on_the_lists_of_both(scene: Scene) -> None:
    one, other, third = (scene.meet(f"m{number}") for number in range(3))
    scene.listen()
    first, second = kept(scene, one, other), kept(scene, other, third, name="B")
    merge = scene.merge(one, other)
    scene.listen()
    assert scene.inside(first) == {one}
    assert scene.inside(second) == {one, third}
    scene.part(merge)
    scene.listen()
    assert scene.inside(first) == {one, other}
    assert scene.inside(second) == {other, third}


def test_a_list_of_nobody_or_of_too_many_is_refused(scene: Scene) -> None:
    person = scene.meet()
    with scene.work() as work, pytest.raises(NobodyToList):
        people_lists.keep(work, scene.runtime.registry, "A", [])
    many = [person, *(UUID(int=number) for number in range(people_lists.MOST))]
    with scene.work() as work, pytest.raises(TooManyToList):
        people_lists.keep(work, scene.runtime.registry, "A", many)
