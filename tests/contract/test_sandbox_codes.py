"""Error codes and quirks as the official pages state them, written here by hand.

The table in `sandbox_table` is generated from what the sandbox says of itself; these are not.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.sandbox_table import PNG, Stage
from tests.sandbox.running import Running

NOBODY = "nobody-here"


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with Running(seed=7) as sandbox:
        yield Stage(sandbox)


@pytest.fixture
def sandbox(stage: Stage) -> Iterator[Running]:
    yield stage.sandbox
    stage.ease()


@pytest.mark.parametrize(
    ("path", "arguments", "errcode"),
    [
        ("gettoken", {"corpid": "ww-other", "corpsecret": "x"}, 40013),
        ("gettoken", {"corpsecret": "x"}, 41002),
        ("externalcontact/list", {"userid": NOBODY}, 60111),
        ("externalcontact/get", {}, 41035),
        ("externalcontact/get", {"external_userid": "wmNobody"}, 40096),
        ("externalcontact/add_contact_way", {"scene": 2}, 41037),
        ("externalcontact/add_contact_way", {"type": 1}, 41038),
        ("externalcontact/add_contact_way", {"type": 3, "scene": 2}, 41039),
        ("externalcontact/add_contact_way", {"type": 1, "scene": 3}, 41040),
        ("externalcontact/get_contact_way", {}, 41043),
        ("externalcontact/get_contact_way", {"config_id": "x"}, 41044),
        ("externalcontact/send_welcome_msg", {}, 41049),
        ("externalcontact/get_groupmsg_task", {}, 41046),
        ("externalcontact/get_groupmsg_task", {"msgid": "x"}, 41047),
        ("externalcontact/del_corp_tag", {}, 40068),
        ("externalcontact/batch/get_by_user", {"userid_list": ["x"] * 101}, 40058),
        ("externalcontact/batch/get_by_user", {"userid": "old-client"}, 999501),
        ("externalcontact/groupchat/list", {}, 40063),
        ("auth/getuserinfo", {"code": "x"}, 40029),
        ("auth/getuserdetail", {"user_ticket": "x"}, 84015),
        ("media/get", {"media_id": "x"}, 40007),
        ("department/get", {"id": 999}, 60003),
        ("user/get", {"userid": NOBODY}, 60111),
    ],
)
def test_the_official_code(
    stage: Stage, path: str, arguments: dict[str, Any], errcode: int
) -> None:
    assert stage.call(path, arguments)["errcode"] == errcode


def test_the_same_token_while_it_is_valid(sandbox: Running) -> None:
    first, second = sandbox.gettoken(), sandbox.gettoken()
    assert first["access_token"] == second["access_token"]
    assert 0 < second["expires_in"] <= 7200
    assert sandbox.gettoken(corpsecret="wrong")["errcode"] == 40001


def test_a_token_that_is_not_ours_is_invalid(sandbox: Running) -> None:
    assert sandbox.get("getcallbackip", access_token="made-up")["errcode"] == 40014


def test_an_error_says_hint_address_and_code(sandbox: Running) -> None:
    text = sandbox.get("externalcontact/get", external_userid="wmNobody")["errmsg"]
    assert text.startswith("invalid external userid")
    assert "hint: [" in text
    assert "from ip: 127.0.0.1" in text
    assert text.endswith("query?e=40096")


def test_no_customers_is_an_error_with_an_empty_list(sandbox: Running) -> None:
    userid = sandbox.read("api/staff")["items"][0]["userid"]
    answer = sandbox.get("externalcontact/list", userid=userid)
    assert (answer["errcode"], answer["external_userid"]) == (84061, [])


def test_userids_match_without_regard_to_case(sandbox: Running) -> None:
    userid = sandbox.staff()
    assert sandbox.get("user/get", userid=userid.upper())["userid"] == userid


def test_staff_come_without_what_is_withheld(sandbox: Running) -> None:
    row = sandbox.get("user/get", userid=sandbox.staff())
    withheld = {"mobile", "email", "avatar", "gender", "address", "qr_code"}
    assert not withheld & set(row)


def test_a_way_takes_a_hundred_staff_and_no_more(sandbox: Running) -> None:
    party = sandbox.do("api/admin/parties", name="大店", parentid=1)["id"]
    for number in range(101):
        sandbox.do("api/admin/members", userid=f"dian{number}", name="员工", departments=[party])
    body = {"type": 2, "scene": 2, "party": [party]}
    assert sandbox.post("externalcontact/add_contact_way", body)["errcode"] == 41041
    sandbox.json("DELETE", "/sandbox/api/admin/members/dian0")
    assert sandbox.post("externalcontact/add_contact_way", body)["errcode"] == 0


def test_a_way_needs_staff_who_are_active_and_may_serve(sandbox: Running) -> None:
    sandbox.do("api/admin/members", userid="weijihuo", name="未", departments=[11], status=4)
    sandbox.do("api/admin/members", userid="bufuwu", name="不", departments=[11], serves=False)
    body = {"type": 1, "scene": 2}
    add = "externalcontact/add_contact_way"
    assert sandbox.post(add, body | {"user": ["weijihuo"]})["errcode"] == 41054
    assert sandbox.post(add, body | {"user": ["bufuwu"]})["errcode"] == 84074
    assert sandbox.post(add, body | {"user": sandbox.staff()})["errcode"] == 40058
    two = [sandbox.staff(0), sandbox.staff(1)]
    assert sandbox.post(add, body | {"user": two})["errcode"] == 40058


def test_the_number_of_ways_is_capped(sandbox: Running) -> None:
    assert sandbox.read("policy")["way_cap"] == 500_000
    lasting = len(sandbox.read("api/codes")["items"])
    sandbox.policy(way_cap=lasting)
    body = {"type": 1, "scene": 2, "user": [sandbox.staff()]}
    assert sandbox.post("externalcontact/add_contact_way", body)["errcode"] == 41045
    sandbox.policy(way_cap=500_000)


def test_three_thousand_tags_and_no_more(sandbox: Running) -> None:
    have = sum(
        len(group["tag"])
        for group in sandbox.post("externalcontact/get_corp_tag_list")["tag_group"]
    )
    tags = [{"name": f"标{n}"} for n in range(3001 - have)]
    add = "externalcontact/add_corp_tag"
    assert sandbox.post(add, {"group_name": "满", "tag": tags})["errcode"] == 40126
    made = sandbox.post(add, {"group_name": "满", "tag": tags[1:]})
    assert made["errcode"] == 0
    sandbox.post("externalcontact/del_corp_tag", {"group_id": [made["tag_group"]["group_id"]]})


def test_tags_of_one_name_are_one_and_names_stay_unique(sandbox: Running) -> None:
    add = "externalcontact/add_corp_tag"
    made = sandbox.post(add, {"group_name": "独", "tag": [{"name": "甲"}, {"name": "甲"}]})
    again = sandbox.post(add, {"group_name": "独", "tag": [{"name": "甲"}, {"name": "乙"}]})
    assert [tag["name"] for tag in made["tag_group"]["tag"]] == ["甲"]
    assert [tag["name"] for tag in again["tag_group"]["tag"]] == ["乙"]
    first, second = (one["tag_group"]["tag"][0]["id"] for one in (made, again))
    edit = "externalcontact/edit_corp_tag"
    assert sandbox.post(edit, {"id": second, "name": "甲"})["errcode"] == 40071
    remove = "externalcontact/del_corp_tag"
    assert sandbox.post(remove, {"tag_id": [first, second]})["errcode"] == 0
    by_id = sandbox.post("externalcontact/get_corp_tag_list", {"tag_id": [first]})["tag_group"]
    assert (by_id[0]["deleted"], by_id[0]["tag"][0]["deleted"]) == (True, True)


def test_an_app_leaves_the_administrators_tags_alone(sandbox: Running) -> None:
    groups = sandbox.post("externalcontact/get_corp_tag_list")["tag_group"]
    tag = next(group for group in groups if group["group_name"] == "客户等级")["tag"][0]["id"]
    remove = sandbox.post("externalcontact/del_corp_tag", {"tag_id": [tag]})
    assert remove["errcode"] == 81011


def test_marking_wants_a_relation_and_a_tag(sandbox: Running) -> None:
    userid, person = sandbox.friend()
    both = {"userid": userid, "external_userid": person}
    mark = "externalcontact/mark_tag"
    assert sandbox.post(mark, both | {"add_tag": ["etGone"]})["errcode"] == 40068
    assert sandbox.post(mark, both)["errcode"] == 40063
    stranger = {"userid": userid, "external_userid": sandbox.stranger(), "add_tag": ["x"]}
    assert sandbox.post(mark, stranger)["errcode"] == 84061


def test_phones_are_replaced_whole_and_one_empty_text_clears(sandbox: Running) -> None:
    userid, person = sandbox.friend()
    both = {"userid": userid, "external_userid": person}
    for given, left in ((["139", "138"], ["139", "138"]), (["137"], ["137"]), ([""], [])):
        sandbox.post("externalcontact/remark", both | {"remark_mobiles": given})
        follow = sandbox.get("externalcontact/get", external_userid=person)["follow_user"]
        assert follow[0]["remark_mobiles"] == left
    assert sandbox.post("externalcontact/remark", both)["errcode"] == 40058


def test_larger_pages_than_a_hundred_customers_are_cut(sandbox: Running) -> None:
    staff = [row["userid"] for row in sandbox.read("api/staff")["items"]][:24]
    body = {"userid_list": staff, "limit": 5000}
    answer = sandbox.post("externalcontact/batch/get_by_user", body)
    assert len(answer["external_contact_list"]) == 100
    assert answer["next_cursor"]


@pytest.mark.parametrize(
    ("type", "content", "errcode"),
    [
        ("image", b"", 44001),
        ("image", b"\x89PN", 40006),
        ("image", b"no picture at all", 40004),
        ("image", PNG + b"0" * 10 * 1024 * 1024, 45001),
        ("voice", b"#!AMR\n" + b"0" * 2 * 1024 * 1024, 45001),
        ("video", b"0" * (10 * 1024 * 1024 + 1), 45001),
        ("file", b"0" * (20 * 1024 * 1024 + 1), 45001),
        ("poster", PNG, 40005),
    ],
    ids=["empty", "tiny", "no-picture", "image", "voice", "video", "file", "no-such-kind"],
)
def test_files_have_limits(sandbox: Running, type: str, content: bytes, errcode: int) -> None:
    assert sandbox.upload("media/upload", content, type=type)["errcode"] == errcode


def test_media_come_back_for_three_days_and_pictures_for_good(sandbox: Running) -> None:
    made = sandbox.upload("media/upload", PNG, type="image")
    assert (made["errmsg"], type(made["created_at"])) == ("", str)
    url = sandbox.upload("media/uploadimg", PNG)["url"]
    assert sandbox.read("policy")["media_seconds"] == 3 * 86_400
    sandbox.policy(media_seconds=0)
    assert sandbox.get("media/get", media_id=made["media_id"])["errcode"] == 40007
    sandbox.policy(media_seconds=259_200)
    query = {"access_token": sandbox.token, "media_id": made["media_id"]}
    answer = sandbox.http.get("/cgi-bin/media/get", params=query)
    assert answer.content == PNG
    assert 'filename="a.png"' in answer.headers["content-disposition"]
    assert sandbox.http.get(url).content == PNG


def test_wrong_phones_over_a_fifth_of_the_corp_close_the_call(stage: Stage) -> None:
    members = len(stage.sandbox.read("api/staff")["items"])
    codes = [
        stage.call("user/getuserid", {"mobile": f"1880000{n:04d}"})["errcode"]
        for n in range(members // 5 + 1)
    ]
    assert set(codes[:-1]) == {46004}
    assert codes[-1] == 45009
