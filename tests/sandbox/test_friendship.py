"""What customers and staff do in their clients, and what the APIs then say."""

from typing import Any

from tests.sandbox.running import Running


def detail(sandbox: Running, person: str) -> dict[str, Any]:
    return sandbox.get("externalcontact/get", external_userid=person)


def follow(sandbox: Running, person: str) -> dict[str, Any]:
    found: dict[str, Any] = detail(sandbox, person)["follow_user"][0]
    return found


def test_the_state_of_the_code_stays_with_the_relation(sandbox: Running) -> None:
    userid, person = sandbox.friend(state="lc_hangzhou")
    found = follow(sandbox, person)
    assert found["userid"] == userid
    assert found["state"] == "lc_hangzhou"
    assert found["add_way"] == 1
    assert found["oper_userid"] == person


def test_a_customer_who_deletes_leaves_a_one_sided_relation(sandbox: Running) -> None:
    userid, person = sandbox.friend()
    sandbox.do("api/phone/delete", userid=userid, external_userid=person)
    both = {"userid": userid, "external_userid": person}
    assert follow(sandbox, person)["userid"] == userid
    assert person in sandbox.get("externalcontact/list", userid=userid)["external_userid"]
    assert sandbox.post("externalcontact/remark", both | {"remark": "走了"})["errcode"] == 0
    assert sandbox.refused("api/adviser/say", **both, text="在吗")[0] == 409


def test_a_customer_who_returns_keeps_the_old_state_and_needs_no_yes(sandbox: Running) -> None:
    userid, person = sandbox.friend(state="lc_old")
    sandbox.do("api/phone/delete", userid=userid, external_userid=person)
    sandbox.friend(userid=userid, person=person, state="lc_new", skip_verify=False)
    last = sandbox.callbacks()[-1]
    assert last["change"] == "add_external_contact"
    assert last["fields"]["State"] == "lc_old"
    assert follow(sandbox, person)["state"] == "lc_old"


def test_a_member_who_deletes_ends_the_relation(sandbox: Running) -> None:
    userid, person = sandbox.friend(state="lc_old")
    sandbox.do("api/adviser/delete", userid=userid, external_userid=person)
    answer = detail(sandbox, person)
    assert (answer["errcode"], answer["follow_user"]) == (84061, [])
    sandbox.friend(userid=userid, person=person, state="lc_new")
    assert follow(sandbox, person)["state"] == "lc_new"
    assert follow(sandbox, person)["tags"] == []


def test_friends_who_scan_again_change_nothing(sandbox: Running) -> None:
    userid, person = sandbox.friend(state="lc_a")
    told = len(sandbox.callbacks())
    config_id = sandbox.way(user=[userid], state="lc_b")
    assert sandbox.do("api/phone/scan", external_userid=person, code=config_id)["friends"]
    again = sandbox.do("api/phone/add", external_userid=person, config_id=config_id, userid=userid)
    assert again == {"outcome": "already_friends"}
    assert len(sandbox.callbacks()) == told
    assert follow(sandbox, person)["state"] == "lc_a"


def test_half_friends_are_strangers_to_the_api(sandbox: Running) -> None:
    sandbox.policy(half_add=True)
    userid, person = sandbox.friend()
    assert detail(sandbox, person)["errcode"] == 84061
    line = sandbox.do("api/phone/say", userid=userid, external_userid=person, text="你好")
    assert line["sender"] == "customer"
    sandbox.do("api/adviser/accept", userid=userid, external_userid=person)
    assert detail(sandbox, person)["errcode"] == 0


def test_with_verification_the_member_says_yes_first(sandbox: Running) -> None:
    userid, person = sandbox.friend(skip_verify=False, state="lc_ask")
    assert detail(sandbox, person)["errcode"] == 84061
    waiting = sandbox.read(f"api/staff/{userid}")["requests"]
    assert person in [one["person"]["external_userid"] for one in waiting]
    sandbox.do("api/adviser/accept", userid=userid, external_userid=person)
    assert follow(sandbox, person)["state"] == "lc_ask"


def test_a_code_can_be_read_in_every_form(sandbox: Running) -> None:
    config_id = sandbox.way(state="lc_forms")
    listed = {row["config_id"]: row for row in sandbox.read("api/codes")["items"]}
    way = listed[config_id]
    for code in (config_id, way["qr_code"], way["scan_url"], "lc_forms"):
        card = sandbox.do("api/phone/scan", external_userid=sandbox.stranger(), code=code)
        assert card["config_id"] == config_id


def test_the_picture_of_a_code_is_a_png(sandbox: Running) -> None:
    config_id = sandbox.way()
    answer = sandbox.http.get(f"/qr/{config_id}.png")
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")


def test_a_deleted_code_shows_nobody(sandbox: Running) -> None:
    config_id = sandbox.way()
    sandbox.post("externalcontact/del_contact_way", {"config_id": config_id})
    person = sandbox.stranger()
    told = sandbox.refused("api/phone/scan", external_userid=person, code=config_id)
    assert told == (404, "no such code")


def test_a_temporary_code_dies_once_used(sandbox: Running) -> None:
    config_id = sandbox.way(is_temp=True)
    both = {"config_id": config_id, "userid": sandbox.staff()}
    first, second = sandbox.stranger(), sandbox.stranger()
    assert sandbox.do("api/phone/add", external_userid=first, **both) == {"outcome": "friends"}
    assert sandbox.refused("api/phone/add", external_userid=second, **both)[0] == 404
    listed = sandbox.post("externalcontact/list_contact_way", {"limit": 1000})["contact_way"]
    assert config_id not in [row["config_id"] for row in listed]


def test_a_code_of_many_shares_the_newcomers_out(sandbox: Running) -> None:
    staff = [sandbox.staff(place) for place in range(4)]
    config_id = sandbox.way(type=2, user=staff)
    seen = {
        sandbox.do("api/phone/scan", external_userid=sandbox.stranger(), code=config_id)["member"][
            "userid"
        ]
        for _ in range(40)
    }
    assert seen == set(staff)


def test_an_exclusive_code_leads_to_the_friend_in_the_corp(sandbox: Running) -> None:
    userid, person = sandbox.friend(userid=sandbox.staff(5))
    others = [sandbox.staff(0), sandbox.staff(1)]
    plain = sandbox.way(type=2, user=others)
    exclusive = sandbox.way(type=2, user=others, is_exclusive=True)
    card = sandbox.do("api/phone/scan", external_userid=person, code=exclusive)
    assert (card["member"]["userid"], card["friends"]) == (userid, True)
    card = sandbox.do("api/phone/scan", external_userid=person, code=plain)
    assert card["friends"] is False


def test_the_record_agrees_with_what_was_done(sandbox: Running) -> None:
    before = sandbox.read("record")
    userid, person = sandbox.friend(state="lc_record")
    sandbox.do("api/phone/say", userid=userid, external_userid=person, text="好")
    sandbox.do("api/phone/delete", userid=userid, external_userid=person)
    sandbox.do("api/phone/readd", userid=userid, external_userid=person)
    sandbox.do("api/adviser/delete", userid=userid, external_userid=person)
    after = sandbox.read("record")
    grown = {
        name: after[name] - before[name]
        for name in ("added", "readded", "deleted_by_customer", "deleted_by_staff")
    }
    assert grown == {"added": 2, "readded": 1, "deleted_by_customer": 1, "deleted_by_staff": 1}
    assert after["added_by_state"]["lc_record"] == 2
    assert after["messages"]["customer"] - before["messages"]["customer"] == 1
