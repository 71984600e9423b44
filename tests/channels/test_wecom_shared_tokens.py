"""One token for all processes, fetched by one of them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from siyu.channels.wecom import shared_tokens
from siyu.channels.wecom.connector import Credentials
from siyu.channels.wecom.errors import NoAnswer, WecomRefused
from siyu.channels.wecom.models import WecomToken
from siyu.channels.wecom.shared_tokens import SharedTokens
from siyu.channels.wecom.tokens import Fetched
from siyu.kit.ids import new_id
from siyu.platform.clock import real_now
from siyu.platform.runtime import Runtime
from siyu.platform.work import no_work_open
from tests.channels.conftest import ACTOR

APP = Credentials("wwcorp", 7, "s3cret-of-the-app")


class Wecom:
    """Counts the tokens it gives; each is new."""

    def __init__(self, seconds: int = 7200, gate: threading.Event | None = None) -> None:
        self.given = 0
        self.seconds = seconds
        self.gate = gate

    def fetch(self) -> Fetched:
        no_work_open()
        self.given += 1
        if self.gate is not None:
            self.gate.wait(5)
        return Fetched(f"T{self.given}", self.seconds)


def test_twenty_threads_of_five_processes_fetch_one_token(shop: Runtime, tenant_id: UUID) -> None:
    gate = threading.Event()
    wecom = Wecom(gate=gate)
    stores = [SharedTokens(shop, tenant_id, APP) for _ in range(5)]
    threading.Timer(0.3, gate.set).start()
    with ThreadPoolExecutor(20) as threads:
        got = list(threads.map(lambda n: stores[n % 5].value("a", wecom.fetch), range(20)))
    assert got == ["T1"] * 20
    assert wecom.given == 1


def test_a_dead_token_is_fetched_once_however_many_saw_it_die(
    shop: Runtime, tenant_id: UUID
) -> None:
    wecom = Wecom()
    one, two = (SharedTokens(shop, tenant_id, APP) for _ in range(2))
    assert one.value("a", wecom.fetch) == two.value("a", wecom.fetch) == "T1"
    assert one.value("a", wecom.fetch, dead="T1") == "T2"
    assert two.value("a", wecom.fetch, dead="T1") == "T2"
    assert wecom.given == 2


def test_a_token_near_its_end_is_renewed_and_kinds_are_apart(
    shop: Runtime, tenant_id: UUID
) -> None:
    wecom = Wecom(seconds=0)
    tokens = SharedTokens(shop, tenant_id, APP)
    assert tokens.value("a", wecom.fetch) == "T1"
    assert tokens.value("a", wecom.fetch) == "T2"
    wecom.seconds = 7200
    assert tokens.value("b", wecom.fetch) == "T3"
    assert tokens.value("b", wecom.fetch) == "T3"


def test_a_changed_secret_begins_anew(shop: Runtime, tenant_id: UUID) -> None:
    wecom = Wecom()
    SharedTokens(shop, tenant_id, APP).value("a", wecom.fetch)
    changed = SharedTokens(shop, tenant_id, Credentials("wwcorp", 7, "another"))
    assert changed.value("a", wecom.fetch) == "T2"


def test_a_wrong_secret_is_asked_about_once_a_minute_by_all(shop: Runtime, tenant_id: UUID) -> None:
    asked = 0

    def fetch() -> Fetched:
        nonlocal asked
        asked += 1
        raise WecomRefused(call="gettoken", errcode=40001)

    for _ in range(3):
        with pytest.raises(WecomRefused) as refused:
            SharedTokens(shop, tenant_id, APP).value("a", fetch)
        assert refused.value.errcode == 40001
    assert asked == 1


def test_an_unanswered_fetch_gives_the_lease_back_at_once(shop: Runtime, tenant_id: UUID) -> None:
    def fetch() -> Fetched:
        raise NoAnswer(call="gettoken")

    tokens, wecom = SharedTokens(shop, tenant_id, APP), Wecom()
    with pytest.raises(NoAnswer):
        tokens.value("a", fetch)
    assert tokens.value("a", wecom.fetch) == "T1"


def test_the_lease_of_a_killed_process_runs_out(shop: Runtime, tenant_id: UUID) -> None:
    tokens, wecom = SharedTokens(shop, tenant_id, APP), Wecom(seconds=0)
    tokens.value("a", wecom.fetch)
    with shop.work(tenant_id, actor=ACTOR) as work:
        row = work.session.scalars(work.scope(WecomToken)).one()
        row.lease, row.lease_until = new_id(), real_now() + timedelta(seconds=0.4)
    began = real_now()
    assert tokens.value("a", wecom.fetch) == "T2"
    assert (real_now() - began).total_seconds() >= 0.35
    assert wecom.given == 2


def test_the_record_holds_no_readable_token(shop: Runtime, tenant_id: UUID) -> None:
    tokens = SharedTokens(shop, tenant_id, APP)
    tokens.value("a", lambda: Fetched("a-token-to-hide", 7200))
    with shop.sessions() as session:
        kept = session.execute(text("SELECT t::text FROM wecom_tokens t")).scalar_one()
    assert "a-token-to-hide" not in kept
    assert b"a-token-to-hide".hex() not in kept


def test_the_lease_is_shorter_than_a_welcome_can_wait() -> None:
    assert shared_tokens.LEASE_SECONDS < 20
