"""What lists say of profiles, and what becomes of profiles when people merge, part or go."""

from typing import Any
from uuid import UUID

import pytest

from siyu.customers.profile_models import ProfileValue
from tests.customers.asking import TEST, Asking
from tests.customers.test_profiles import LUNAR, define, wish

ROW = {
    "name": "李雷",
    "phone": "13800138000",
    "birthday": "农历1990年八月十五",
    "preferred_store": "jing'an Store",
    "custom_size": 38,
    "custom_vip": True,
    "custom_likes": ["tea", "gold"],
}


@pytest.fixture
def shop(asking: Asking) -> Asking:
    define(asking, "size", "number")
    define(asking, "vip", "yes_no")
    define(asking, "likes", "several", choices=["gold", "tea"])
    return asking


def ingest(asking: Asking, *rows: dict[str, Any]) -> list[Any]:
    found: list[Any] = asking.post("ingest/customers", {"rows": list(rows)}, status=200)["rows"]
    return found


def rows(asking: Asking) -> list[dict[str, Any]]:
    """Every row of profiles, whole."""
    with asking.runtime.work(asking.tenant_id, actor=TEST) as work:
        names = [column.key for column in ProfileValue.__table__.columns]
        found = work.session.scalars(work.scope(ProfileValue).order_by(ProfileValue.id))
        return [{name: getattr(row, name) for name in names} for row in found]


def test_a_list_brings_profiles(shop: Asking) -> None:
    (answer,) = ingest(shop, ROW)
    told = shop.get(f"customers/{answer['id']}/profile")
    assert told["birthday"]["day"] == LUNAR
    assert (told["birthday"]["next_on"], told["birthday"]["source"]) == ("2027-09-15", "import")
    assert told["preferred_store"]["name"] == "Jing'an store"
    assert {one["key"]: one["value"] for one in told["custom"]} == {
        "size": 38,
        "vip": True,
        "likes": ["gold", "tea"],
    }
    before = rows(shop)
    assert ingest(shop, ROW)[0]["fate"] == "merged"
    assert rows(shop) == before
    (event,) = shop.events("ProfileChanged")
    assert event["parts"] == "birthday,preferred_store,size,vip,likes"


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ({"birthday": "soon"}, "DayUnfit"),
        ({"birthday": "2030-01-01"}, "DayToCome"),
        ({"preferred_store": "Nowhere"}, "StoreUnknown"),
        ({"custom_size": "many"}, "ValueUnfit"),
        ({"custom_likes": "lead"}, "ValueUnfit"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_alone(
    shop: Asking, part: dict[str, Any], code: str
) -> None:
    other = {"name": "Han", "phone": "13900139000", "birthday": "05-01"}
    refused, taken = ingest(shop, {**ROW, **part}, other)
    assert (refused["fate"], refused["problem"]["code"]) == ("refused", code)
    assert taken["fate"] == "taken"
    assert len(rows(shop)) == 1


def test_what_somebody_said_by_hand_stays(shop: Asking) -> None:
    (answer,) = ingest(shop, ROW)
    customer_id = UUID(answer["id"])
    wish(shop, customer_id, custom={"size": 40})
    ingest(shop, {**ROW, "custom_size": 41, "custom_vip": "否"})
    told = {one["key"]: one for one in shop.get(f"customers/{customer_id}/profile")["custom"]}
    assert (told["size"]["value"], told["vip"]["value"]) == (40, False)


CSV = "姓名,手机号,生日,门店,字段size\n李雷,13800138000,1990-05-01,Jing'an store,39\n韩,1,x,,\n"


def imported(asking: Asking, text: str) -> Any:
    answer = asking.client.post(
        "/api/imports",
        params={"intake": "customers", "name": "list.csv"},
        content=text.encode(),
        headers={"authorization": f"Bearer {asking.key}", "accept-language": "zh-CN"},
    )
    assert answer.status_code == 201, answer.text
    found = answer.json()
    asking.post(f"imports/{found['id']}/run", status=202)
    asking.run("imports.run", import_id=found["id"])
    return found


def test_a_file_is_matched_taken_and_given_back(shop: Asking) -> None:
    (first,) = ingest(shop, {**ROW, "preferred_store": "", "custom_likes": ""})
    before = rows(shop)
    found = imported(shop, CSV)
    assert found["columns"] == {
        "name": 0,
        "phone": 1,
        "birthday": 2,
        "preferred_store": 3,
        "custom_size": 4,
    }
    done = shop.get(f"imports/{found['id']}")
    assert (done["merged"], done["refused"]) == (1, 1)
    told = shop.get(f"customers/{first['id']}/profile")
    assert told["birthday"]["words"] == "1990-05-01"
    assert rows(shop) != before
    shop.post(f"imports/{found['id']}/undo", status=202)
    shop.run("imports.undo", import_id=found["id"])
    assert rows(shop) == before


def test_an_undo_takes_newcomers_with_their_profiles_and_leaves_later_words(shop: Asking) -> None:
    text = "姓名,手机号,生日,字段size\n李雷,13800138000,1990-05-01,39\n韩,13900139000,05-01,40\n"
    found = imported(shop, text)
    (han,) = shop.get("customers", q="13900139000")["items"]
    wish(shop, UUID(han["id"]), moved_by=["price"])
    shop.post(f"imports/{found['id']}/undo", status=202)
    shop.run("imports.undo", import_id=found["id"])
    assert shop.names() == ["韩"]
    assert {row["key"] for row in rows(shop)} >= {"birthday", "moved_by"}
    assert {row["customer_id"] for row in rows(shop)} == {UUID(han["id"])}


def test_a_merge_fills_what_is_lacking_and_its_undoing_restores_all(
    shop: Asking, lin: UUID
) -> None:
    ann, bob = shop.meet("Ann", lin), shop.meet("Bob", lin)
    size = define(shop, "secret", "text", sealed=True)
    wish(shop, ann, birthday=LUNAR, custom={"secret": "hers"})
    wish(shop, bob, birthday={"month": 1, "day": 2}, moved_by=["price"], custom={"secret": "his"})
    before = rows(shop)
    made = shop.post(f"customers/{ann}/merges", {"gone_id": str(bob)}, status=200)
    told = shop.get(f"customers/{bob}/profile")
    assert told["birthday"]["day"] == LUNAR
    assert told["moved_by"]["items"] == ["price"]
    assert [one["value"] for one in told["custom"]] == ["hers"]
    shop.run("customers.gather")
    with shop.runtime.engine.connect() as connection:
        memo = str(connection.exec_driver_sql("SELECT memo FROM merges").all())
    assert "his" not in memo.replace("this", "")
    shop.post(f"merges/{made['id']}/undo", status=200)
    assert rows(shop) == before
    again = shop.post(f"customers/{ann}/merges", {"gone_id": str(bob)}, status=200)
    shop.delete(f"custom-fields/{size['id']}", status=200)
    shop.post(f"merges/{again['id']}/undo", status=200)
    assert {row["key"] for row in rows(shop)} == {"birthday", "moved_by"}


def test_a_person_gets_their_profile_and_it_goes_with_them(shop: Asking, lin: UUID) -> None:
    ann = shop.meet("Ann", lin)
    wish(shop, ann, birthday=LUNAR, custom={"size": 38})
    told = shop.get(f"customers/{ann}/export")["holdings"]["profile_values"]
    assert {one["what"]: one["value"] for one in told} == {
        "birthday": {**LUNAR, "calendar": "lunar"},
        "size": 38,
    }
    shop.post(f"customers/{ann}/erase", status=200)
    assert rows(shop) == []
    assert shop.names(birthday_within_days=366) == []
