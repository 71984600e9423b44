"""App messages: who gets them, who cannot, what is dropped without a word."""

from typing import Any

from tests.sandbox.running import Running


def send(sandbox: Running, touser: str, text: str = "今日新增 3 位", **more: Any) -> dict[str, Any]:
    body = {
        "touser": touser,
        "msgtype": "text",
        "agentid": sandbox.told["agent_id"],
        "text": {"content": text},
    }
    return sandbox.post("message/send", body | more)


def inbox(sandbox: Running, userid: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sandbox.read(f"api/staff/{userid}")["app_messages"]
    return found


def test_wrong_receivers_come_back_barred_and_lower_cased(sandbox: Running) -> None:
    userid = sandbox.staff(0)
    answer = send(sandbox, f"{userid}|NoBody|Other", toparty="11|999")
    assert answer["errcode"] == 0
    assert answer["invaliduser"] == "nobody|other"
    assert answer["invalidparty"] == "999"
    assert inbox(sandbox, userid)[-1]["said"]["text"]["content"] == "今日新增 3 位"


def test_nobody_left_is_an_error(sandbox: Running) -> None:
    assert send(sandbox, "nobody")["errcode"] == 81013
    assert send(sandbox, "")["errcode"] == 82001


def test_lists_of_receivers_have_limits(sandbox: Running) -> None:
    many = "|".join(["x"] * 1001)
    assert send(sandbox, many)["errcode"] == 40032
    assert send(sandbox, "", toparty="|".join(["1"] * 101))["errcode"] == 82002
    assert send(sandbox, "", totag="|".join(["1"] * 101))["errcode"] == 82003


def test_another_agent_is_not_ours(sandbox: Running) -> None:
    assert send(sandbox, sandbox.staff(), agentid=1)["errcode"] == 301002


def test_over_thirty_a_minute_are_dropped_in_silence(sandbox: Running) -> None:
    userid = sandbox.staff(1)
    answers = [send(sandbox, userid, f"第 {n} 条")["errcode"] for n in range(31)]
    assert set(answers) == {0}
    assert len(inbox(sandbox, userid)) == 30


def test_repeats_are_dropped_when_asked(sandbox: Running) -> None:
    userid = sandbox.staff(2)
    for _ in range(2):
        send(sandbox, userid, "同一句", enable_duplicate_check=1)
    send(sandbox, userid, "同一句")
    assert len(inbox(sandbox, userid)) == 2


def test_a_recalled_message_is_gone_from_the_phone(sandbox: Running) -> None:
    userid = sandbox.staff(3)
    msgid = send(sandbox, userid)["msgid"]
    assert sandbox.post("message/recall", {"msgid": msgid})["errcode"] == 0
    assert sandbox.post("message/recall", {"msgid": "gone"})["errcode"] == 40058
    assert "said" not in inbox(sandbox, userid)[-1]


def test_a_kind_that_is_not_modelled_is_refused(sandbox: Running) -> None:
    assert send(sandbox, sandbox.staff(), msgtype="template_card")["errcode"] == 40008
