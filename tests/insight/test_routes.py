"""Numbers over HTTP: who sees what, files, SQL, boards."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from siyu.app import create_app, create_runtime
from siyu.customers.models import Customer, Relation
from siyu.organisation.models import Staff
from siyu.platform.access import Actor
from siyu.platform.clock import FixedClock
from siyu.platform.settings import Settings
from tests.architecture.test_access_ladder import Brand, brand
from tests.conftest import MONDAY_NOON, emptied
from tests.insight.logs import ADDED, PLACED
from tests.insight.store import Happened, Store
from tests.warehouse_process import KEY

SPAN = {"first": "2026-11-01", "last": "2026-11-16"}
FRIENDS = {"kind": "figure", "span": SPAN, "metric": "new_friends"}
BUYERS = {"kind": "figure", "span": SPAN, "metric": "buyers", "grain": "week"}


@pytest.fixture(scope="module")
def brands(
    database_url: str, store: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Brand, Brand]]:
    settings = Settings(
        database_url=database_url,
        secret_key="00" * 32,
        data_dir=tmp_path_factory.mktemp("insight-http"),
        warehouse_url=store.url,
        warehouse_key=KEY,
    )
    runtime = create_runtime(settings, clock=FixedClock(MONDAY_NOON))
    with TestClient(create_app(runtime), raise_server_exceptions=False) as client:
        ours, theirs = brand(runtime, client, "自家"), brand(runtime, client, "别家")
        with runtime.work(ours.tenant_id, actor=Actor.system("test")) as work:
            second = work.add(
                Staff(
                    userid=uuid4().hex,
                    name="二店",
                    node_id=ours.second_store_id,
                    joined_at=work.now(),
                )
            )
            first = ours.known["staff_id"]
            for number, staff_id in ((2, first), (5, second.id)):
                one = work.add(Customer(id=UUID(int=number), met_at=work.now()))
                work.session.flush()
                work.add(Relation(customer_id=one.id, staff_id=staff_id, added_at=work.now()))
        store.put(ours.tenant_id, log(str(first), str(second.id)))
        known = {n: {"known_to": [str(second.id if n in (5, 6) else first)]} for n in range(1, 8)}
        store.people(ours.tenant_id, range(1, 8), gone=[7], fields=known)
        store.put(theirs.tenant_id, [Happened(99, PLACED, MONDAY_NOON, 1, {"amount": 1})])
        store.people(theirs.tenant_id, [99])
        yield ours, theirs
    emptied(runtime)
    runtime.engine.dispose()


def log(first: str, second: str) -> list[Happened]:
    """Friends 1–4 and 7 of the first store, 5 and 6 of the second; all but 1 bought."""
    found = []
    for number in range(1, 8):
        at = MONDAY_NOON - timedelta(days=number)
        staff = second if number in (5, 6) else first
        found.append(Happened(number, ADDED, at, number, {"staff_id": staff}))
        if number > 1:
            paid = {"amount": number * 100}
            found.append(Happened(number, PLACED, at + timedelta(hours=2), 10 + number, paid))
    return found


@pytest.fixture(scope="module")
def owner(brands: tuple[Brand, Brand]) -> str:
    return brands[0].key(brands[0].rights)


@pytest.fixture(scope="module")
def manager(brands: tuple[Brand, Brand]) -> str:
    return brands[0].manager_of_second_store()


@pytest.fixture(scope="module")
def stranger(brands: tuple[Brand, Brand]) -> str:
    return brands[1].key(brands[1].rights)


@pytest.fixture
def ask(brands: tuple[Brand, Brand]) -> Any:
    def asked(key: str, method: str, path: str, body: Any = None, language: str = "en") -> Any:
        headers = {"authorization": f"Bearer {key}", "accept-language": language}
        url = f"/api/insight/{path}"
        return brands[0].client.request(method, url, headers=headers, json=body)

    return asked


def total(answer: Any) -> Any:
    return answer.json()["answer"]["parts"][0]["total"]


def test_a_figure_says_what_it_is_how_fresh_and_by_which_sql(ask: Any, owner: str) -> None:
    answer = ask(owner, "POST", "answers", {"question": BUYERS}).json()
    assert answer["answer"]["parts"][0]["total"] == 6
    assert answer["means"] == "People who placed an order in these days, each once."
    assert answer["freshness"]["at"] == "2026-11-16T04:00:00Z"
    again = ask(owner, "POST", "sql", {"sql": answer["statements"][-1]}).json()
    assert again["rows"][0][again["columns"].index("value")] == 6
    chinese = ask(owner, "POST", "answers", {"question": BUYERS}, "zh-CN").json()
    assert chinese["means"] == "所选日期内下过单的客户，每人计一次。"


def test_a_manager_sees_the_people_of_their_store_alone(ask: Any, owner: str, manager: str) -> None:
    """In the figure, its people, its file and SQL of one's own; orders name no staff at all."""
    for metric, all_of_it, theirs in (("new_friends", 7, 2), ("buyers", 6, 2), ("orders", 6, 2)):
        question = {"question": {**FRIENDS, "metric": metric}}
        assert total(ask(owner, "POST", "answers", question)) == all_of_it
        assert total(ask(manager, "POST", "answers", question)) == theirs
        people = ask(manager, "POST", "people", question).json()
        assert [one["number"] for one in people["items"]] == [5, 6]
    funnel = {
        "kind": "funnel",
        "span": SPAN,
        "steps": [{"event": ADDED}, {"event": PLACED}],
    }
    steps = ask(manager, "POST", "answers", {"question": funnel}).json()["answer"]["parts"][0]
    assert [one["people"] for one in steps["steps"]] == [2, 2]
    counted = {"sql": "SELECT count() AS n, (SELECT count() FROM people FINAL) AS p FROM events"}
    assert ask(manager, "POST", "sql", counted).json()["rows"] == [[4, 2]]
    assert ask(owner, "POST", "sql", counted).json()["rows"] == [[13, 6]]
    file = ask(manager, "POST", "files", {"question": {**FRIENDS, "grain": "month"}})
    assert file.text.splitlines()[1:] == [",2026-11-01,2.0,"]


