"""WeCom's wire, against published vectors and against itself."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.channels.wecom import protocol
from siyu.channels.wecom.refusals import (
    BadEncoding,
    BadKey,
    BadLength,
    BadPadding,
    BadSignature,
    ForbiddenXml,
    Malformed,
    TooLarge,
)

Vector = dict[str, Any]
VECTORS: list[Vector] = json.loads(
    (Path(__file__).parent / "wecom_vectors.json").read_text(encoding="utf-8")
)
KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"


def vectors(*kinds: str, expect: str | None = None) -> list[Any]:
    chosen = [v for v in VECTORS if v["kind"] in kinds and v.get("expect") == expect]
    assert chosen
    return [pytest.param(vector, id=vector["id"]) for vector in chosen]


def event(**changed: str) -> protocol.Message:
    fields: protocol.Message = {
        "ToUserName": "wwcorp",
        "FromUserName": "sys",
        "CreateTime": "1403610513",
        "MsgType": "event",
        "Event": "change_external_contact",
        "ChangeType": "add_external_contact",
        "UserID": "zhangsan",
        "ExternalUserID": "wmAAAA",
        "WelcomeCode": "CODE",
    }
    return {**fields, **changed}


@pytest.mark.parametrize("vector", vectors("url_verify", "message", "encrypt", "signature"))
def test_published_signatures_hold(vector: Vector) -> None:
    if "msg_signature" not in vector:
        assert vector["kind"] == "encrypt"
        return
    protocol.verify(
        vector["token"],
        vector["timestamp"],
        vector["nonce"],
        vector["encrypt"],
        given=vector["msg_signature"],
    )


@pytest.mark.parametrize("vector", vectors("url_verify", "message", "encrypt"))
def test_published_ciphertexts_open(vector: Vector) -> None:
    opened = protocol.decrypt(vector["encoding_aes_key"], vector["encrypt"])
    assert opened == (vector["plaintext"], vector["receive_id"])


@pytest.mark.parametrize("vector", vectors("url_verify", "message", "encrypt"))
def test_published_plaintexts_seal_to_the_same_bytes(vector: Vector) -> None:
    prefix = bytes.fromhex(vector["random_prefix_hex"])
    sealed = protocol.encrypt(
        vector["encoding_aes_key"], vector["plaintext"], vector["receive_id"], prefix
    )
    assert sealed == vector["encrypt"]


@pytest.mark.parametrize("vector", vectors("message"))
def test_published_bodies_hold_their_ciphertext(vector: Vector) -> None:
    outer = protocol.envelope(vector["post_body"].encode())
    assert outer.encrypt == vector["encrypt"]
    assert outer.agent_id == vector["agent_id"]
    assert protocol.message(vector["plaintext"])["MsgType"] == "text"


@pytest.mark.parametrize("vector", vectors("url_verify", expect="signature_mismatch"))
def test_a_published_wrong_signature_is_refused(vector: Vector) -> None:
    with pytest.raises(BadSignature):
        protocol.verify(
            vector["token"],
            vector["timestamp"],
            vector["nonce"],
            vector["encrypt"],
            given=vector["msg_signature"],
        )


@pytest.mark.parametrize("vector", vectors("message", expect="receive_id_mismatch"))
def test_a_published_foreign_receive_id_is_seen(vector: Vector) -> None:
    _, receive_id = protocol.decrypt(vector["encoding_aes_key"], vector["encrypt"])
    assert receive_id != vector["receive_id"]


@pytest.mark.parametrize("vector", vectors("key", expect="invalid_key"))
def test_published_bad_keys_are_refused(vector: Vector) -> None:
    with pytest.raises(BadKey):
        protocol.key_bytes(vector["encoding_aes_key"])


@given(text=st.text(), receive_id=st.text(max_size=40))
def test_what_is_sealed_opens_again_and_is_padded_to_32(text: str, receive_id: str) -> None:
    sealed = protocol.encrypt(KEY, text, receive_id)
    assert protocol.decrypt(KEY, sealed) == (text, receive_id)
    assert len(protocol._from_base64(sealed)) % 32 == 0


def test_two_sealings_of_one_text_differ() -> None:
    assert protocol.encrypt(KEY, "a", "b") != protocol.encrypt(KEY, "a", "b")


@pytest.mark.parametrize("size", range(0, 40))
def test_every_padding_from_1_to_32_opens(size: int) -> None:
    assert protocol.decrypt(KEY, protocol.encrypt(KEY, "x" * size, "id")) == ("x" * size, "id")


def sealed_raw(plain: bytes) -> str:
    encryptor = protocol._cipher(protocol.key_bytes(KEY)).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


@pytest.mark.parametrize(
    ("sealed", "error"),
    [
        ("", BadLength),
        ("not base64!", BadEncoding),
        ("é", BadEncoding),
        ("AAAA", BadLength),
        (sealed_raw(b"\0" * 32), BadPadding),
        (sealed_raw(b"\0" * 31 + b"\x21"), BadPadding),
        (sealed_raw(b"\0" * 30 + b"\x03\x02"), BadPadding),
        (sealed_raw(b"\x20" * 32), BadLength),
        (sealed_raw(b"\0" * 19 + b"\x7f" + b"\x0c" * 12), BadLength),
        (sealed_raw(b"\0" * 19 + b"\x02\xff\xfe" + b"\x0a" * 10), BadEncoding),
    ],
)
def test_a_broken_ciphertext_is_refused_by_name(sealed: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        protocol.decrypt(KEY, sealed)


def test_the_longest_length_with_an_empty_receive_id_opens() -> None:
    assert protocol.decrypt(KEY, protocol.encrypt(KEY, "x" * 12, "")) == ("x" * 12, "")


def test_a_signature_of_foreign_characters_is_refused_not_raised_on() -> None:
    with pytest.raises(BadSignature):
        protocol.verify("t", "1", "2", "e", given="签名\ud800")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>', ForbiddenXml),
        (b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x"><xml><Encrypt>a</Encrypt></xml>', ForbiddenXml),
        (b"<xml><Encrypt>a</xml>", Malformed),
        (b"<xml><Encrypt>a</Encrypt></xml>trailing", Malformed),
        (b'<?xml version="1.0" encoding="no-such"?><xml><Encrypt>a</Encrypt></xml>', Malformed),
        (b"<xml><Other>a</Other></xml>", Malformed),
        (b"<xml></xml>", Malformed),
        (b"<xml>text</xml>", Malformed),
        (b"<xml><Item>a</Item></xml>", Malformed),
        (b"", Malformed),
        (b"\xff\xfe\x00", Malformed),
        (b'{"encrypt": ', Malformed),
        (b'{"encrypt": {"a": 1}}', Malformed),
        (b"<a>" * 5_000 + b"</a>" * 5_000, Malformed),
        (b'{"a":' * 6_000 + b"1" + b"}" * 6_000, Malformed),
        (b"<xml>" + b"a" * protocol.MAX_BODY_BYTES, TooLarge),
    ],
)
def test_a_body_that_is_not_a_callback_is_refused(body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        protocol.envelope(body)


def test_an_entity_bomb_is_refused_inside_the_message_too() -> None:
    bomb = "<!DOCTYPE b [" + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "x"}">' for n in range(9)
    )
    with pytest.raises(ForbiddenXml):
        protocol.message(bomb + "]><xml><Content>&a8;</Content></xml>")


@given(body=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        assert protocol.envelope(body).encrypt
    except Malformed:
        pass


def test_the_json_form_is_read_alike() -> None:
    body = b'{"tousername": "ww", "agentid": 7, "encrypt": "abc"}'
    assert protocol.envelope(body) == protocol.Envelope(to_user="ww", agent_id="7", encrypt="abc")
    assert protocol.message('{"MsgType": "event", "N": 1, "L": ["a", 2], "D": {"x": null}}') == {
        "MsgType": "event",
        "N": "1",
        "L": ["a", "2"],
        "D": {"x": ""},
    }


@pytest.mark.parametrize("text", ['{"Event": "\\ud800"}', '{"D": {"a\\u0000": "b"}}'])
def test_characters_no_database_stores_are_refused(text: str) -> None:
    with pytest.raises(Malformed):
        protocol.message(text)


def test_lists_nests_and_repeats_are_read() -> None:
    text = """<xml>
      <Event>change_external_chat</Event><Empty></Empty><Blank>
      </Blank><Spaced> a b </Spaced>
      <MemChangeList><Item>Jack</Item><Item>Rose</Item></MemChangeList>
      <ScanCodeInfo><ScanType>qr</ScanType><ScanResult>1</ScanResult></ScanCodeInfo>
      <AuthAddOpenKfId>a</AuthAddOpenKfId><AuthAddOpenKfId>b</AuthAddOpenKfId>
      <AuthAddOpenKfId>c</AuthAddOpenKfId>
    </xml>"""
    assert protocol.message(text) == {
        "Event": "change_external_chat",
        "Empty": "",
        "Blank": "",
        "Spaced": " a b ",
        "MemChangeList": ["Jack", "Rose"],
        "ScanCodeInfo": {"ScanType": "qr", "ScanResult": "1"},
        "AuthAddOpenKfId": ["a", "b", "c"],
    }


WORDS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"
    ),
    min_size=1,
    max_size=30,
).filter(str.strip)


@given(content=WORDS, members=st.lists(WORDS, min_size=1, max_size=4))
def test_a_composed_message_reads_back(content: str, members: list[str]) -> None:
    fields: protocol.Message = {"Content": f"]]>{content}", "MemChangeList": [*members]}
    assert protocol.message(protocol.message_xml(fields)) == fields


def test_a_composed_envelope_reads_back() -> None:
    body = protocol.envelope_xml("ww", "1000002", "abc+/=")
    assert protocol.envelope(body) == protocol.Envelope(
        to_user="ww", agent_id="1000002", encrypt="abc+/="
    )


def test_what_happened_is_event_and_change_or_message_type() -> None:
    assert protocol.kind(event()) == ("change_external_contact", "add_external_contact")
    assert protocol.kind({"MsgType": "text", "MsgId": "1"}) == ("text", "")
    assert protocol.kind({"InfoType": "change_auth"}) == ("change_auth", "")
    assert protocol.kind({}) == ("", "")


@pytest.mark.parametrize(
    "changed",
    [
        {"ExternalUserID": "wmBBBB"},
        {"UserID": "lisi"},
        {"ChangeType": "del_external_contact"},
        {"CreateTime": "1403610514"},
        {"ToUserName": "wwother"},
        {"ChatId": "wr1"},
        {"CurMemVer": "2"},
    ],
)
def test_events_of_one_second_have_different_keys(changed: dict[str, str]) -> None:
    assert protocol.inbound_key(event(**changed)) != protocol.inbound_key(event())


def test_a_retry_has_the_same_key_whatever_the_order_of_its_fields() -> None:
    turned = dict(reversed(event(WelcomeCode="ANOTHER").items()))
    assert protocol.inbound_key(turned) == protocol.inbound_key(event())


def test_a_message_is_known_by_its_id() -> None:
    one: protocol.Message = {"FromUserName": "zhangsan", "MsgId": "7", "CreateTime": "1"}
    assert protocol.inbound_key({**one, "CreateTime": "2"}) == protocol.inbound_key(one)
    assert protocol.inbound_key({**one, "MsgId": "8"}) != protocol.inbound_key(one)
    assert protocol.inbound_key({**one, "FromUserName": "lisi"}) != protocol.inbound_key(one)


def test_the_page_signature_is_the_documents_own() -> None:
    # The worked example of document 90506, which WeChat's JS-SDK page shares.
    ticket = (
        "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg"
    )
    signed = protocol.js_signature(
        ticket, "Wm3WZYTPz0wzccnW", 1414587457, "http://mp.weixin.qq.com?params=value#part"
    )
    assert signed == "0f9de62fce790f9a083d5c99e95740ceb90c27ed"


def test_the_sign_in_page_carries_an_escaped_return_address() -> None:
    url = protocol.oauth_url("ww1", 1000002, "https://a.example/x?y=1&z", "s 1", private=True)
    assert url == (
        "https://open.weixin.qq.com/connect/oauth2/authorize?appid=ww1"
        "&redirect_uri=https%3A%2F%2Fa.example%2Fx%3Fy%3D1%26z&response_type=code"
        "&scope=snsapi_privateinfo&state=s%201&agentid=1000002#wechat_redirect"
    )
    assert "scope=snsapi_base&" in protocol.oauth_url("ww1", 1, "https://a.example", "s")
