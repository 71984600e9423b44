"""From a scanned code to a person in the console, and away again."""

from tests.stories.shop import Shop


def test_staff_and_customers_are_brought_in_once_however_often(shop: Shop) -> None:
    shop.connect()
    shop.synchronise()
    first = shop.get("customers", limit=200)
    shop.synchronise()
    second = shop.get("customers", limit=200)
    known = {
        external_userid
        for userid in shop.sandbox.get("externalcontact/get_follow_user_list")["follow_user"]
        for external_userid in shop.sandbox.get("externalcontact/list", userid=userid).get(
            "external_userid", []
        )
    }
    assert len(first["items"]) == len(known) > 50
    assert first == second


def test_an_add_is_seen_and_a_deletion_too(shop: Shop) -> None:
    shop.connect()
    shop.synchronise()
    shop.work()
    member = shop.sandbox.http.get("/sandbox/api/staff").json()["items"][0]["userid"]
    way = shop.sandbox.post(
        "externalcontact/add_contact_way",
        {"type": 1, "scene": 2, "skip_verify": True, "user": [member]},
    )
    person = shop.stranger()
    shop.phone("add", external_userid=person, config_id=way["config_id"], userid=member)
    shop.eventually(lambda: shop.get("customers", q=person)["items"])
    (customer,) = shop.get("customers", q=person)["items"]
    page = shop.get(f"customers/{customer['id']}")
    assert [one["state"] for one in page["relations"]] == ["friend"]
    assert [one["state"] for one in page["consents"]] == ["given"]
    shop.phone("delete", external_userid=person, userid=member)
    shop.eventually(lambda: shop.get(f"customers/{customer['id']}")["state"] == "lost")
    told = shop.get(f"customers/{customer['id']}/timeline")["items"]
    assert [one["kind"] for one in told if one["kind"].startswith("Friend")] == [
        "FriendLost",
        "FriendAdded",
    ]
