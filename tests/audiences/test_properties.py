"""What may be asked of events is read from their declarations."""

from uuid import UUID

from siyu.app import DOMAINS
from siyu.audiences.language.catalogue import AskedEvent
from siyu.audiences.language.conditions import Comparison, Filter
from siyu.audiences.language.properties import TITLES, asked_event, outside_event
from siyu.commerce.events import OrderPlaced
from siyu.customers.events import FriendAdded, FriendLost, TagGone
from siyu.platform.registry import collect


def asked(declared: type) -> AskedEvent:
    one = asked_event(declared)
    assert one is not None
    return one


def test_an_event_of_nobody_cannot_be_asked_for() -> None:
    assert asked_event(TagGone) is None


def test_properties_have_the_kinds_of_their_annotations() -> None:
    added = {one.name: one.kind for one in asked(FriendAdded).properties.values()}
    assert added == {
        "n": "number",
        "staff_id": "id",
        "added_at": "instant",
        "state": "text",
        "add_way": "number",
        "again": "yes_no",
        "half": "yes_no",
        "found_by": "text",
    }
    placed = asked(OrderPlaced)
    assert (placed.title("en"), placed.title("zh-CN")) == ("Order placed", "下单")
    assert placed.properties["amount"].kind == "money"
    assert placed.properties["order_id"].noun == "order"


def test_a_choice_brings_what_may_be_chosen() -> None:
    by = asked(FriendLost).properties["by"]
    assert by.kind == "choice"
    assert [(one.name, one.zh) for one in by.options or ()] == [
        ("customer", "客户"),
        ("staff", "导购"),
        ("transfer", "客户转接"),
    ]


def test_every_property_of_every_event_has_titles() -> None:
    declared = collect(DOMAINS).events.values()
    events = [one for one in map(asked_event, declared) if one]
    assert len(events) > 20
    assert {name for one in events for name in one.properties} - set(TITLES) == set()


def test_an_event_that_a_brand_defined_is_the_stored_one_of_its_kind() -> None:
    kind = UUID(int=7)
    read = outside_event("article_read", "Article read", "阅读文章", kind)
    assert (read.name, read.stored) == ("outside.article_read", "HappenedOutside")
    assert read.only == (Filter("kind_id", Comparison("id", "any_of", (str(kind),))),)
    assert list(read.properties) == ["number"]
