"""The connector and the callback edge against a WeCom that runs, over HTTP."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from siyu.channels.wecom import inbox
from siyu.channels.wecom.errors import HeldBack, NoAnswer, WecomRefused
from siyu.channels.wecom.receptions import Received, Reception
from siyu.channels.wecom.sending import send_text, send_welcome
from siyu.platform.clock import real_now
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work
from tests.contract.wecom_installation import Installation, installed
from tests.sandbox.running import Running, until

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@pytest.fixture(scope="module")
def shared() -> Iterator[Running]:
    with Running(seed=7) as running:
        yield running


@pytest.fixture
def house(runtime: Runtime, tenant_id: UUID, shared: Running) -> Iterator[Installation]:
    fresh = shared.read("policy")
    yield installed(runtime, tenant_id, shared)
    shared.faults()
    shared.policy(**fresh)


def test_the_directory_and_whose_customers_are_read_as_the_sandbox_holds_them(
    house: Installation,
) -> None:
    house.connect()
    client = house.client()
    departments = client.directory.department_ids()
    assert {one.id for one in client.directory.departments()} == {one.id for one in departments}
    first = departments[0]
    assert client.directory.department(first.id).id == first.id
    staff = {one.userid for at in departments for one in client.directory.staff(at.id)}
    names = {one.userid for at in departments for one in client.directory.staff_names(at.id)}
    shown = {row["userid"] for row in house.sandbox.read("api/staff")["items"]}
    assert staff == names == shown
    assert set(client.customers.staff_with_customer_contact()) <= shown


def test_a_friend_is_read_alone_listed_and_in_a_batch(house: Installation) -> None:
    house.connect()
    client = house.client()
    userid, person = house.sandbox.friend(state="lc_door")
    followed = client.customers.get(person)
    (follower,) = followed.followers
    assert followed.customer.external_userid == person
    assert (follower.userid, follower.state, follower.add_way) == (userid, "lc_door", 1)
    assert abs((follower.added_at - real_now()).total_seconds()) < 60
    assert person in client.customers.ids_of(userid)
    relations = [one for page in client.customers.relations_of([userid]) for one in page.items]
    assert person in {one.customer.external_userid for one in relations}
    assert {one.follower.userid for one in relations} == {userid}


def test_a_member_without_customers_has_none(house: Installation) -> None:
    house.connect()
    client = house.client()
    assert client.customers.staff_with_customer_contact()
    bare = next(
        userid
        for userid in client.customers.staff_with_customer_contact()
        if not client.customers.ids_of(userid)
    )
    assert client.customers.page_of_relations([bare]).items == ()


def test_remarks_and_tags_are_written_and_read_back(house: Installation) -> None:
    house.connect()
    client = house.client()
    userid, person = house.sandbox.friend()
    group = client.tags.add(["活码"], group_name="渠道")
    tag = group.tags[0]
    client.customers.mark(userid, person, add=[tag.id])
    client.customers.remark(userid, person, remark="李四", description="d", mobiles=["13800000001"])
    (follower,) = client.customers.get(person).followers
    assert (follower.remark, follower.description) == ("李四", "d")
    assert follower.remark_mobiles == ("13800000001",)
    assert tag.id in follower.tag_ids
    client.customers.mark(userid, person, remove=[tag.id])
    client.customers.remark(userid, person, mobiles=[])
    (follower,) = client.customers.get(person).followers
    assert tag.id not in follower.tag_ids
    assert follower.remark_mobiles == ()
    client.tags.rename(tag.id, "门店活码")
    assert client.tags.groups(tag_ids=[tag.id])[0].tags[0].name == "门店活码"
    with pytest.raises(WecomRefused) as refused:
        client.tags.rename(tag.id, "x" * 31)
    assert refused.value.outcome.name in {"bad_request", "tag_exists"}
    client.tags.delete(tag_ids=[tag.id])
    assert tag.id not in {one.id for group in client.tags.groups() for one in group.tags}


def test_a_code_is_made_changed_listed_and_ended(house: Installation) -> None:
    house.connect()
    ways = house.client().contact_ways
    one, two = house.sandbox.staff(0), house.sandbox.staff(1)
    made = ways.add([one], state="lc_abc", remark="门口")
    assert made.qr_code.startswith("http")
    ways.update(made.config_id, staff=[one, two])
    read = ways.get(made.config_id)
    assert (set(read.staff), read.state, read.remark) == ({one, two}, "lc_abc", "门口")
    listed = {
        config_id
        for page in ways.all_since(int(real_now().timestamp()) - 86_400)
        for config_id in page.config_ids
    }
    assert made.config_id in listed
    ways.delete(made.config_id)
    with pytest.raises(WecomRefused) as refused:
        ways.get(made.config_id)
    assert refused.value.outcome.name == "unknown_way"


def test_a_welcome_is_shown_once_and_the_second_is_told_apart(house: Installation) -> None:
    house.connect()
    client = house.client()
    userid, person = house.sandbox.friend()
    added = [row for row in house.sandbox.callbacks() if row["fields"]["ExternalUserID"] == person]
    code = added[-1]["fields"]["WelcomeCode"]
    send_welcome(client, code, "你好，欢迎光临")
    with pytest.raises(WecomRefused) as refused:
        send_welcome(client, code, "再来一次")
    assert refused.value.outcome.name in {"welcome_used", "welcome_sending"}
    with pytest.raises(WecomRefused) as refused:
        send_welcome(client, "no-such-code", "你好")
    assert refused.value.outcome.name == "welcome_expired"
    chat = house.sandbox.read(f"api/people/{person}/chats/{userid}")
    assert "你好，欢迎光临" in str(chat)
    assert "再来一次" not in str(chat)


def test_media_app_messages_and_page_tickets(house: Installation) -> None:
    house.connect()
    client = house.client()
    assert client.media.upload("image", "a.png", PNG).media_id
    assert client.media.upload_image("a.png", PNG).startswith("http")
    userid = house.sandbox.staff()
    assert send_text(client, [userid], "开工了").not_reached == ()
    some = send_text(client, [userid, "Nobody-Here"], "开工了")
    assert some.not_reached == ("nobody-here",)
    with pytest.raises(WecomRefused) as refused:
        send_text(client, ["nobody-here"], "开工了")
    assert refused.value.outcome.name == "nobody_reached"
    assert client.pages.corp_ticket() == client.pages.corp_ticket()
    assert client.pages.app_ticket() != client.pages.corp_ticket()
    assert client.pages.callback_addresses()
    assert client.pages.api_addresses()


def test_groups_are_listed_and_read(house: Installation) -> None:
    house.connect()
    groups = house.client().groups
    listed = [one for page in groups.all() for one in page.items]
    assert listed
    read = groups.get(listed[0].chat_id)
    assert read.owner
    assert read.owner in {member.userid for member in read.members}
    with pytest.raises(WecomRefused) as refused:
        groups.get("wrNOSUCHGROUP")
    assert refused.value.outcome.name == "not_a_group"


def test_many_threads_share_one_token_and_outlive_its_death(house: Installation) -> None:
    house.connect()
    client = house.client()

    def ask(_: int) -> int:
        return len(client.directory.department_ids())

    with ThreadPoolExecutor(8) as threads:
        before = list(threads.map(ask, range(16)))
        house.sandbox.faults({"kind": "dead_token", "path": "department/simplelist", "next": 1})
        after = list(threads.map(ask, range(16)))
    assert len(set(before + after)) == 1
    with house.runtime.sessions() as session:
        assert session.execute(text("SELECT count(*) FROM wecom_tokens")).scalar_one() == 1


def test_a_busy_wecom_is_asked_again_and_a_lost_answer_to_a_change_is_not(
    house: Installation,
) -> None:
    house.connect()
    client = house.client()
    userid, person = house.sandbox.friend()
    busy: dict[str, Any] = {"kind": "errcode", "path": "externalcontact/remark", "errcode": -1}
    house.sandbox.faults({**busy, "next": 2})
    client.customers.remark(userid, person, remark="一")
    house.sandbox.faults({"kind": "answer_lost", "path": "externalcontact/remark", "next": 1})
    with pytest.raises(NoAnswer):
        client.customers.remark(userid, person, remark="二")
    (follower,) = client.customers.get(person).followers
    assert follower.remark == "二"
    house.sandbox.faults({"kind": "answer_lost", "path": "department/simplelist", "next": 1})
    assert client.directory.department_ids()


def test_a_rate_limit_stops_the_next_call_here(house: Installation) -> None:
    house.connect()
    client = house.client()
    house.sandbox.faults({"kind": "errcode", "path": "getcallbackip", "errcode": 45009, "next": 1})
    with pytest.raises(WecomRefused):
        client.pages.callback_addresses()
    with pytest.raises(HeldBack):
        client.pages.callback_addresses()


def test_a_scan_reaches_its_reception_once_though_callbacks_come_twice_and_in_disorder(
    house: Installation,
) -> None:
    seen: list[tuple[str, str]] = []
    lock = threading.Lock()

    def handle(_work: Work, received: Received, _prepared: Any) -> None:
        with lock:
            seen.append((received.change, received.field("ExternalUserID")))

    with house.open_to_callbacks():
        twice = {"kind": "callback_duplicate", "path": "*"}
        house.sandbox.faults(twice, {"kind": "callback_out_of_order", "path": "*", "ms": 80})
        people = []
        for _ in range(3):
            userid, person = house.sandbox.friend()
            house.sandbox.do("api/phone/delete", userid=userid, external_userid=person)
            people.append(person)
        runtime = house.receiving(Reception(kind="change_external_contact", handle=handle))

        def all_seen() -> bool:
            inbox.step(runtime)
            return len(seen) >= 6

        until(all_seen, 15)
        until(lambda: all(row["state"] == "delivered" for row in house.sandbox.callbacks()[-6:]))
        while inbox.step(runtime):
            pass
    expected = [
        (change, person)
        for person in people
        for change in ("add_external_contact", "del_follow_user")
    ]
    assert sorted(seen) == sorted(expected)


def test_the_address_is_saved_only_after_our_handshake(house: Installation) -> None:
    with house.open_to_callbacks() as connection:
        told = house.sandbox.told
        root = house.runtime.settings.public_url
        url = f"{root}/callbacks/wecom/{connection.id}"
        status, _ = house.sandbox.refused(
            "callback", url=url, token="Another", aes_key=told["aes_key"]
        )
        assert status == 409
        assert httpx.get(f"{root}/healthz").status_code == 200


@pytest.mark.parametrize("framing", ["Content-Length: 1073741824", "Transfer-Encoding: chunked"])
def test_a_body_of_a_gigabyte_is_cut_off_and_the_service_goes_on(
    house: Installation, framing: str
) -> None:
    with house.open_to_callbacks() as connection:
        root = house.runtime.settings.public_url
        host, port = root.removeprefix("http://").split(":")
        path = f"/callbacks/wecom/{connection.id}"
        with socket.create_connection((host, int(port)), timeout=10) as sender:
            sender.sendall(f"POST {path} HTTP/1.1\r\nHost: {host}\r\n{framing}\r\n\r\n".encode())
            sent = flood(sender, chunked="chunked" in framing)
            assert sent < 64 * 1024 * 1024
            try:
                assert sender.recv(12) in {b"HTTP/1.1 413", b""}
            except ConnectionResetError:
                pass
        _, person = house.sandbox.friend()
        until(lambda: house.sandbox.callbacks()[-1]["state"] == "delivered")
        assert house.sandbox.callbacks()[-1]["fields"]["ExternalUserID"] == person


def flood(sender: socket.socket, *, chunked: bool) -> int:
    """Send up to a gigabyte; how much went until the other side would take no more."""
    block = b"x" * 65_536
    piece = b"10000\r\n" + block + b"\r\n" if chunked else block
    for number in range(16_384):
        try:
            sender.sendall(piece)
        except OSError:
            return number * len(block)
    return 1 << 30
