"""How a call leaves for WeCom: token, retries, time-outs, refusals."""

import logging
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest

from siyu.channels.wecom import outcomes
from siyu.channels.wecom.connector import BACK_OFF_SECONDS, Credentials
from siyu.channels.wecom.errors import (
    HeldBack,
    NoAnswer,
    PagingStuck,
    WecomRefused,
    WecomUnreachable,
)
from siyu.channels.wecom.limits import Limiter
from siyu.channels.wecom.sending import send_card, send_text, send_welcome
from siyu.channels.wecom.service import Document, Image, Link, MiniProgram, Video
from siyu.channels.wecom.tokens import Fetched, TokensInMemory
from siyu.platform.access import Actor
from siyu.platform.clock import real_now
from siyu.platform.runtime import Runtime
from siyu.platform.work import CallInsideWork
from tests.channels.replies import TOKEN, Recorded, refusal

OK = {"errcode": 0, "errmsg": "ok"}
CUSTOMER = {"external_userid": "wm1", "name": "李四", "type": 1, "unionid": "", "gender": 0}
FOLLOWER = {
    "userid": "zhangsan",
    "remark": "",
    "createtime": 1525779812,
    "tags": [
        {"group_name": "g", "tag_name": "t", "tag_id": "et1", "type": 1},
        {"group_name": "", "tag_name": "own", "type": 2},
    ],
    "remark_mobiles": [],
    "state": "lc_1",
    "add_way": 99,
    "oper_userid": "wm1",
    "a_field_of_next_year": {"x": 1},
}


def test_the_token_is_asked_once_and_sent_in_the_query() -> None:
    recorded = Recorded(externalcontact__get_follow_user_list={**OK, "follow_user": ["a"]})
    client = recorded.client()
    assert client.customers.staff_with_customer_contact() == ("a",)
    assert client.customers.staff_with_customer_contact() == ("a",)
    asked = recorded.calls("gettoken")
    assert len(asked) == 1
    assert dict(asked[0].url.params) == {"corpid": "ww1", "corpsecret": "s3cret-of-the-app"}
    sent = recorded.calls("externalcontact/get_follow_user_list")
    assert [dict(one.url.params) for one in sent] == [{"access_token": "T1"}] * 2


@pytest.mark.parametrize("errcode", [40014, 42001, 41001])
def test_a_dead_token_is_replaced_once_and_the_call_repeated(errcode: int) -> None:
    recorded = Recorded(
        gettoken=[TOKEN, {**TOKEN, "access_token": "T2"}],
        externalcontact__remark=[refusal(errcode), OK],
    )
    recorded.client().customers.remark("a", "wm1", remark="x")
    sent = recorded.calls("externalcontact/remark")
    assert [one.url.params["access_token"] for one in sent] == ["T1", "T2"]


def test_a_token_that_stays_dead_is_refused_after_one_new_one() -> None:
    recorded = Recorded(externalcontact__remark=refusal(40014))
    with pytest.raises(WecomRefused) as refused:
        recorded.client().customers.remark("a", "wm1", remark="x")
    assert refused.value.outcome is outcomes.TOKEN_DEAD
    assert len(recorded.calls("gettoken")) == 2
    assert len(recorded.calls("externalcontact/remark")) == 2


@pytest.mark.parametrize("errcode", [-1, 45033])
def test_busy_is_tried_again_three_times_with_growing_pauses(errcode: int) -> None:
    recorded = Recorded(externalcontact__remark=[refusal(errcode)] * 3 + [OK])
    recorded.client().customers.remark("a", "wm1", remark="x")
    assert recorded.pauses == list(BACK_OFF_SECONDS)
    recorded = Recorded(externalcontact__remark=refusal(errcode))
    with pytest.raises(WecomRefused):
        recorded.client().customers.remark("a", "wm1", remark="x")
    assert len(recorded.calls("externalcontact/remark")) == 4


@pytest.mark.parametrize("errcode", [40001, 48002, 60020, 84061, 41051, 999999])
def test_a_refusal_is_never_repeated(errcode: int) -> None:
    recorded = Recorded(externalcontact__remark=refusal(errcode))
    with pytest.raises(WecomRefused) as refused:
        recorded.client().customers.remark("a", "wm1", remark="x")
    assert refused.value.errcode == errcode
    assert refused.value.outcome is outcomes.outcome_of(errcode)
    assert len(recorded.calls("externalcontact/remark")) == 1
    assert recorded.pauses == []