def test_another_brand_sees_its_own_alone(ask: Any, stranger: str) -> None:
    assert total(ask(stranger, "POST", "answers", {"question": FRIENDS})) == 0
    assert total(ask(stranger, "POST", "answers", {"question": BUYERS})) == 1
    people = ask(stranger, "POST", "people", {"question": BUYERS}).json()
    assert [one["number"] for one in people["items"]] == [99]
    sql = {"sql": "SELECT groupUniqArray(number) AS them FROM events"}
    assert ask(stranger, "POST", "sql", sql).json()["rows"] == [["[99]"]]


def test_people_come_by_the_page_and_who_is_gone_does_not(ask: Any, owner: str) -> None:
    asked = {"question": FRIENDS, "limit": 4}
    first = ask(owner, "POST", "people", asked).json()
    assert (first["total"], [one["number"] for one in first["items"]]) == (6, [1, 2, 3, 4])
    rest = ask(owner, "POST", "people", {**asked, "cursor": first["next_cursor"]}).json()
    assert (rest["total"], [one["number"] for one in rest["items"]]) == (6, [5, 6])
    assert rest["next_cursor"] is None


def test_an_unfit_question_is_told_all_of_it_in_both_languages(ask: Any, owner: str) -> None:
    wrong = {"question": {**FRIENDS, "metric": "orders", "by": "colour", "span": {
        "first": "2026-11-16", "last": "2026-11-01"}}}  # fmt: skip
    answer = ask(owner, "POST", "answers", wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, "QuestionUnfit")
    assert [one["place"] for one in answer.json()["data"]["faults"]] == ["span", "by"]
    assert "结束日期早于开始日期" in ask(owner, "POST", "answers", wrong, "zh-CN").json()["message"]
    segment = ask(owner, "POST", "answers", {"question": {**FRIENDS, "within": "nobody's"}})
    assert (segment.status_code, segment.json()["code"]) == (404, "SegmentUnknown")


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("INSERT INTO events SELECT * FROM events", "SqlRefused"),
        ("SELECT 1; SELECT 2", "SqlRefused"),
        ("SELECT nothing FROM events", "SqlRefused"),
        ("SELECT count() FROM events SETTINGS max_execution_time = 0", "SqlRefused"),
        ("SELECT count() FROM insight_staging.events", "SqlBeyond"),
        ("SELECT name FROM system.tables", "SqlBeyond"),
        ("SELECT * FROM url('http://127.0.0.1/', CSV, 'a String')", "SqlBeyond"),
        ("SELECT dictGet('insight.standing', 'into', toUInt64(1))", "SqlBeyond"),
        ("SELECT length(groupArray(number)) FROM numbers(400000000)", "QuestionTooDear"),
    ],
)
def test_sql_that_is_not_run_says_why(ask: Any, owner: str, sql: str, code: str) -> None:
    answer = ask(owner, "POST", "sql", {"sql": sql})
    assert answer.json()["code"] == code, answer.text


