"""The ingest API: each row answered, good ones taken, one key applied once."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from siyu.platform.kept_answers import KeptAnswer
from tests.intake.conftest import Brand


def post(brand: Brand, body: Any, **headers: str) -> Any:
    return brand.client.post("/api/ingest/shelf", json=body, headers=headers)


def test_each_row_is_answered_and_the_good_ones_are_taken(brand: Brand) -> None:
    rows = [{"code": "a", "place": 3}, {"place": 1}, {"code": "shut 1"}, {"code": "a", "place": 4}]
    answer = post(brand, {"rows": rows})
    assert answer.status_code == 200
    told = answer.json()
    assert (told["taken"], told["merged"], told["refused"]) == (1, 1, 2)
    assert [row["fate"] for row in told["rows"]] == ["taken", "refused", "refused", "merged"]
    assert [row["row"] for row in told["rows"]] == [1, 2, 3, 4]
    assert told["rows"][0]["id"] == told["rows"][3]["id"]
    assert told["rows"][1]["problem"]["message"] == "Code: is missing; give it a value"
    assert told["rows"][1]["problem"]["data"]["field"] == "code"
    assert told["rows"][2]["problem"]["code"] == "ShelfShut"
    assert brand.shelf == {"a": 4}


def test_a_bare_list_is_rows_too_and_chinese_is_spoken(brand: Brand) -> None:
    answer = post(brand, [{"code": "a", "place": -1}], **{"accept-language": "zh-CN"})
    assert answer.json()["rows"][0]["problem"]["message"] == "位置：须不小于 0"


@pytest.mark.parametrize(
    "row",
    [
        {"code": "a", "place": 2**80},
        {"code": "a", "place": 2**40},
        {"code": "nul\0"},
        {"code": "x" * 41},
        {"code": "a", "more": 1},
        {"code": "a", "since": "yesterday"},
        "no object",
        None,
        [],
    ],
    ids=lambda row: str(row)[:30].replace("\0", "NUL"),
)
def test_a_row_that_does_not_fit_costs_only_itself(brand: Brand, row: Any) -> None:
    told = post(brand, [{"code": "before"}, row, {"code": "after"}])
    assert told.status_code == 200, told.text
    assert [one["fate"] for one in told.json()["rows"]] == ["taken", "refused", "taken"]
    assert sorted(brand.shelf) == ["after", "before"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "BadBody"),
        (b"\xff", "BadBody"),
        (b'"text"', "NoRows"),
        (b'{"row": []}', "NoRows"),
        (json.dumps([{}] * 501).encode(), "TooManyRows"),
    ],
)
def test_a_body_without_rows_is_refused_with_a_sentence(
    brand: Brand, body: bytes, code: str
) -> None:
    answer = brand.client.post("/api/ingest/shelf", content=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_the_right_is_that_of_the_intake(brand: Brand) -> None:
    key = {"authorization": f"Bearer {brand.key('customers.write')}"}
    answer = post(brand, [{"code": "a"}], **key)
    assert (answer.status_code, answer.json()["data"]) == (403, {"permission": "customers.write"})
    assert brand.shelf == {}


def test_the_description_shows_each_intakes_own_row(brand: Brand) -> None:
    document = brand.client.get("/openapi.json").json()
    body = document["paths"]["/api/ingest/shelf"]["post"]["requestBody"]
    row = body["content"]["application/json"]["schema"]["properties"]["rows"]["items"]
    assert row["properties"]["code"]["maxLength"] == 40
    assert row["required"] == ["code"]


def test_the_same_key_again_gives_the_first_answer(brand: Brand) -> None:
    first = post(brand, [{"code": "a"}], **{"idempotency-key": "k"})
    with brand.work() as work:
        sealed = work.session.scalars(select(KeptAnswer.body_sealed)).one()
        assert first.content not in sealed
        assert work.secrets.open(sealed).encode() == first.content
    again = post(brand, [{"code": "a"}], **{"idempotency-key": "k"})
    assert again.content == first.content
    assert again.json()["taken"] == 1
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"


def test_a_key_used_for_other_rows_is_refused(brand: Brand) -> None:
    post(brand, [{"code": "a"}], **{"idempotency-key": "k"})
    other = post(brand, [{"code": "b"}], **{"idempotency-key": "k"})
    assert (other.status_code, other.json()["code"]) == (422, "KeyReused")
    assert brand.shelf == {"a": 0}


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_has_some_length(brand: Brand, key: str) -> None:
    assert post(brand, [], **{"idempotency-key": key}).json()["code"] == "BadKey"


def test_another_body_of_the_same_length_is_another_request(brand: Brand) -> None:
    """Whatever the body is said to be: many clients say nothing of it."""
    sent = [
        brand.client.post(
            "/api/ingest/shelf", content=f'[{{"code": "{code}"}}]', headers={"idempotency-key": "k"}
        )
        for code in "ab"
    ]
    assert [one.status_code for one in sent] == [200, 422]
    assert brand.shelf == {"a": 0}


def test_two_at_once_under_one_key_apply_once_and_answer_the_same(brand: Brand) -> None:
    rows = [{"code": f"c{number}"} for number in range(200)]
    for round in range(5):
        headers = {"idempotency-key": f"k{round}"}
        body = [{**row, "place": round} for row in rows]
        with ThreadPoolExecutor(4) as pool:
            asked = [pool.submit(post, brand, body, **headers) for _ in range(4)]
            answers = [one.result() for one in asked]
        told = [one for one in answers if one.status_code == 200]
        busy = [one.json()["code"] for one in answers if one.status_code != 200]
        assert set(busy) <= {"KeyInUse"}
        assert sum("idempotency-replayed" not in one.headers for one in told) == 1
        again = post(brand, body, **headers)
        assert {one.content for one in told} == {again.content}
        assert again.json()["merged" if round else "taken"] == 200
