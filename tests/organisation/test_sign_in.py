"""Signing in: pauses after wrong passwords, ends at once, and tells a stranger nothing."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from siyu.organisation import service, sign_in
from siyu.organisation.errors import (
    BeyondYourRights,
    SignInFailed,
    SignInPaused,
    UnknownRight,
    WeakPassword,
)
from siyu.organisation.models import ApiToken, SignInSession, SignInTries
from siyu.organisation.roles import Grantor
from siyu.platform.access import Principal
from siyu.platform.clock import FixedClock, real_now
from siyu.platform.runtime import Runtime
from tests.organisation.conftest import PASSWORD, Brand


def refusal(runtime: Runtime, login: str, password: str) -> SignInFailed:
    with pytest.raises(SignInFailed) as refused:
        service.sign_in(runtime, login, password)
    return refused.value


def who(brand: Brand, secret: str | None, bearer: str | None = None) -> Principal | None:
    return service.authenticate(brand.runtime, secret, bearer)


def test_the_right_password_signs_in_and_the_session_is_kept_only_as_a_mark(brand: Brand) -> None:
    secret = service.sign_in(brand.runtime, " Owner ", PASSWORD)
    found = who(brand, secret)
    assert found is not None
    assert (found.tenant_id, found.user_id) == (brand.tenant_id, brand.founded.owner_id)
    assert found.permissions == brand.all_rights.known
    assert found.actor.name == f"user:{brand.founded.owner_id}"
    with brand.work() as work:
        row = work.session.scalars(work.scope(SignInSession)).one()
    assert secret.encode() not in row.token_hash
    assert who(brand, secret + "x") is None
    assert who(brand, None) is None


def test_an_unknown_login_is_answered_like_a_wrong_password(brand: Brand) -> None:
    for _ in range(5):
        wrong = refusal(brand.runtime, "owner", "wrong password")
        unknown = refusal(brand.runtime, "nobody", "wrong password")
        assert wrong.code == unknown.code == "SignInFailed"
        assert wrong.data == unknown.data == {}
    wrong = refusal(brand.runtime, "owner", "wrong password")
    unknown = refusal(brand.runtime, "nobody", "wrong password")
    assert wrong.data == unknown.data == {"seconds": 60}
    assert wrong.code == unknown.code == "SignInPaused"


def test_five_wrong_passwords_pause_sign_in_for_a_growing_time(
    brand: Brand, clock: FixedClock
) -> None:
    for _ in range(5):
        refusal(brand.runtime, "owner", "wrong password")
    assert isinstance(refusal(brand.runtime, "owner", PASSWORD), SignInPaused)
    clock.forward(seconds=59)
    assert refusal(brand.runtime, "owner", PASSWORD).data == {"seconds": 1}
    clock.forward(seconds=1)
    refusal(brand.runtime, "owner", "wrong password")
    clock.forward(seconds=119)
    assert refusal(brand.runtime, "owner", PASSWORD).data == {"seconds": 1}
    clock.forward(seconds=1)
    assert who(brand, service.sign_in(brand.runtime, "owner", PASSWORD)) is not None


def test_signing_in_forgets_the_wrong_passwords_before_it(brand: Brand) -> None:
    for _ in range(2):
        for _ in range(4):
            refusal(brand.runtime, "owner", "wrong password")
        service.sign_in(brand.runtime, "owner", PASSWORD)
    with brand.runtime.sessions.begin() as session:
        assert session.scalars(select(SignInTries)).all() == []


def test_wrong_passwords_of_days_ago_are_forgotten(brand: Brand, clock: FixedClock) -> None:
    for _ in range(4):
        refusal(brand.runtime, "owner", "wrong password")
        refusal(brand.runtime, "nobody", "wrong password")
    clock.forward(days=2)
    refusal(brand.runtime, "owner", "wrong password")
    assert refusal(brand.runtime, "owner", "wrong password").code == "SignInFailed"
    with brand.runtime.sessions.begin() as session:
        assert len(session.scalars(select(SignInTries)).all()) == 1


def test_guesses_sent_at_once_count_one_by_one(brand: Brand) -> None:
    refused: list[str] = []

    def guess() -> None:
        refused.append(refusal(brand.runtime, "owner", "wrong password").code)

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(refused) == ["SignInFailed"] * 5 + ["SignInPaused"] * 7


def test_a_closed_account_neither_signs_in_nor_stays_signed_in(brand: Brand) -> None:
    user_id = brand.add_user("ann", "analyst", node="Tea House")
    secret = service.sign_in(brand.runtime, "ann", PASSWORD)
    with brand.work() as work:
        service.change_user(work, user_id, by=brand.all_rights, active=False)
    assert who(brand, secret) is None
    assert refusal(brand.runtime, "ann", PASSWORD).code == "SignInFailed"
    with brand.work() as work:
        service.change_user(work, user_id, by=brand.all_rights, active=True)
    assert who(brand, secret) is None
    assert who(brand, service.sign_in(brand.runtime, "ann", PASSWORD)) is not None


def test_a_new_password_ends_every_session(brand: Brand) -> None:
    user_id = brand.add_user("ann", "analyst", node="Tea House")
    secrets = [service.sign_in(brand.runtime, "ann", PASSWORD) for _ in range(2)]
    with brand.work() as work:
        service.change_user(work, user_id, by=brand.all_rights, password="another password")
    assert [who(brand, secret) for secret in secrets] == [None, None]
    assert refusal(brand.runtime, "ann", PASSWORD).code == "SignInFailed"
    assert who(brand, service.sign_in(brand.runtime, "ann", "another password")) is not None


def test_a_new_password_for_oneself_needs_the_old_one(brand: Brand) -> None:
    owner = brand.founded.owner_id
    with pytest.raises(SignInFailed), brand.work() as work:
        sign_in.change_own_password(work, owner, old="wrong", new="another password")
    with pytest.raises(WeakPassword), brand.work() as work:
        sign_in.change_own_password(work, owner, old=PASSWORD, new="short")
    with brand.work() as work:
        sign_in.change_own_password(work, owner, old=PASSWORD, new="another password")
    assert who(brand, service.sign_in(brand.runtime, "owner", "another password")) is not None


def test_signing_out_ends_this_session_and_no_other(brand: Brand) -> None:
    first, second = (service.sign_in(brand.runtime, "owner", PASSWORD) for _ in range(2))
    with brand.work() as work:
        service.sign_out(work, first)
    assert who(brand, first) is None
    assert who(brand, second) is not None


def test_a_session_ends_after_a_week_of_real_time(brand: Brand) -> None:
    secret = service.sign_in(brand.runtime, "owner", PASSWORD)
    with brand.work() as work:
        row = work.session.scalars(work.scope(SignInSession)).one()
        days_left = (row.expires_at - real_now()) / timedelta(days=1)
        work.session.execute(update(SignInSession).values(expires_at=real_now()))
    assert 6.9 < days_left <= 7
    assert who(brand, secret) is None


def test_last_seen_is_kept_to_the_minute(brand: Brand, clock: FixedClock) -> None:
    def seen() -> object:
        with brand.work() as work:
            return service.user_lines(work)[0].last_seen_at

    secret = service.sign_in(brand.runtime, "owner", PASSWORD)
    who(brand, secret)
    first = clock.now()
    clock.forward(seconds=59)
    who(brand, secret)
    assert seen() == first
    clock.forward(seconds=1)
    who(brand, secret)
    assert seen() == clock.now()


def make_token(
    brand: Brand, *permissions: str, by: Grantor | None = None, days: int | None = None
) -> tuple[service.TokenLine, str]:
    with brand.work() as work:
        return service.add_token(
            work, user_id=brand.founded.owner_id, name="script", permissions=permissions,
            by=by or brand.all_rights, expires_days=days,
        )  # fmt: skip


def test_a_token_may_what_it_names_and_is_kept_only_as_a_mark(brand: Brand) -> None:
    line, secret = make_token(brand, "staff.read")
    found = who(brand, None, secret)
    assert found is not None
    assert found.permissions == {"staff.read"}
    assert found.actor.name == f"token:{line.id}"
    assert secret.startswith(line.prefix)
    with brand.work() as work:
        kept = work.session.scalars(work.scope(ApiToken)).one()
        assert service.token_lines(work, brand.founded.owner_id)[0].last_used_at is not None
    assert secret.encode() not in kept.token_hash
    assert secret not in kept.prefix


def test_a_token_gets_no_right_its_maker_lacks(brand: Brand) -> None:
    by = Grantor(frozenset({"staff.read"}), brand.all_rights.known)
    with pytest.raises(BeyondYourRights):
        make_token(brand, "staff.read", "staff.write", by=by)
    with pytest.raises(UnknownRight):
        make_token(brand, "staff.*")


def test_a_token_loses_what_its_maker_loses(brand: Brand) -> None:
    user_id = brand.add_user("ann", "analyst", node="Tea House")
    with brand.work() as work:
        _, secret = service.add_token(
            work, user_id=user_id, name="x", permissions=["staff.read", "users.read"],
            by=brand.all_rights,
        )  # fmt: skip
        service.change_role(
            work, brand.roles["analyst"], name="Analyst", permissions=["staff.read"],
            by=brand.all_rights,
        )  # fmt: skip
    found = who(brand, None, secret)
    assert found is not None
    assert found.permissions == {"staff.read"}
    with brand.work() as work:
        service.change_user(work, user_id, by=brand.all_rights, active=False)
    assert who(brand, None, secret) is None


def test_a_revoked_or_outlived_token_is_nobody(brand: Brand, clock: FixedClock) -> None:
    line, secret = make_token(brand, "staff.read")
    _, short = make_token(brand, "staff.read", days=1)
    clock.forward(hours=23)
    assert who(brand, None, short) is not None
    clock.forward(hours=1)
    assert who(brand, None, short) is None
    assert who(brand, None, secret) is not None
    with brand.work() as work:
        service.revoke_token(work, line.id, brand.founded.owner_id)
    assert who(brand, None, secret) is None


def test_a_wrong_token_is_not_rescued_by_a_good_cookie(brand: Brand) -> None:
    secret = service.sign_in(brand.runtime, "owner", PASSWORD)
    assert who(brand, secret, "siyu_wrong") is None
