"""Bulk tagging over HTTP: frozen at the start, a result for each, cancelled, resumed, undone."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from siyu.customers import batch_run
from siyu.customers.models import Customer
from siyu.customers.tag_models import TagBatch
from siyu.platform.runtime import Runtime
from tests.customers.asking import TEST, Asking


@pytest.fixture
def shop(asking: Asking, lin: UUID) -> Asking:
    """Three friends of Lin and one who is nobody's."""
    for name in ("Ann", "Ben", "Cai"):
        asking.meet(name, lin)
    asking.meet("Dan")
    return asking


def begin(shop: Asking, act: str, tag_id: str, status: int = 202, **more: Any) -> Any:
    body = {"act": act, "tag_ids": [tag_id], "filters": {}, **more}
    return shop.post("tag-batches", body, status=status)


def results(shop: Asking, batch: Any) -> dict[str, tuple[str, str | None]]:
    rows = shop.get(f"tag-batches/{batch['id']}/rows")["items"]
    return {row["customer"]["name"]: (row["result"], row["wecom"]) for row in rows}


def test_everyone_a_filter_matches_gets_the_tag_and_a_result(shop: Asking) -> None:
    vip = shop.tag("VIP")
    shop.give(shop.made["Ann"], vip)
    batch = begin(shop, "tag", vip)
    assert (batch["state"], batch["total"], batch["done"]) == ("waiting", 4, 0)
    done = shop.run_batch(batch)
    assert (done["state"], done["done"]) == ("done", 4)
    assert done["counts"] == {"tagged": 3, "had": 1}
    assert done["wecom"] == {"waiting": 2, "not_friend": 1}
    assert results(shop, batch) == {
        "Ann": ("had", None),
        "Ben": ("tagged", "waiting"),
        "Cai": ("tagged", "waiting"),
        "Dan": ("tagged", "not_friend"),
    }
    assert len(shop.events("CustomerTagged")) == 4
    assert [event["total"] for event in shop.events("TagBatchEnded")] == [4]


def test_only_those_named_are_taken(shop: Asking) -> None:
    vip = shop.tag("VIP")
    batch = begin(shop, "tag", vip, customer_ids=[str(shop.made["Ben"])])
    assert shop.run_batch(batch)["counts"] == {"tagged": 1}
    assert shop.names(any_tag_ids=vip) == ["Ben"]


def test_who_comes_after_the_start_is_left_out(shop: Asking) -> None:
    vip = shop.tag("VIP")
    batch = begin(shop, "tag", vip)
    shop.meet("Eve")
    assert shop.run_batch(batch)["total"] == 4
    assert shop.tags_of(shop.made["Eve"]) == []


def test_who_is_gone_meanwhile_is_told_so(runtime: Runtime, shop: Asking) -> None:
    vip = shop.tag("VIP")
    batch = begin(shop, "tag", vip)
    with runtime.work(shop.tenant_id, actor=TEST) as work:
        work.session.delete(work.get(Customer, shop.made["Dan"]))
    assert shop.run_batch(batch)["counts"] == {"tagged": 3, "gone": 1}


def test_untagging_is_undone_to_the_very_state_before(shop: Asking, clock: Any) -> None:
    vip = shop.tag("VIP")
    shop.give(shop.made["Ann"], vip)
    before = shop.get(f"customers/{shop.made['Ann']}")["tags"]
    clock.forward(hours=1)
    batch = begin(shop, "untag", vip)
    assert shop.run_batch(batch)["counts"] == {"untagged": 1, "had_not": 3}
    assert shop.tags_of(shop.made["Ann"]) == []
    undo = shop.post(f"tag-batches/{batch['id']}/undo", status=202)
    assert undo["total"] == 1
    assert shop.run_batch(undo)["counts"] == {"given_back": 1}
    assert shop.get(f"customers/{shop.made['Ann']}")["tags"] == before
    assert shop.get(f"tag-batches/{batch['id']}")["undone_by"] == undo["id"]


