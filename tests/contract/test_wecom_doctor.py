"""The doctor names what was broken, and how it is mended."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from siyu.channels.wecom import doctor
from siyu.channels.wecom.errors import NotConnected
from siyu.channels.wecom.findings import Finding
from siyu.platform.runtime import Runtime
from tests.contract.wecom_installation import Installation, installed
from tests.sandbox.running import Running

ALL = ["clock", "credentials", "trusted_address", "callback", "rights", "staff",
       "customer_contact"]  # fmt: skip


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


def examined(house: Installation) -> dict[str, Finding]:
    found = doctor.examine(house.runtime, house.tenant_id)
    assert [one.check for one in found] == ALL
    for one in found:
        assert one.title("en") != one.title("zh-CN")
        assert one.sentence("en") != one.sentence("zh-CN")
        assert bool(one.mend("en")) == bool(one.mend("zh-CN")) == (one.state == "ill")
    return {one.check: one for one in found}


def ill(found: dict[str, Finding]) -> list[str]:
    return [check for check, one in found.items() if one.state == "ill"]


def test_a_sound_connection_is_well_throughout(house: Installation) -> None:
    with house.open_to_callbacks():
        found = examined(house)
    assert {one.state for one in found.values()} == {"well"}


def test_a_wrong_secret_is_named_and_nothing_more_is_tried_with_it(house: Installation) -> None:
    with house.open_to_callbacks():
        house.connect(secret="wrong")
        found = examined(house)
    assert ill(found) == ["credentials"]
    assert "40001" in found["credentials"].en
    assert "Secret" in found["credentials"].mend_en
    skipped = [check for check, one in found.items() if one.state == "skipped"]
    assert skipped == ["trusted_address", "rights", "staff", "customer_contact"]


def test_a_token_that_still_lives_does_not_hide_a_changed_secret(house: Installation) -> None:
    with house.open_to_callbacks():
        assert ill(examined(house)) == []
        house.connect(secret="reset-in-the-admin-site")
        assert ill(examined(house)) == ["credentials"]


def test_a_clock_that_is_off_is_named_with_its_seconds(house: Installation) -> None:
    with house.open_to_callbacks():
        house.sandbox.faults({"kind": "wrong_clock", "path": "*", "seconds": 600})
        found = examined(house)
    assert ill(found) == ["clock"]
    assert "behind" in found["clock"].en
    assert any(f"{seconds} seconds" in found["clock"].en for seconds in range(595, 605))
    assert "timedatectl" in found["clock"].mend_en


@pytest.mark.parametrize(
    ("public_url", "words"),
    [
        ("", "public address"),
        ("http://127.0.0.1:9", "does not answer"),
        ("http://[", "does not answer"),
    ],
)
def test_a_callback_address_that_is_not_reached_is_named(
    house: Installation, public_url: str, words: str
) -> None:
    with house.open_to_callbacks():
        house.runtime.settings.public_url = public_url
        found = examined(house)
    assert ill(found) == ["callback"]
    assert words in found["callback"].en


def test_an_address_that_answers_something_else_is_named(house: Installation) -> None:
    with house.open_to_callbacks():
        house.runtime.settings.public_url += "/console"
        found = examined(house)
    assert ill(found) == ["callback"]
    assert "not what was sealed for it" in found["callback"].en


def test_a_missing_right_is_named_with_the_call_that_lacks_it(house: Installation) -> None:
    with house.open_to_callbacks():
        house.sandbox.faults({"kind": "missing_right", "path": "externalcontact/get_corp_tag_list"})
        found = examined(house)
    assert ill(found) == ["rights"]
    assert "externalcontact/get_corp_tag_list 48002" in found["rights"].zh
    assert "可调用接口的应用" in found["rights"].mend_zh


@pytest.mark.parametrize("errcode", [84074, 60011])
def test_customer_contact_that_is_off_is_named(house: Installation, errcode: int) -> None:
    with house.open_to_callbacks():
        call = "externalcontact/get_follow_user_list"
        house.sandbox.faults({"kind": "errcode", "path": call, "errcode": errcode})
        found = examined(house)
    assert ill(found) == ["customer_contact"]
    assert str(errcode) in found["customer_contact"].en


@pytest.mark.parametrize("path", ["*", "get_api_domain_ip"])
def test_an_untrusted_address_is_named(house: Installation, path: str) -> None:
    with house.open_to_callbacks():
        house.sandbox.faults({"kind": "untrusted_ip", "path": path})
        found = examined(house)
    assert ill(found) == ["trusted_address"]
    assert "60020" in found["trusted_address"].en
    assert "企业可信IP" in found["trusted_address"].mend_zh


def test_a_wecom_that_is_away_is_said_so(house: Installation) -> None:
    with house.open_to_callbacks():
        house.connect(base_url="http://127.0.0.1:9")
        found = examined(house)
    assert ill(found) == ["clock", "credentials"]
    assert "127.0.0.1:9" in found["clock"].en


def test_a_corp_without_staff_in_sight_is_named(runtime: Runtime, tenant_id: UUID) -> None:
    with Running(seed=7, empty=True) as empty:
        house = installed(runtime, tenant_id, empty)
        with house.open_to_callbacks():
            found = examined(house)
    assert ill(found) == ["staff", "customer_contact"]
    assert "可见范围" in found["staff"].mend_zh
    assert "使用范围" in found["customer_contact"].mend_zh


def test_there_is_nothing_to_examine_before_there_is_a_connection(house: Installation) -> None:
    with pytest.raises(NotConnected):
        doctor.examine(house.runtime, house.tenant_id)
