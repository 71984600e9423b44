"""The library of tags and the end of tags, over HTTP and by the clock."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from siyu.customers import ending, library, tags
from siyu.customers.events import TagSource
from siyu.customers.models import WecomWrite
from siyu.customers.tag_models import TagAssignment
from siyu.platform.clock import FixedClock
from siyu.platform.runtime import Runtime
from tests.customers.asking import TEST, Asking


def test_groups_and_tags_are_made_renamed_and_placed(asking: Asking) -> None:
    tea, coffee = asking.tag("Tea", "Drinks"), asking.tag("Coffee", "Drinks")
    asking.tag("Cat", "Pets")
    drinks = asking.group("Drinks")
    assert [one["name"] for one in drinks["tags"]] == ["Coffee", "Tea"]
    asking.put(f"tag-groups/{drinks['id']}/order", {"tag_ids": [tea, coffee]})
    asking.patch(f"tags/{tea}", {"name": "Green tea"})
    asking.patch(f"tag-groups/{drinks['id']}", {"name": "Beverages"})
    beverages = asking.group("Beverages")
    assert [one["name"] for one in beverages["tags"]] == ["Green tea", "Coffee"]
    pets = asking.group("Pets")
    asking.put("tag-groups/order", {"tag_group_ids": [beverages["id"], pets["id"]]})
    library = asking.get("tag-library")["items"]
    assert [one["name"] for one in library] == ["Beverages", "Pets"]


def test_a_name_stands_once_in_its_place(asking: Asking) -> None:
    tea, group = asking.tag("Tea", "Drinks"), None
    asking.tag("Coffee", "Drinks")
    group = asking.group("Drinks")["id"]
    twice = {"tag_group_id": group, "name": " Tea "}
    assert asking.post("tags", twice, status=409)["code"] == "TagNameTaken"
    assert asking.patch(f"tags/{tea}", {"name": "Coffee"}, status=409)["code"] == "TagNameTaken"
    asking.post("tag-groups", {"name": "Drinks"}, status=409)
    asking.post("tags", {"tag_group_id": group, "name": "x" * 31}, status=422)
    asking.post("tags", {"tag_group_id": group, "name": "  "}, status=422)
    asking.tag("Tea", "Leaves")


def test_a_deleted_tag_is_given_no_more_and_everyone_loses_it_with_a_trace(
    asking: Asking, lin: UUID
) -> None:
    tea = asking.tag("Tea", "Drinks")
    asking.meet("Ann", lin)
    asking.give(asking.made["Ann"], tea)
    asking.delete(f"tags/{tea}")
    asking.delete(f"tags/{tea}", status=404)
    asking.run("customers.end_tag", tag_id=tea, source="hand")
    assert asking.tags_of(asking.made["Ann"]) == []
    assert [one["source"] for one in asking.events("CustomerUntagged")] == ["hand"]
    assert [one["tag_id"] for one in asking.events("TagGone")] == [tea]
    body = {"add": [tea]}
    asking.post(f"customers/{asking.made['Ann']}/tags", body, status=422)
    asking.tag("Tea", "Drinks")


def test_the_library_tells_how_many_have_a_tag_and_where_it_is_used(
    asking: Asking, lin: UUID
) -> None:
    tea = asking.tag("Tea", "Drinks")
    asking.meet("Ann", lin)
    asking.give(asking.made["Ann"], tea)
    view = {"name": "Tea drinkers", "filters": {"any_tag_ids": [tea]}, "shared": True}
    asking.post("saved-views", view)
    code = {"name": "Till", "all_day_staff_ids": [str(lin)], "tag_ids": [tea]}
    asking.post("live-codes", code)
    (tag,) = asking.group("Drinks")["tags"]
    assert tag["customers"] == 1
    assert tag["used"] == [
        {"by": "Saved views", "names": ["Tea drinkers"]},
        {"by": "Segments", "names": []},
        {"by": "Tag rules", "names": []},
        {"by": "Live codes", "names": ["Till"]},
    ]
    assert (tag["state"], tag["refusal"]) == ("waiting", None)


def test_who_may_not_write_tags_reads_them_only(asking: Asking) -> None:
    colleague = asking.as_user(["customers.read", "customers.write"])
    assert colleague.post("tag-groups", {"name": "x"}, status=403)["code"] == "Refused"
    assert colleague.get("tag-library")["items"] == []


def test_a_tag_ends_by_itself_at_its_instant_and_not_before(
    runtime: Runtime, asking: Asking, lin: UUID, clock: FixedClock
) -> None:
    tea, cat = asking.tag("Tea"), asking.tag("Cat")
    ann = asking.meet("Ann", lin)
    shown = asking.give(ann, tea, until=clock.now() + timedelta(days=1))
    asking.give(ann, cat)
    assert [one["until"] is not None for one in shown["tags"]] == [True]
    clock.forward(hours=23)
    assert not ending.expire(runtime)
    assert asking.tags_of(ann) == ["Cat", "Tea"]
    clock.forward(hours=1)
    assert ending.expire(runtime)
    assert asking.tags_of(ann) == ["Cat"]
    assert [(one["tag_id"], one["source"]) for one in asking.events("CustomerUntagged")] == [
        (tea, "expiry")
    ]
    assert not ending.expire(runtime)


def test_a_tag_given_again_by_hand_follows_the_latest_word(
    runtime: Runtime, asking: Asking, lin: UUID, clock: FixedClock
) -> None:
    tea, ann = asking.tag("Tea"), asking.meet("Ann", lin)
    asking.give(ann, tea, until=clock.now() + timedelta(days=1))
    asking.give(ann, tea)
    clock.forward(days=2)
    assert not ending.expire(runtime)
    assert asking.tags_of(ann) == ["Tea"]


def test_an_unsent_change_of_ours_is_younger_than_what_wecom_said(
    runtime: Runtime, asking: Asking, lin: UUID, clock: FixedClock
) -> None:
    """Taken off here and not told yet: WeCom, which has it still, does not bring it back."""
    tea, ann = asking.tag("Tea"), asking.meet("Ann", lin)
    asking.give(ann, tea)
    with runtime.work(asking.tenant_id, actor=TEST) as work:
        library.living_tag(work, UUID(tea)).wecom_id = "etTea"
        for write in work.session.scalars(work.scope(WecomWrite)):
            work.session.delete(write)
    asking.post(f"customers/{ann}/tags", {"remove": [tea]}, status=200)
    with runtime.work(asking.tenant_id, actor=TEST) as work:
        tags.follow(work, ann, {"etTea"}, whole=True, read_at=clock.now())
        assert work.session.scalars(work.scope(TagAssignment)).all() == []


@pytest.mark.parametrize("source", [TagSource.CHANNEL, TagSource.HAND])
def test_each_assignment_shows_its_source(
    runtime: Runtime, asking: Asking, lin: UUID, source: TagSource
) -> None:
    tea, ann = asking.tag("Tea"), asking.meet("Ann", lin)
    with runtime.work(asking.tenant_id, actor=TEST) as work:
        tags.put(work, ann, [UUID(tea)], source=source)
    (tag,) = asking.get(f"customers/{ann}")["tags"]
    assert tag["source"] == source


def test_a_tag_of_nobody_is_unknown(asking: Asking, lin: UUID) -> None:
    ann = asking.meet("Ann", lin)
    body = {"add": [str(uuid4())]}
    assert asking.post(f"customers/{ann}/tags", body, status=422)["code"] == "TagUnknown"