def test_a_rate_limit_closes_the_gate_before_the_next_call_leaves() -> None:
    now = 1_000.0
    limiter = Limiter(real_now().date(), monotonic=lambda: now)
    recorded = Recorded(externalcontact__remark=[refusal(45009), OK])
    client = recorded.client(limiter)
    with pytest.raises(WecomRefused):
        client.customers.remark("a", "wm1", remark="x")
    with pytest.raises(HeldBack) as held:
        client.customers.remark("a", "wm1", remark="x")
    assert held.value.data == {"call": "externalcontact/remark", "seconds": 60}
    assert len(recorded.calls("externalcontact/remark")) == 1
    now += 60
    client.customers.remark("a", "wm1", remark="x")
    assert len(recorded.calls("externalcontact/remark")) == 2


def test_a_read_that_went_unanswered_is_repeated_once() -> None:
    slow = httpx.ReadTimeout("slow")
    recorded = Recorded(externalcontact__get_follow_user_list=[slow, {**OK, "follow_user": []}])
    assert recorded.client().customers.staff_with_customer_contact() == ()
    recorded = Recorded(externalcontact__get_follow_user_list=slow)
    with pytest.raises(NoAnswer):
        recorded.client().customers.staff_with_customer_contact()
    assert len(recorded.calls("externalcontact/get_follow_user_list")) == 2


def test_a_change_that_went_unanswered_is_never_repeated() -> None:
    recorded = Recorded(externalcontact__remark=[httpx.ReadTimeout("slow"), OK])
    with pytest.raises(NoAnswer):
        recorded.client().customers.remark("a", "wm1", remark="x")
    assert len(recorded.calls("externalcontact/remark")) == 1


def test_a_change_that_never_arrived_is_sent_again() -> None:
    recorded = Recorded(externalcontact__remark=[httpx.ConnectError("refused"), OK])
    recorded.client().customers.remark("a", "wm1", remark="x")
    recorded = Recorded(externalcontact__remark=httpx.ConnectError("refused"))
    with pytest.raises(WecomUnreachable):
        recorded.client().customers.remark("a", "wm1", remark="x")
    assert len(recorded.calls("externalcontact/remark")) == 2


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(200, text="<html>"),
        httpx.Response(200, text="[]"),
        httpx.Response(502, json={}),
    ],
)
def test_an_answer_that_is_not_wecoms_is_no_answer(reply: httpx.Response) -> None:
    recorded = Recorded(externalcontact__remark=lambda _request: reply)
    with pytest.raises(NoAnswer):
        recorded.client().customers.remark("a", "wm1", remark="x")


def test_no_call_leaves_while_a_work_is_open(runtime: Runtime) -> None:
    recorded = Recorded(externalcontact__get_follow_user_list={**OK})
    client = recorded.client()
    with (
        runtime.work(uuid4(), actor=Actor.system("test")),
        pytest.raises(CallInsideWork),
    ):
        client.customers.staff_with_customer_contact()
    assert recorded.requests == []
    client.customers.staff_with_customer_contact()


def test_neither_token_nor_secret_reaches_a_log_or_an_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    recorded = Recorded(externalcontact__remark=httpx.ReadTimeout("slow"))
    client = recorded.client()
    with caplog.at_level(logging.INFO), pytest.raises(NoAnswer) as error:
        client.customers.remark("a", "wm1", remark="x")
    told = caplog.text + str(error.value) + repr(client.connector.credentials)
    assert "T1" not in told
    assert "s3cret" not in told
    assert "s3cret" not in repr(Credentials("ww1", 1, "s3cret"))


def test_a_member_without_customers_has_none() -> None:
    reply = {**refusal(84061, "not external contact"), "external_userid": []}
    assert Recorded(externalcontact__list=reply).client().customers.ids_of("a") == ()
    batch = Recorded(externalcontact__batch__get_by_user=refusal(84061))
    assert list(batch.client().customers.relations_of(["a"]))[0].items == ()
    with pytest.raises(WecomRefused):
        Recorded(externalcontact__list=refusal(60111)).client().customers.ids_of("a")


