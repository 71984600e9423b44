"""Profiles and the brand's own fields, over HTTP."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from siyu.customers import custom_fields
from siyu.customers.profile_events import ProfileSource
from siyu.organisation import service as organisation
from siyu.platform.clock import FixedClock
from tests.customers.asking import TEST, Asking

LUNAR = {"month": 8, "day": 15, "year": 1990, "calendar": "lunar", "leap": False}
READS = ("customers.read", "customers.write")


def define(asking: Asking, key: str, kind: str, **more: Any) -> Any:
    body = {"key": key, "title_en": key.title(), "title_zh": f"字段{key}", "kind": kind, **more}
    return asking.post("custom-fields", body)


def wish(asking: Asking, customer_id: UUID, *, status: int = 200, **parts: Any) -> Any:
    return asking.patch(f"customers/{customer_id}/profile", parts, status=status)


@pytest.fixture
def ann(asking: Asking, lin: UUID) -> UUID:
    return asking.meet("Ann", lin)


@pytest.fixture
def store(asking: Asking) -> str:
    nodes = asking.get("nodes")["items"]
    return next(str(one["id"]) for one in nodes if one["kind"] == "store")


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("text", " a cat ", "a cat"),
        ("number", "38.5", 38.5),
        ("number", 38, 38),
        ("date", "2026/5/1", "2026-05-01"),
        ("yes_no", "是", True),
        ("yes_no", False, False),
        ("one", "gold", "gold"),
        ("several", ["tea", "gold"], ["gold", "tea"]),
        ("several", "tea；gold", ["gold", "tea"]),
    ],
)
def test_a_value_is_kept_by_its_type(
    asking: Asking, ann: UUID, kind: str, given: Any, kept: Any
) -> None:
    define(asking, "thing", kind, choices=["gold", "tea"])
    (value,) = wish(asking, ann, custom={"thing": given})["custom"]
    assert value["value"] == kept
    assert type(value["value"]) is type(kept)
    assert (value["source"], value["masked"]) == ("hand", False)
    assert asking.get(f"customers/{ann}")["fields"]["custom_thing"] == kept


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("text", ""),
        ("text", "x" * 301),
        ("text", 5),
        ("number", "many"),
        ("number", True),
        ("number", "nan"),
        ("date", "soon"),
        ("date", "2026-02-30"),
        ("yes_no", "perhaps"),
        ("one", "lead"),
        ("several", ["lead"]),
        ("several", []),
    ],
)
def test_what_does_not_fit_its_type_is_refused_by_name(
    asking: Asking, ann: UUID, kind: str, given: Any
) -> None:
    define(asking, "thing", kind, choices=["gold", "tea"])
    refused = wish(asking, ann, custom={"thing": given}, status=422)
    assert refused["code"] == "ValueUnfit"
    assert refused["data"]["field"] == "custom_thing"
    assert refused["message"].startswith("Thing ")
    assert asking.get(f"customers/{ann}/profile")["custom"] == []


def test_a_field_is_defined_changed_and_removed(asking: Asking, ann: UUID) -> None:
    made = define(asking, "shoe_size", "one", choices=["38", "39"])
    assert (made["column"], made["customers"]) == ("custom_shoe_size", 0)
    wish(asking, ann, custom={"shoe_size": "38"})
    form = {"title_en": "Size", "title_zh": "鞋码", "kind": "one", "choices": ["38", "40"]}
    path = f"custom-fields/{made['id']}"
    changed = asking.put(path, form)
    assert (changed["title"], changed["choices"], changed["customers"]) == ("Size", ["38", "40"], 1)
    assert asking.put(path, {**form, "choices": ["40"]}, status=409)["code"] == "ChoiceUsed"
    for other in ({"kind": "text"}, {"sealed": True}):
        refused = asking.put(path, {**form, **other}, status=409)
        assert (refused["code"], refused["data"]["count"]) == ("FieldHasValues", 1)
    assert asking.delete(path, status=200) == {"customers": 1}
    assert asking.get("custom-fields")["items"] == []
    assert asking.get(f"customers/{ann}/profile")["custom"] == []


def test_a_field_has_a_key_two_titles_and_choices(asking: Asking) -> None:
    good = {"key": "size", "title_en": "Size", "title_zh": "尺码", "kind": "one", "choices": ["S"]}
    asking.post("custom-fields", good)
    wrong: list[tuple[dict[str, Any], int, str]] = [
        ({}, 409, "FieldKeyTaken"),
        ({"key": "birthday"}, 409, "FieldKeyTaken"),
        ({"key": "Größe"}, 422, "FieldKeyUnfit"),
        ({"key": "b", "title_zh": " "}, 422, "TitleNeeded"),
        ({"key": "b", "choices": []}, 422, "ChoicesUnfit"),
        ({"key": "b", "choices": ["S", "S"]}, 422, "ChoicesUnfit"),
        ({"key": "b", "choices": ["S,M"]}, 422, "ChoicesUnfit"),
    ]
    for part, status, code in wrong:
        assert asking.post("custom-fields", {**good, **part}, status=status)["code"] == code
    assert len(asking.get("custom-fields")["items"]) == 1


def test_a_profile_is_read_and_changed_part_by_part(
    asking: Asking, ann: UUID, lin: UUID, store: str
) -> None:
    wish(
        asking,
        ann,
        birthday=LUNAR,
        anniversaries=[{"name": "Wedding", "day": {"month": 5, "day": 20, "year": 2019}}],
        preferred_store_id=store,
        preferred_adviser_id=str(lin),
        moved_by=["expertise", "price"],
    )
    told = wish(asking, ann, moved_by=["brand"])
    assert told["birthday"]["day"] == LUNAR
    assert told["birthday"]["words"] == "lunar 1990-08-15"
    assert told["birthday"]["next_on"] == "2027-09-15"
    (wedding,) = told["anniversaries"]
    assert (wedding["name"], wedding["next_on"]) == ("Wedding", "2027-05-20")
    assert told["preferred_store"]["name"] == "Jing'an store"
    assert told["preferred_adviser"]["name"] == "Lin"
    assert told["moved_by"]["words"] == ["brand"]
    cleared = wish(asking, ann, birthday=None, anniversaries=[], preferred_store_id=None)
    assert (cleared["birthday"], cleared["anniversaries"]) == (None, [])
    assert cleared["preferred_store"] is None
    assert cleared["preferred_adviser"]["name"] == "Lin"


def test_a_change_is_told_by_its_parts_and_never_by_its_values(asking: Asking, ann: UUID) -> None:
    define(asking, "pet", "text")
    wish(asking, ann, birthday=LUNAR, custom={"pet": "a cat"})
    wish(asking, ann, birthday=LUNAR, custom={"pet": "a cat"})
    (event,) = asking.events("ProfileChanged")
    assert event["parts"] == "birthday,pet"
    assert "cat" not in str(event)
    assert "1990" not in str(event)
    entry = asking.get(f"customers/{ann}/timeline", kind="ProfileChanged")["items"][0]
    assert entry["sentence"] == "Birthday, pet (by hand)."
    trail = [one for one in asking.get("audit")["items"] if one["what"] == "profile_changed"]
    assert [one["after"] for one in trail] == [{"parts": ["birthday", "pet"]}]


@pytest.mark.parametrize(
    ("parts", "code", "field"),
    [
        ({"birthday": {"month": 2, "day": 30}}, "DayUnfit", "birthday"),
        ({"birthday": {**LUNAR, "leap": True}}, "DayUnfit", "birthday"),
        ({"birthday": {"month": 1, "day": 1, "year": 2027}}, "DayToCome", "birthday"),
        ({"anniversaries": [{"name": " ", "day": LUNAR}]}, "AnniversaryUnfit", "anniversaries"),
        (
            {"anniversaries": [{"name": "W", "day": LUNAR}, {"name": "W", "day": LUNAR}]},
            "AnniversaryUnfit",
            "anniversaries",
        ),
        ({"preferred_store_id": str(uuid4())}, "StoreUnknown", "preferred_store_id"),
        ({"preferred_adviser_id": str(uuid4())}, "AdviserUnknown", "preferred_adviser_id"),
        ({"custom": {"gone": 1}}, "NoSuchCustomField", "custom"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(
    asking: Asking, ann: UUID, parts: dict[str, Any], code: str, field: str
) -> None:
    refused = wish(asking, ann, **parts, status=422)
    assert (refused["code"], refused["data"]["field"]) == (code, field)


def test_headquarters_is_no_store_to_prefer(asking: Asking, ann: UUID) -> None:
    root = next(one["id"] for one in asking.get("nodes")["items"] if one["kind"] == "hq")
    assert wish(asking, ann, preferred_store_id=root, status=422)["code"] == "StoreUnknown"


def test_a_sealed_value_is_masked_and_its_row_says_nothing(asking: Asking, ann: UUID) -> None:
    define(asking, "illness", "text", sealed=True)
    wish(asking, ann, birthday={"month": 5, "day": 1, "year": 1990}, custom={"illness": "asthma"})
    clerk = asking.as_user(READS)
    told = clerk.get(f"customers/{ann}/profile")
    assert (told["birthday"]["day"], told["birthday"]["words"]) == (None, None)
    assert told["birthday"]["next_on"] == "2027-05-01"
    (value,) = told["custom"]
    assert (value["value"], value["masked"]) == (None, True)
    for one in (clerk.get(f"customers/{ann}"), clerk.get("customers")["items"][0]):
        assert one["fields"]["custom_illness"] == "***"
        assert one["fields"]["birthday"] == "***"
    assert asking.get(f"customers/{ann}")["fields"]["custom_illness"] == "asthma"
    with asking.runtime.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM profile_values").all()
    assert len(rows) == 2
    assert "asthma" not in str(rows)
    assert "1990" not in str(rows)


def test_a_clerk_reaches_their_own_people_only(
    asking: Asking, ann: UUID, store: str, clock: FixedClock
) -> None:
    other = asking.post("nodes", {"name": "North", "kind": "store", "parent_id": _root(asking)})
    away = asking.as_user(READS, UUID(other["id"]))
    away.get(f"customers/{ann}/profile", status=404)
    wish(away, ann, moved_by=["price"], status=404)
    near = asking.as_user(READS, UUID(store))
    assert wish(near, ann, moved_by=["price"])["moved_by"]["items"] == ["price"]
    near.post("custom-fields", {"key": "a"}, status=403)
    assert away.get("customers", moved_by="price")["items"] == []


def _root(asking: Asking) -> str:
    return next(str(one["id"]) for one in asking.get("nodes")["items"] if one["kind"] == "hq")


def test_profiles_are_a_segment(asking: Asking, ann: UUID, lin: UUID, store: str) -> None:
    bob = asking.meet("Bob", lin)
    for key, kind in (("size", "number"), ("since", "date"), ("vip", "yes_no")):
        define(asking, key, kind)
    define(asking, "likes", "several", choices=["tea", "gold"])
    define(asking, "secret", "text", sealed=True)
    wish(
        asking,
        ann,
        birthday={"month": 11, "day": 20},
        preferred_store_id=store,
        preferred_adviser_id=str(lin),
        moved_by=["price", "brand"],
        custom={"size": 38, "since": "2020-01-31", "vip": True, "likes": ["tea", "gold"]},
    )
    wish(asking, bob, birthday={"month": 11, "day": 15}, moved_by=["relation"])
    wish(asking, bob, custom={"size": 5, "since": "2021-05-01", "vip": False, "secret": "x"})
    asked: list[tuple[dict[str, Any], set[str]]] = [
        ({"birthday_within_days": 4}, {"Ann"}),
        ({"birthday_within_days": 3}, set()),
        ({"birthday_within_days": 364}, {"Ann", "Bob"}),
        ({"moved_by": ["price", "relation"]}, {"Ann", "Bob"}),
        ({"moved_by": "brand"}, {"Ann"}),
        ({"preferred_store_id": store}, {"Ann"}),
        ({"preferred_adviser_id": str(lin)}, {"Ann"}),
        ({"custom": "size>=6"}, {"Ann"}),
        ({"custom": ["size>=5", "size<=10"]}, {"Bob"}),
        ({"custom": "size=38"}, {"Ann"}),
        ({"custom": "since<=2020-12-31"}, {"Ann"}),
        ({"custom": "vip=no"}, {"Bob"}),
        ({"custom": "likes=gold"}, {"Ann"}),
        ({"custom": "secret=*"}, {"Bob"}),
        ({"custom": ["vip=yes", "likes=tea"]}, {"Ann"}),
    ]
    for query, expected in asked:
        assert set(asking.names(**query)) == expected, query
        assert asking.get("customers/count", **query)["count"] == len(expected)
    for wrong in ("gone=1", "nonsense", "secret=x", "vip>=1"):
        assert asking.get("customers", custom=wrong, status=422)["code"] == "FilterUnknown"
    assert asking.get("customers", custom="size=big", status=422)["code"] == "ValueUnfit"


def test_own_fields_are_columns_of_lists_views_and_files(asking: Asking, ann: UUID) -> None:
    define(asking, "size", "number")
    wish(asking, ann, birthday=LUNAR, moved_by=["brand"], custom={"size": 38})
    titles = {one["name"]: one["title"] for one in asking.get("fields")}
    assert titles["custom_size"] == "Size"
    row = asking.get("customers", columns=["custom_size", "next_birthday"])["items"][0]
    assert row["fields"] == {"custom_size": 38, "next_birthday": "2027-09-15"}
    view = {"name": "Sizes", "filters": {"custom": ["size>=38"]}, "columns": ["custom_size"]}
    assert asking.post("saved-views", view)["filters"]["custom"] == ["size>=38"]
    gone = {**view, "columns": ["custom_gone"]}
    assert asking.post("saved-views", gone, status=422)["code"] == "ColumnUnknown"
    assert exported(asking, "custom_size", "birthday", "moved_by") == (
        "Size,Birthday,Moved by",
        "38,lunar 1990-08-15,brand",
    )
    (list_,) = [one for one in asking.get("exports/lists") if one["name"] == "customers"]
    assert "custom_size" in {one["name"] for one in list_["columns"]}
    clerk = asking.as_user(("customers.read", "exports.write", "exports.read"))
    assert exported(clerk, "birthday")[1] == "l**"


def exported(asking: Asking, *columns: str) -> tuple[str, ...]:
    body = {"export": "customers", "format": "csv", "columns": columns}
    run = asking.post("exports", body, status=202)
    asking.run("exports.write", export_id=run["id"])
    text = asking.get(f"exports/{run['id']}/file")
    return tuple(text.lstrip("\ufeff").splitlines())


def test_a_birthday_comes_again_the_year_after(
    asking: Asking, ann: UUID, clock: FixedClock
) -> None:
    wish(asking, ann, birthday={"month": 11, "day": 20})
    clock.forward(days=5)
    assert asking.names(birthday_within_days=30) == []
    asking.run("customers.renew_days")
    told = asking.get(f"customers/{ann}/profile")["birthday"]
    assert (told["next_on"], told["source"]) == ("2027-11-20", ProfileSource.HAND)
    assert asking.names(birthday_within_days=366) == ["Ann"]


def test_another_brand_has_other_fields(asking: Asking) -> None:
    define(asking, "size", "number")
    founded = organisation.found_tenant(
        asking.runtime, name="Other", owner_login="other", password="a long pass phrase"
    )
    with asking.runtime.work(founded.tenant_id, actor=TEST) as work:
        assert custom_fields.all_fields(work) == []
