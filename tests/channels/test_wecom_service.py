"""The connection: what is kept, what is shown, what is refused."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from siyu.channels.wecom import service
from siyu.channels.wecom.errors import (
    BadApiAddress,
    BadCallbackKey,
    BadCallbackToken,
    BadCorpId,
    NotConnected,
    SecretMissing,
)
from siyu.channels.wecom.events import WecomConnected
from siyu.channels.wecom.models import WecomConnection
from siyu.kit.errors import Problem
from siyu.platform.audit import AuditEntry
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work
from tests.channels.conftest import ACTOR, KEY, TOKEN, Connect


def save(work: Work, **changed: str) -> service.Saved:
    given = {"corp_id": "wwcorp", "secret": "s3cret-of-the-app", **changed}
    return service.save_connection(work, agent_id=7, **given)


def test_a_first_connection_makes_a_token_and_a_key_and_tells_once(work: Work) -> None:
    saved = save(work)
    assert saved.made_token is not None
    assert len(saved.made_token) == 32
    assert saved.made_aes_key is not None
    assert len(saved.made_aes_key) == 43
    assert work.events == [WecomConnected(connection_id=saved.connection.id, agent_id=7)]
    again = save(work, secret="")
    assert (again.made_token, again.made_aes_key) == (None, None)
    assert again.connection == saved.connection
    assert len(work.events) == 1


def test_empty_secrets_keep_what_there_is(work: Work) -> None:
    save(work, callback_token=TOKEN, aes_key=KEY)
    save(work, corp_id="wwother", secret="", callback_token="", aes_key="")
    row = work.session.scalars(select(WecomConnection)).one()
    opened = [
        work.secrets.open(sealed)
        for sealed in (row.secret_sealed, row.callback_token_sealed, row.aes_key_sealed)
    ]
    assert opened == ["s3cret-of-the-app", TOKEN, KEY]
    assert row.corp_id == "wwother"


def test_a_changed_key_leaves_the_one_before_for_what_is_on_the_way(work: Work) -> None:
    save(work, aes_key=KEY)
    save(work, aes_key="a" * 43)
    row = work.session.scalars(select(WecomConnection)).one()
    assert row.previous_aes_key_sealed is not None
    assert work.secrets.open(row.previous_aes_key_sealed) == KEY


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"secret": ""}, SecretMissing),
        ({"corp_id": "ww corp"}, BadCorpId),
        ({"callback_token": "with space"}, BadCallbackToken),
        ({"callback_token": "a" * 33}, BadCallbackToken),
        ({"aes_key": "short"}, BadCallbackKey),
        ({"base_url": "ftp://a.example"}, BadApiAddress),
        ({"base_url": "https://"}, BadApiAddress),
    ],
)
def test_what_cannot_work_is_refused_and_nothing_kept(
    work: Work, changed: dict[str, str], error: type[Problem]
) -> None:
    with pytest.raises(error):
        save(work, **changed)
    assert work.session.scalars(select(WecomConnection)).all() == []


def test_the_api_address_may_be_given_with_or_without_its_path(work: Work) -> None:
    saved = save(work, base_url="http://127.0.0.1:9/cgi-bin/")
    assert saved.connection.base_url == "http://127.0.0.1:9"
    assert save(work).connection.base_url == "https://qyapi.weixin.qq.com"


def test_no_secret_is_readable_in_the_record_or_the_trail(work: Work) -> None:
    save(work, callback_token=TOKEN, aes_key=KEY)
    kept = work.session.execute(text("SELECT c::text FROM wecom_connections c")).scalar_one()
    trail = work.session.scalars(select(AuditEntry)).one()
    assert trail.after is not None
    assert trail.after["secret"] == "•••"
    for secret in ("s3cret", TOKEN, KEY):
        assert secret not in kept
        assert secret not in repr(trail.after)


def test_there_is_no_client_before_there_is_a_connection(shop: Runtime, tenant_id: UUID) -> None:
    with pytest.raises(NotConnected):
        service.client_for(shop, tenant_id)


def test_another_tenant_has_another_connection(
    connection: service.Connection, shop: Runtime
) -> None:
    with (
        shop.work(uuid4(), actor=ACTOR) as work,
        pytest.raises(NotConnected),
    ):
        service.connection(work)


def test_a_client_is_kept_until_the_connection_changes(
    connect: Connect, shop: Runtime, tenant_id: UUID
) -> None:
    connect()
    first = service.client_for(shop, tenant_id)
    assert service.client_for(shop, tenant_id) is first
    connect(secret="another")
    second = service.client_for(shop, tenant_id)
    assert second is not first
    assert second.connector.credentials.secret == "another"