def test_sql_of_one_s_own_is_cut_at_its_limit(ask: Any, owner: str) -> None:
    found = ask(owner, "POST", "sql", {"sql": "SELECT number FROM numbers(50000)"}).json()
    assert (len(found["rows"]), found["cut"]) == (10_000, True)
    plain = {"sql": "SELECT name, day, payload.staff_id.:String AS s FROM events ORDER BY id"}
    row = ask(owner, "POST", "sql", plain).json()["rows"][0]
    assert row[:2] == [ADDED, "2026-11-15"]


@pytest.mark.parametrize("format", ["csv", "xlsx", "sav"])
def test_an_answer_is_a_file(ask: Any, owner: str, format: str, tmp_path: Path) -> None:
    question = {"question": {**BUYERS, "metric": "sales", "grain": "month"}, "format": format}
    answer = ask(owner, "POST", "files", question)
    assert answer.status_code == 200
    if format == "csv":
        lines = answer.content.decode("utf-8-sig").splitlines()
        assert lines == ["Part,From,Value,Compared with", ",2026-11-01,27.0,"]
    elif format == "xlsx":
        (tmp_path / "file.xlsx").write_bytes(answer.content)
        rows = list(load_workbook(tmp_path / "file.xlsx").active.values)
        assert rows[1][1:3] == ("2026-11-01", 27)
    else:
        assert answer.content.startswith(b"$FL2")


def tile(**more: Any) -> dict[str, Any]:
    return {"question": {**FRIENDS, **more}, "title": "好友", "last_days": 3}


def test_a_board_is_kept_changed_and_answered_as_of_today(
    brands: tuple[Brand, Brand], ask: Any, owner: str, manager: str, stranger: str
) -> None:
    made = ask(owner, "POST", "boards", {"name": "晨会", "shared": True, "tiles": [tile()]})
    assert made.status_code == 201, made.text
    path = f"boards/{made.json()['id']}"
    (answered,) = ask(owner, "GET", f"{path}/answers").json()
    assert [one["at"] for one in answered["answer"]["answer"]["parts"][0]["points"]] == [
        "2026-11-14", "2026-11-15", "2026-11-16",
    ]  # fmt: skip
    assert answered["answer"]["answer"]["parts"][0]["total"] == 2
    assert total_of_tile(ask(manager, "GET", f"{path}/answers")) == 0
    assert ask(stranger, "GET", path).status_code == 404
    again = ask(owner, "POST", "boards", {"name": "晨会", "tiles": []})
    assert again.json()["code"] == "BoardNameTaken"
    changed = {"name": "晨会", "shared": False, "tiles": [tile(), tile(metric="revenue")]}
    assert len(ask(owner, "PUT", path, changed).json()["tiles"]) == 2
    assert ask(manager, "GET", path).status_code == 404
    unfit = {"name": "x", "tiles": [tile(), tile(metric="none"), tile(by="colour")]}
    faults = ask(owner, "PUT", path, unfit).json()["data"]["faults"]
    assert [one["place"] for one in faults] == ["tiles.1.metric", "tiles.2.by"]
    assert [one["name"] for one in ask(owner, "GET", "boards").json()] == ["晨会"]
    assert ask(owner, "DELETE", path).status_code == 204
    assert ask(owner, "GET", path).status_code == 404


def total_of_tile(answer: Any) -> Any:
    return answer.json()[0]["answer"]["answer"]["parts"][0]["total"]