def test_a_customers_followers_are_read_to_the_last_page() -> None:
    def page(userid: str, cursor: str) -> dict[str, object]:
        follower = {**FOLLOWER, "userid": userid}
        return {**OK, "external_contact": CUSTOMER, "follow_user": [follower],
                "next_cursor": cursor}  # fmt: skip

    recorded = Recorded(externalcontact__get=[page("a", "c2"), page("b", "")])
    found = recorded.client().customers.get("wm1")
    assert [one.userid for one in found.followers] == ["a", "b"]
    assert found.customer.name == "李四"
    first = found.followers[0]
    assert first.added_at == datetime(2018, 5, 8, 11, 43, 32, tzinfo=UTC)
    assert (first.state, first.add_way, first.tag_ids) == ("lc_1", 99, ("et1",))
    asked = recorded.calls("externalcontact/get")
    assert [one.url.params.get("cursor") for one in asked] == [None, "c2"]


def test_a_cursor_that_comes_twice_ends_the_reading() -> None:
    page = {**OK, "external_contact_list": [], "next_cursor": "c"}
    recorded = Recorded(externalcontact__batch__get_by_user=page)
    with pytest.raises(PagingStuck):
        list(recorded.client().customers.relations_of(["a"]))


def test_relations_come_in_pages_with_tag_ids() -> None:
    follow = {"userid": "a", "createtime": 1, "tag_id": ["et1", "et2"]}
    item = {"external_contact": CUSTOMER, "follow_info": follow}
    recorded = Recorded(externalcontact__batch__get_by_user={**OK, "external_contact_list": [item]})
    page = recorded.client().customers.page_of_relations(["a"], "c1")
    assert page.next_cursor == ""
    assert page.items[0].follower.tag_ids == ("et1", "et2")
    assert recorded.body("externalcontact/batch/get_by_user") == {
        "userid_list": ["a"],
        "cursor": "c1",
        "limit": 100,
    }


def test_a_remark_sends_what_is_given_and_clears_mobiles_wecoms_way() -> None:
    recorded = Recorded(externalcontact__remark=OK)
    customers = recorded.client().customers
    customers.remark("a", "wm1")
    assert recorded.requests == []
    customers.remark("a", "wm1", description="", mobiles=[])
    assert recorded.body("externalcontact/remark") == {
        "userid": "a",
        "external_userid": "wm1",
        "description": "",
        "remark_mobiles": [""],
    }
    assert "李".encode() not in recorded.requests[-1].content
    customers.remark("a", "wm1", remark="李")
    assert "李".encode() in recorded.requests[-1].content


def test_marking_nothing_asks_nothing() -> None:
    recorded = Recorded(externalcontact__mark_tag=OK)
    recorded.client().customers.mark("a", "wm1")
    assert recorded.requests == []
    recorded.client().customers.mark("a", "wm1", add=["et1"])
    assert recorded.body("externalcontact/mark_tag") == {
        "userid": "a",
        "external_userid": "wm1",
        "add_tag": ["et1"],
    }


def test_a_welcome_carries_its_code_text_and_attachments() -> None:
    recorded = Recorded(externalcontact__send_welcome_msg=OK)
    send_welcome(
        recorded.client(),
        "CODE",
        "你好",
        [
            Image(pic_url="https://a.example/1.png"),
            Link(title="t", url="https://a.example", description="d", picture_url="https://p"),
            MiniProgram(title="m", cover_media_id="M", app_id="wx1", page="p"),
            Video(media_id="V"),
            Document(media_id="F"),
        ],
    )
    assert recorded.body("externalcontact/send_welcome_msg") == {
        "welcome_code": "CODE",
        "text": {"content": "你好"},
        "attachments": [
            {"msgtype": "image", "image": {"pic_url": "https://a.example/1.png"}},
            {
                "msgtype": "link",
                "link": {
                    "title": "t",
                    "url": "https://a.example",
                    "desc": "d",
                    "picurl": "https://p",
                },
            },
            {
                "msgtype": "miniprogram",
                "miniprogram": {
                    "title": "m",
                    "pic_media_id": "M",
                    "appid": "wx1",
                    "page": "p",
                },
            },
            {"msgtype": "video", "video": {"media_id": "V"}},
            {"msgtype": "file", "file": {"media_id": "F"}},
        ],
    }


