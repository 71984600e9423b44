"""A WeCom client that is not ours drives the sandbox: wechatpy, as published.

Nothing in it is changed. Its addresses are constants, so the transport below it sends what is
meant for WeCom's host to the sandbox.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from wechatpy.exceptions import WeChatClientException
from wechatpy.work import WeChatClient
from wechatpy.work.crypto import WeChatCrypto

from tests.sandbox.receiving import AES_KEY, TOKEN, Receiver, receiver
from tests.sandbox.running import Running, fields, until

__all__ = ["receiver"]


class Elsewhere(HTTPAdapter):
    """Requests for one host go to another."""

    def __init__(self, root: str) -> None:
        super().__init__()
        self._root = urlsplit(root)

    def send(self, request: PreparedRequest, *args: Any, **more: Any) -> Response:
        asked = urlsplit(str(request.url))
        request.url = urlunsplit(asked._replace(scheme="http", netloc=self._root.netloc))
        return super().send(request, *args, **more)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Running]:
    with Running(seed=7) as running:
        yield running


@pytest.fixture
def client(sandbox: Running) -> WeChatClient:
    made = WeChatClient(sandbox.told["corp_id"], sandbox.told["secret"])
    made._http.mount("https://qyapi.weixin.qq.com/", Elsewhere(sandbox.root))
    return made


def test_it_reads_departments_and_staff(client: WeChatClient, sandbox: Running) -> None:
    departments = client.department.list()
    assert {"山茶小铺", "总部", "杭州湖滨店"} <= {row["name"] for row in departments}
    staff = client.user.list(1, fetch_child=True)
    expected = [row["userid"] for row in sandbox.read("api/staff")["items"]]
    assert [row["userid"] for row in staff] == expected


def test_it_reads_customers(client: WeChatClient, sandbox: Running) -> None:
    userid, person = sandbox.friend()
    follow = client.external_contact.get_follow_user_list()["follow_user"]
    assert userid in follow
    assert person in client.external_contact.list(userid)["external_userid"]
    found = client.external_contact.get(person)
    assert found["external_contact"]["external_userid"] == person
    assert found["follow_user"][0]["state"] == "lc_test"


def test_it_creates_a_contact_way_that_can_be_scanned(
    client: WeChatClient, sandbox: Running
) -> None:
    userid = sandbox.staff()
    made = client.external_contact.add_contact_way(
        type=1, scene=2, state="foreign", user=[userid], remark="别人的客户端"
    )
    read = client.external_contact.get_contact_way(made["config_id"])["contact_way"]
    assert (read["user"], read["state"]) == ([userid], "foreign")
    person = sandbox.stranger()
    card = sandbox.do("api/phone/scan", external_userid=person, code=made["qr_code"])
    assert card["member"]["userid"] == userid


def test_it_is_told_errors_in_its_own_way(client: WeChatClient) -> None:
    with pytest.raises(WeChatClientException) as told:
        client.external_contact.get("wmNobody")
    assert told.value.errcode == 40096


def test_it_sends_an_app_message(client: WeChatClient, sandbox: Running) -> None:
    userid = sandbox.staff()
    client.message.send_text(sandbox.told["agent_id"], userid, "来自别人的客户端")
    inbox = sandbox.read(f"api/staff/{userid}")["app_messages"]
    assert inbox[-1]["said"]["text"]["content"] == "来自别人的客户端"


def test_its_crypto_opens_our_callbacks(sandbox: Running, receiver: Receiver) -> None:
    crypto = WeChatCrypto(TOKEN, AES_KEY, sandbox.told["corp_id"])
    sandbox.do("callback", url=receiver.url, token=TOKEN, aes_key=AES_KEY)
    _, person = sandbox.friend()
    until(lambda: receiver.bodies)
    query = receiver.queries[0]
    plain = crypto.decrypt_message(
        receiver.bodies[0], query["msg_signature"], query["timestamp"], query["nonce"]
    )
    event = fields(plain if isinstance(plain, str) else plain.decode())
    assert event["ChangeType"] == "add_external_contact"
    assert event["ExternalUserID"] == person