def test_the_starter_board_has_every_stage_that_has_metrics_and_can_be_kept(
    ask: Any, owner: str
) -> None:
    starter = ask(owner, "GET", "starter-board").json()
    stages = [one["stage"] for one in starter["tiles"]]
    assert list(dict.fromkeys(stages)) == ["acquisition", "activation", "retention", "revenue"]
    kept = ask(owner, "POST", "boards", {"name": "AARRR", "tiles": starter["tiles"]})
    assert kept.status_code == 201, kept.text
    answers = ask(owner, "GET", f"boards/{kept.json()['id']}/answers").json()
    assert [one["problem"] for one in answers] == [None] * len(stages)
    ask(owner, "DELETE", f"boards/{kept.json()['id']}")


def test_the_brand_s_own_groups_are_what_rfm_shows(ask: Any, owner: str) -> None:
    question = {"question": {"kind": "rfm", "span": SPAN}}
    before = ask(owner, "POST", "answers", question).json()["answer"]
    assert [one["key"] for one in before["groups"]][0] == "high_value"
    rich = {"key": "rich", "title_en": "Rich", "title_zh": "大客户", "money": [5, 5]}
    wrong = {"groups": [rich, {**rich, "money": [5, 1]}]}
    assert ask(owner, "PUT", "rfm-groups", wrong).json()["code"] == "QuestionUnfit"
    assert ask(owner, "PUT", "rfm-groups", {"groups": [rich]}).status_code == 200
    after = ask(owner, "POST", "answers", question).json()["answer"]
    assert [(one["key"], one["people"]) for one in after["groups"]] == [("rich", 1), ("other", 5)]
    people = {**question, "cell": {"key": "rich"}}
    assert ask(owner, "POST", "people", people).json()["total"] == 0
    others = {**question, "cell": {"key": "other"}}
    assert ask(owner, "POST", "people", others).json()["total"] == 5


def test_what_can_be_asked_is_listed_in_the_reader_s_language(ask: Any, owner: str) -> None:
    metrics = {one["name"]: one for one in ask(owner, "GET", "metrics", language="zh-CN").json()}
    assert metrics["new_friends"]["title"] == "新增好友"
    assert metrics["source_cost"]["people_behind"] is False
    events = {one["name"]: one for one in ask(owner, "GET", "events").json()}
    properties = {one["name"]: one for one in events["FriendLost"]["properties"]}
    assert properties["by"]["choices"][0] == {"value": "customer", "title": "the customer"}
    assert properties["staff_id"]["noun"] == "staff"
    assert events["OrderPlaced"]["is_activity"]
    assert "TagBatchStarted" not in events


def test_lifetime_is_refused_with_its_reason_and_a_person_out_of_reach_is_not_told(
    ask: Any, owner: str, manager: str, stranger: str
) -> None:
    question = {"question": {"kind": "lifetime", "span": SPAN, "by": "store"}}
    answer = ask(owner, "POST", "answers", question).json()["answer"]
    assert (answer["people"], answer["total"], answer["parts"]) == (6, None, [])
    assert answer["refused"]["reason"] == "too_few_repeat_buyers"
    assert answer["refused"]["zh"] == "复购客户太少。"
    assert ask(manager, "POST", "answers", question).json()["answer"]["people"] == 2
    behind = ask(manager, "POST", "people", question).json()
    assert [one["number"] for one in behind["items"]] == [5, 6]
    mine, other = (f"lifetime/{UUID(int=number)}" for number in (5, 2))
    person = ask(manager, "GET", mine).json()
    assert (person["purchases"], person["last_at"]) == (1, "2026-11-11")
    assert (person["value"], person["refused"]["found"]) == (None, 0)
    assert ask(owner, "GET", other).status_code == 200
    assert ask(manager, "GET", other).status_code == 404
    assert ask(stranger, "GET", mine).status_code == 404


