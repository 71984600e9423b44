"""Trouble on demand, quotas and the administrator's settings."""

import time
from email.utils import parsedate_to_datetime

import httpx
import pytest

from tests.sandbox.running import Running


def test_slow_waits_and_then_answers(sandbox: Running) -> None:
    sandbox.faults({"kind": "slow", "path": "getcallbackip", "ms": 300, "next": 1})
    started = time.monotonic()
    assert sandbox.get("getcallbackip")["errcode"] == 0
    assert time.monotonic() - started >= 0.3
    started = time.monotonic()
    sandbox.get("getcallbackip")
    assert time.monotonic() - started < 0.3


@pytest.mark.parametrize("errcode", [-1, 45009, 45033])
def test_a_code_as_often_as_asked(sandbox: Running, errcode: int) -> None:
    sandbox.faults({"kind": "errcode", "errcode": errcode, "path": "user/*", "next": 2})
    codes = [sandbox.get("user/get", userid=sandbox.staff())["errcode"] for _ in range(3)]
    assert codes == [errcode, errcode, 0]


def test_a_dead_token_is_dead_whatever_its_age(sandbox: Running) -> None:
    sandbox.faults({"kind": "dead_token", "next": 1})
    assert sandbox.get("getcallbackip")["errcode"] == 42001
    assert sandbox.get("getcallbackip")["errcode"] == 0


def test_a_lost_answer_was_still_done(sandbox: Running) -> None:
    sandbox.faults({"kind": "answer_lost", "path": "*/add_contact_way", "next": 1})
    ways = len(sandbox.read("api/codes")["items"])
    with pytest.raises(httpx.RemoteProtocolError):
        sandbox.way()
    assert len(sandbox.read("api/codes")["items"]) == ways + 1


def test_a_wrong_clock_shows_in_the_date_header(sandbox: Running) -> None:
    query = {"access_token": sandbox.token}
    right = sandbox.http.get("/cgi-bin/getcallbackip", params=query).headers["date"]
    sandbox.faults({"kind": "wrong_clock", "seconds": 3600})
    wrong = sandbox.http.get("/cgi-bin/getcallbackip", params=query).headers["date"]
    apart = parsedate_to_datetime(wrong) - parsedate_to_datetime(right)
    assert 3590 < apart.total_seconds() < 3610


def test_a_chance_of_nothing_never_strikes_and_of_one_always(sandbox: Running) -> None:
    sandbox.faults({"kind": "errcode", "probability": 0})
    assert {sandbox.get("getcallbackip")["errcode"] for _ in range(20)} == {0}
    sandbox.faults({"kind": "errcode", "probability": 1})
    assert {sandbox.get("getcallbackip")["errcode"] for _ in range(20)} == {-1}


def test_an_address_that_is_not_trusted_is_named(sandbox: Running) -> None:
    sandbox.policy(trusted_ips=["203.0.113.7"])
    answer = sandbox.gettoken()
    assert answer["errcode"] == 60020
    assert "from ip: 127.0.0.1" in answer["errmsg"]
    sandbox.policy(trusted_ips=["127.0.0.1"])
    assert sandbox.gettoken()["errcode"] == 0


def test_a_right_that_is_not_granted_is_forbidden(sandbox: Running) -> None:
    sandbox.policy(rights=["directory"])
    assert sandbox.get("externalcontact/get_follow_user_list")["errcode"] == 48002
    assert sandbox.get("department/list")["errcode"] == 0


def test_the_directory_sync_call_is_another_apps_alone(sandbox: Running) -> None:
    assert sandbox.post("user/list_id")["errcode"] == 48002


def test_tokens_expire_in_real_seconds(sandbox: Running) -> None:
    with Running(seed=3, empty=True) as short:
        short.policy(token_seconds=0.3)
        first = short.token
        assert short.get("getcallbackip")["errcode"] == 0
        time.sleep(0.35)
        assert short.get("getcallbackip")["errcode"] == 42001
        assert short.gettoken()["access_token"] != first


def test_debug_calls_are_few(sandbox: Running) -> None:
    codes = [sandbox.get("getcallbackip", debug=1)["errcode"] for _ in range(6)]
    assert codes == [0, 0, 0, 0, 0, 45009]


def test_a_block_lasts_as_long_as_its_window(sandbox: Running) -> None:
    sandbox.policy(rates=[{"path": "getcallbackip", "most": 2, "seconds": 1}])
    assert [sandbox.get("getcallbackip")["errcode"] for _ in range(3)] == [0, 0, 45009]
    time.sleep(0.5)
    assert sandbox.get("getcallbackip")["errcode"] == 45009
    time.sleep(0.6)
    assert sandbox.get("getcallbackip")["errcode"] == 0


def test_the_default_quotas_are_the_official_ones(sandbox: Running) -> None:
    rates = {(r["path"], r["seconds"]): r["most"] for r in sandbox.read("policy")["rates"]}
    assert rates["*", 60] == 10_000
    assert rates["*", 3600] == 150_000
    assert rates["get_jsapi_ticket", 3600] == 100


def test_what_is_not_modelled_is_an_error_and_is_listed(sandbox: Running) -> None:
    assert sandbox.post("externalcontact/add_moment_task")["errcode"] == 999501
    body = {"userid": "x", "external_userid": "y", "wechat_channels": {}}
    assert sandbox.post("externalcontact/remark", body)["errcode"] == 999501
    listed = {row["what"] for row in sandbox.read("unmodelled")["items"]}
    assert "externalcontact/add_moment_task" in listed
    assert "externalcontact/remark wechat_channels" in listed


def test_a_body_that_is_no_json_object_is_refused(sandbox: Running) -> None:
    for body in ("[1]", "not json", "\ud800".encode("utf-8", "surrogatepass")):
        answer = sandbox.json(
            "POST",
            "/cgi-bin/externalcontact/get_corp_tag_list",
            params={"access_token": sandbox.token},
            content=body,
        )
        assert answer["errcode"] == 40058


def test_unknown_faults_and_policies_are_refused(sandbox: Running) -> None:
    wrong = sandbox.http.put("/sandbox/faults", json={"faults": [{"kind": "meteor"}]})
    assert wrong.status_code == 422
    assert sandbox.http.put("/sandbox/policy", json={"colour": 1}).status_code == 422