def test_undoing_tags_leaves_alone_what_was_there_or_was_given_again(shop: Asking) -> None:
    vip = shop.tag("VIP")
    shop.give(shop.made["Ann"], vip)
    batch = begin(shop, "tag", vip)
    shop.run_batch(batch)
    shop.post(f"customers/{shop.made['Ben']}/tags", {"remove": [vip]}, status=200)
    shop.give(shop.made["Ben"], vip)
    undo = shop.post(f"tag-batches/{batch['id']}/undo", status=202)
    assert shop.run_batch(undo)["counts"] == {"given_back": 2, "changed_since": 1}
    assert set(shop.names(any_tag_ids=vip)) == {"Ann", "Ben"}


def test_a_batch_is_undone_once_and_an_undo_not_at_all(shop: Asking) -> None:
    batch = begin(shop, "tag", shop.tag("VIP"))
    shop.post(f"tag-batches/{batch['id']}/undo", status=409)
    shop.run_batch(batch)
    undo = shop.post(f"tag-batches/{batch['id']}/undo", status=202)
    shop.post(f"tag-batches/{batch['id']}/undo", status=409)
    shop.run_batch(undo)
    shop.post(f"tag-batches/{undo['id']}/undo", status=409)


def test_a_cancelled_batch_stops_where_it_is_and_can_be_undone(
    shop: Asking, runtime: Runtime
) -> None:
    vip = shop.tag("VIP")
    batch = begin(shop, "tag", vip)
    portion(runtime, shop, batch)
    cancelled = shop.post(f"tag-batches/{batch['id']}/cancel", status=200)
    assert (cancelled["state"], cancelled["done"]) == ("cancelled", 1)
    assert shop.run_batch(batch)["done"] == 1
    shop.post(f"tag-batches/{batch['id']}/cancel", status=409)
    shop.run_batch(shop.post(f"tag-batches/{batch['id']}/undo", status=202))
    assert shop.names(any_tag_ids=vip) == []


def portion(runtime: Runtime, shop: Asking, batch: Any, *, killed: bool = False) -> None:
    """One person, committed; or killed just before the commit."""
    with runtime.work(shop.tenant_id, actor=TEST) as work:
        batch_run.step(work, work.get(TagBatch, UUID(batch["id"]), lock=True), 1)
        if killed:
            raise KilledBeforeCommit


class KilledBeforeCommit(Exception):
    """Stands for the death of a worker."""


def test_a_killed_batch_goes_on_after_its_last_commit(shop: Asking, runtime: Runtime) -> None:
    vip = shop.tag("VIP")
    batch = begin(shop, "tag", vip)
    for _ in range(2):
        portion(runtime, shop, batch)
    with pytest.raises(KilledBeforeCommit):
        portion(runtime, shop, batch, killed=True)
    done = shop.run_batch(batch)
    assert (done["done"], done["counts"]) == (4, {"tagged": 4})
    assert len(shop.events("CustomerTagged")) == 4


def test_the_result_is_a_file_that_no_spreadsheet_runs(shop: Asking, lin: UUID) -> None:
    shop.meet("=1+1", lin)
    batch = begin(shop, "tag", shop.tag("VIP"))
    shop.run_batch(batch)
    text = shop.get(f"tag-batches/{batch['id']}/rows.csv")
    lines = text.lstrip("\ufeff").splitlines()
    assert lines[0] == "Place,Customer id,Name,Result,WeCom"
    assert len(lines) == 6
    assert any(",'=1+1,tagged," in line for line in lines)


def test_a_batch_is_of_those_in_sight_and_refuses_others(
    shop: Asking, runtime: Runtime, lin: UUID
) -> None:
    vip = shop.tag("VIP")
    assert begin(shop, "tag", str(uuid4()), 422)["code"] == "TagUnknown"
    assert begin(shop, "tag", vip, 404, customer_ids=[str(uuid4())])["code"] == "NotFound"
    assert begin(shop, "tag", vip, 422, filters={"q": "nobody"})["code"] == "NobodyChosen"
    assert shop.get("tag-batches")["items"] == []