def test_survival_credit_and_association_are_answered_as_far_as_one_sees(
    ask: Any, owner: str, manager: str
) -> None:
    survival = {"question": {"kind": "survival", "span": SPAN, "by": "store"}}
    for key, many in ((owner, 7), (manager, 2)):
        answer = ask(key, "POST", "answers", survival).json()["answer"]
        assert (answer["parts"][0]["relations"], answer["parts"][0]["ended"]) == (many, 0)
    attribution = {"question": {"kind": "attribution", "span": SPAN}}
    for key, orders, amount in ((owner, 6, 2_700), (manager, 2, 1_100)):
        answer = ask(key, "POST", "answers", attribution).json()
        assert (answer["answer"]["orders"], answer["answer"]["amount"]) == (orders, amount)
        (nothing,) = answer["answer"]["channels"]
        assert (nothing["event"], nothing["last"]["amount"]) == (ADDED, amount)
    pair = {"kind": "association", "span": SPAN, "left": "orders", "right": "new_friends"}
    answer = ask(owner, "POST", "answers", {"question": pair}).json()["answer"]
    assert (answer["correlation"], answer["refused"]["zh"]) == (None, "时间点太少。")
    for question in (survival, attribution, {"question": pair}):
        file = ask(owner, "POST", "files", {**question, "format": "csv"})
        assert file.status_code == 200, file.text


def behind(ask: Any, who: str, question: Any, **cell: Any) -> list[int]:
    people = ask(who, "POST", "people", {"question": question, "cell": cell}).json()
    assert people["total"] == len(people["items"])
    return [one["number"] for one in people["items"]]


def test_the_points_of_a_survival_curve_lead_to_their_people(
    ask: Any, owner: str, manager: str
) -> None:
    """Friend n was made n days ago, and nobody has left; 7 is no customer any more."""
    question = {"kind": "survival", "span": SPAN, "by": "store"}
    parts = ask(owner, "POST", "answers", {"question": question}).json()["answer"]["parts"]
    second = next(one["part"] for one in parts[1:] if one["relations"] == 2)
    assert behind(ask, owner, question, period=0) == [1, 2, 3, 4, 5, 6]
    assert behind(ask, owner, question, period=4) == [4, 5, 6]
    assert behind(ask, owner, question, period=6, part=second) == [6]
    assert behind(ask, owner, question, period=4, lost=True) == []
    assert behind(ask, manager, question, period=0) == [5, 6]
    cell = {"question": question, "cell": {"period": -1}}
    refused = ask(owner, "POST", "people", cell)
    assert (refused.status_code, refused.json()["code"]) == (422, "NoSuchCell")


def test_credit_by_each_rule_leads_to_the_people_it_is_for(
    ask: Any, owner: str, manager: str
) -> None:
    question = {"kind": "attribution", "span": SPAN}
    (channel,) = ask(owner, "POST", "answers", {"question": question}).json()["answer"]["channels"]
    for rule in ("first", "last", "linear"):
        assert behind(ask, owner, question, key=channel["key"], part=rule) == [2, 3, 4, 5, 6]
        assert behind(ask, manager, question, key=channel["key"], part=rule) == [5, 6]
        assert behind(ask, owner, question, key="", part=rule) == []
    assert behind(ask, owner, question) == [2, 3, 4, 5, 6]


def test_the_people_behind_a_figure_become_a_segment(
    brands: tuple[Brand, Brand], ask: Any, owner: str, manager: str
) -> None:
    """It is live at once and holds whom one sees; without anybody, or twice, it is refused."""
    buyers = {"question": BUYERS, "name": "买过的人"}
    made = ask(manager, "POST", "segments", buyers)
    assert made.status_code == 200
    headers = {"authorization": f"Bearer {owner}", "accept-language": "zh-CN"}
    told = brands[0].client.get(f"/api/segments/{made.json()['id']}", headers=headers)
    assert (told.json()["name"], told.json()["live"]) == ("买过的人", True)
    assert "买过的人" in told.json()["words_text"]
    again = ask(owner, "POST", "segments", buyers)
    assert (again.status_code, again.json()["code"]) == (409, "SegmentNameTaken")
    nobody = {
        **buyers,
        "question": {**BUYERS, "span": {"first": "2020-01-01", "last": "2020-01-02"}},
    }
    refused = ask(owner, "POST", "segments", nobody, "zh-CN")
    assert (refused.status_code, refused.json()["code"]) == (422, "NobodyToList")