def test_an_app_message_names_who_it_did_not_reach() -> None:
    recorded = Recorded(
        message__send={**OK, "invaliduser": "b|c", "unlicenseduser": "", "msgid": "m1"}
    )
    sent = send_text(recorded.client(), ["a", "B", "c"], "hi")
    assert sent.not_reached == ("b", "c")
    assert recorded.body("message/send") == {
        "touser": "a|B|c",
        "agentid": 1000002,
        "enable_duplicate_check": 1,
        "duplicate_check_interval": 1_800,
        "msgtype": "text",
        "text": {"content": "hi"},
    }
    send_card(recorded.client(), ["a"], title="t", description="d", url="https://a.example")
    assert recorded.body("message/send")["textcard"]["title"] == "t"
    with pytest.raises(ValueError, match="receivers"):
        send_text(recorded.client(), [], "hi")


def test_an_upload_is_a_form_with_the_field_media() -> None:
    reply = {
        "errcode": 0,
        "errmsg": "",
        "type": "image",
        "media_id": "M",
        "created_at": "1380000000",
    }
    recorded = Recorded(media__upload=reply, media__uploadimg={**OK, "url": "https://p"})
    media = recorded.client().media
    assert media.upload("image", "a.png", b"123456").created_at.year == 2013
    assert media.upload_image("a.png", b"123456") == "https://p"
    sent = recorded.calls("media/upload")[0]
    assert sent.url.params["type"] == "image"
    assert b'name="media"; filename="a.png"' in sent.content


def test_page_tickets_are_kept_and_sign_the_page() -> None:
    recorded = Recorded(
        get_jsapi_ticket={**OK, "ticket": "C", "expires_in": 7200},
        ticket__get={**OK, "ticket": "A", "expires_in": 7200},
    )
    pages = recorded.client().pages
    for _ in range(2):
        pages.corp_signature("https://a.example/x#y", nonce="n", timestamp=1)
        signed = pages.app_signature("https://a.example/x#y", nonce="n", timestamp=1)
    assert (signed.corp_id, signed.agent_id, len(signed.signature)) == ("ww1", 1000002, 40)
    assert len(recorded.calls("get_jsapi_ticket")) == 1
    assert [dict(one.url.params) for one in recorded.calls("ticket/get")] == [
        {"access_token": "T1", "type": "agent_config"}
    ]


def test_a_sign_in_code_is_not_tried_twice() -> None:
    recorded = Recorded(auth__getuserinfo=[httpx.ReadTimeout("slow"), OK])
    with pytest.raises(NoAnswer):
        recorded.client().pages.who("code")
    assert len(recorded.calls("auth/getuserinfo")) == 1


@pytest.mark.parametrize(
    ("reply", "userid", "openid"),
    [
        ({**OK, "userid": "a", "user_ticket": "T"}, "a", ""),
        ({**OK, "UserId": "a", "DeviceId": ""}, "a", ""),
        ({**OK, "openid": "o", "external_userid": "wm1"}, "", "o"),
    ],
)
def test_who_signed_in_is_staff_or_an_outsider(
    reply: dict[str, object], userid: str, openid: str
) -> None:
    who = Recorded(auth__getuserinfo=reply).client().pages.who("code")
    assert (who.userid, who.openid) == (userid, openid)


