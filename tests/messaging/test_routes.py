"""What left and what did not, as the console asks for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from siyu.app import create_api
from siyu.messaging import dispatch, service
from siyu.messaging.models import Delivery
from siyu.messaging.reasons import Purpose, Reason
from siyu.messaging.service import Attachment, Content
from siyu.organisation import service as organisation
from siyu.organisation.service import Grantor
from siyu.platform.access import Actor
from siyu.platform.audit import AuditEntry
from siyu.platform.clock import FixedClock
from siyu.platform.runtime import Runtime

WORDS = Content(
    text="您好，这里是门店顾问",
    attachments=(Attachment(kind="link", title="券", url="https://example.com/c"),),
)


@dataclass
class Asking:
    """A tenant, and someone of it who asks with some rights."""

    runtime: Runtime
    client: TestClient
    founded: organisation.Founded

    def work(self) -> Any:
        return self.runtime.work(self.founded.tenant_id, actor=Actor.system("test"))

    def get(
        self, path: str, *rights: str, language: str = "en", status: int = 200
    ) -> dict[str, Any]:
        every = frozenset(self.runtime.registry.permissions)
        with self.work() as work:
            _, key = organisation.add_token(
                work,
                user_id=self.founded.owner_id,
                name=uuid4().hex,
                permissions=frozenset(rights or ("messaging.read",)),
                by=Grantor(every, every),
            )
        headers = {"authorization": f"Bearer {key}", "accept-language": language}
        answer = self.client.get(f"/api/deliveries{path}", headers=headers)
        assert answer.status_code == status, answer.text
        return dict(answer.json())

    def welcome(self, reason: Reason | None, errcode: int | None = None) -> UUID:
        with self.work() as work:
            id = service.claim(
                work,
                key=uuid4().hex,
                purpose=Purpose.WELCOME,
                content=WORDS,
                customer_id=uuid4(),
                relation_id=uuid4(),
                staff_id=uuid4(),
            )
            if reason:
                dispatch.finish(work, work.get(Delivery, id), reason, errcode)
            return id


@pytest.fixture
def asking(runtime: Runtime) -> Iterator[Asking]:
    founded = organisation.found_tenant(
        runtime, name="小店", owner_login=uuid4().hex, password=uuid4().hex
    )
    with TestClient(create_api(runtime)) as client:
        yield Asking(runtime, client, founded)


def test_a_delivery_says_why_and_what_mends_it(asking: Asking) -> None:
    id = asking.welcome(Reason.NO_RULE)
    english = asking.get(f"/{id}")
    assert (english["outcome"], english["reason"]) == ("skipped", "no_rule")
    assert english["words"] == "No welcome rule fits this friend."
    assert english["mend"] == "Add a default rule, which fits whenever no other does."
    chinese = asking.get(f"/{id}", language="zh-CN")
    assert chinese["words"] == "没有适用的欢迎语规则。"
    assert WORDS.text not in str(english)


def test_a_refusal_speaks_by_wecoms_own_code(asking: Asking) -> None:
    id = asking.welcome(Reason.REFUSED, 60020)
    told = asking.get(f"/{id}")
    assert told["words"] == "WeCom does not trust this server's address. (60020)"
    assert "企业可信IP" in told["mend"]


def test_what_was_sent_needs_no_mending(asking: Asking) -> None:
    assert asking.get(f"/{asking.welcome(Reason.SENT)}")["mend"] is None


def test_the_list_is_filtered_by_what_became_of_them(asking: Asking) -> None:
    waiting, sent = asking.welcome(None), asking.welcome(Reason.SENT)
    late = asking.welcome(Reason.EXPIRED)
    found = {
        query: [one["id"] for one in asking.get(query)["items"]]
        for query in ("?outcome=waiting", "?reason=expired", "?outcome=sent&purpose=welcome")
    }
    assert found == {
        "?outcome=waiting": [str(waiting)],
        "?reason=expired": [str(late)],
        "?outcome=sent&purpose=welcome": [str(sent)],
    }
    customer = asking.get(f"/{late}")["customer_id"]
    assert [one["id"] for one in asking.get(f"?customer={customer}")["items"]] == [str(late)]
    assert asking.get("?purpose=staff_alert")["items"] == []
    asking.get("?outcome=maybe", status=422)


def test_a_day_is_one_of_the_tenants_zone(asking: Asking, clock: FixedClock) -> None:
    clock.at = clock.at.replace(hour=15, minute=59)
    before_midnight = asking.welcome(Reason.SENT)
    clock.forward(seconds=60)
    after = asking.welcome(Reason.SENT)
    day = clock.at.date()
    assert [one["id"] for one in asking.get(f"?day={day}")["items"]] == [str(before_midnight)]
    next_day = day + timedelta(days=1)
    assert [one["id"] for one in asking.get(f"?day={next_day}")["items"]] == [str(after)]


def test_pages_follow_each_other(asking: Asking) -> None:
    ids = {str(asking.welcome(Reason.SENT)) for _ in range(3)}
    first = asking.get("?limit=2")
    second = asking.get(f"?limit=2&cursor={first['next_cursor']}")
    assert {one["id"] for one in first["items"] + second["items"]} == ids
    assert second["next_cursor"] is None
    asking.get("?cursor=nonsense", status=422)


def test_the_words_are_read_with_a_right_of_their_own_and_leave_a_trace(asking: Asking) -> None:
    id = asking.welcome(Reason.SENT)
    refused = asking.get(f"/{id}/content", status=403)
    assert refused["data"]["permission"] == "messaging.read_text"
    shown = asking.get(f"/{id}/content", "messaging.read_text")
    assert shown["text"] == WORDS.text
    assert shown["attachments"][0]["title"] == "券"
    with asking.work() as work:
        entries = work.session.scalars(
            work.scope(AuditEntry).where(AuditEntry.what == "delivery.content_read")
        )
        assert [entry.subject_id for entry in entries] == [str(id)]