def test_a_code_is_made_changed_and_read() -> None:
    way = {"config_id": "c", "type": 2, "scene": 2, "user": ["a"], "party": [], "state": "lc_1"}
    recorded = Recorded(
        externalcontact__add_contact_way={**OK, "config_id": "c", "qr_code": "https://q"},
        externalcontact__update_contact_way=OK,
        externalcontact__get_contact_way={**OK, "contact_way": way},
        externalcontact__del_contact_way=OK,
        externalcontact__list_contact_way=[
            {**OK, "contact_way": [{"config_id": "c"}], "next_cursor": "n"},
            {**OK, "contact_way": [{"config_id": "d"}], "next_cursor": ""},
        ],
    )
    ways = recorded.client().contact_ways
    assert ways.add(["a", "b"], state="lc_1").qr_code == "https://q"
    assert recorded.body("externalcontact/add_contact_way") == {
        "type": 2,
        "scene": 2,
        "user": ["a", "b"],
        "state": "lc_1",
        "skip_verify": True,
    }
    ways.update("c", staff=["b"])
    assert recorded.body("externalcontact/update_contact_way") == {
        "config_id": "c",
        "user": ["b"],
    }
    assert ways.get("c").staff == ("a",)
    assert [page.config_ids for page in ways.all_since(1)] == [("c",), ("d",)]
    ways.delete("c")
    assert recorded.body("externalcontact/del_contact_way") == {"config_id": "c"}


def test_tags_directory_and_groups_are_read() -> None:
    group = {"group_id": "g", "group_name": "G", "tag": [{"id": "t", "name": "T", "order": 3}]}
    staff = {"userid": "a", "name": "A", "department": [2], "status": 1}
    member = {"userid": "wm1", "type": 2, "join_time": 1, "join_scene": 3, "invitor": {}}
    chat = {"chat_id": "wr1", "name": "", "owner": "a", "member_list": [member], "notice": ""}
    recorded = Recorded(
        externalcontact__get_corp_tag_list={**OK, "tag_group": [group]},
        externalcontact__add_corp_tag={**OK, "tag_group": group},
        externalcontact__edit_corp_tag=OK,
        externalcontact__del_corp_tag=OK,
        department__simplelist={**OK, "department_id": [{"id": 2, "parentid": 1, "order": 9}]},
        department__list={**OK, "department": [{"id": 2, "name": "店", "parentid": 1}]},
        department__get={**OK, "department": {"id": 2, "department_leader": ["a"]}},
        user__list={**OK, "userlist": [staff]},
        user__simplelist={**OK, "userlist": [{"userid": "a", "department": [2]}]},
        externalcontact__groupchat__list={**OK, "group_chat_list": [{"chat_id": "wr1"}]},
        externalcontact__groupchat__get={**OK, "group_chat": chat},
        getcallbackip={**OK, "ip_list": ["192.0.2.*"]},
        get_api_domain_ip={**OK, "ip_list": ["192.0.2.0/24"]},
        auth__getuserdetail={**OK, "userid": "a", "mobile": "13800000000", "gender": "1"},
    )  # fmt: skip
    client = recorded.client()
    assert client.tags.groups()[0].tags[0].order == 3
    assert client.tags.add(["T"], group_name="G").id == "g"
    client.tags.rename("t", "U")
    client.tags.delete(tag_ids=["t"])
    assert recorded.body("externalcontact/del_corp_tag") == {"tag_id": ["t"]}
    assert client.directory.department_ids()[0].parent_id == 1
    assert client.directory.departments()[0].name == "店"
    assert client.directory.department(2).leaders == ("a",)
    assert client.directory.staff(2)[0].status == 1
    assert client.directory.staff_names(2)[0].name == ""
    assert [page.items[0].chat_id for page in client.groups.all(["a"])] == ["wr1"]
    found = client.groups.get("wr1")
    assert (found.members[0].join_scene, found.members[0].invited_by.userid) == (3, "")
    assert client.pages.callback_addresses() == ("192.0.2.*",)
    assert client.pages.api_addresses() == ("192.0.2.0/24",)
    assert client.pages.detail("T").mobile == "13800000000"


def test_a_token_in_memory_is_renewed_before_its_end_and_when_seen_dead() -> None:
    now, asked = 0.0, 0

    def fetch() -> Fetched:
        nonlocal asked
        asked += 1
        return Fetched(f"T{asked}", 7200)

    tokens = TokensInMemory(lambda: now)
    assert tokens.value("access_token", fetch) == "T1"
    now = 6_899
    assert tokens.value("access_token", fetch) == "T1"
    assert tokens.value("access_token", fetch, dead="T0") == "T1"
    assert tokens.value("access_token", fetch, dead="T1") == "T2"
    now += 6_900
    assert tokens.value("access_token", fetch) == "T3"
