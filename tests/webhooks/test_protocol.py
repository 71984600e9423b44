"""The signature is the one of the Standard Webhooks scheme, by its vectors and its own library."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from siyu.channels.webhook import protocol
from siyu.platform.clock import real_now

# The vector that the libraries of the specification share.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE, TIMESTAMP = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_published_vector_is_signed_alike() -> None:
    assert protocol.signature(SECRET, MESSAGE, TIMESTAMP, BODY) == SIGNATURE


@given(st.binary(min_size=24, max_size=64), st.text(max_size=300), st.uuids())
def test_the_schemes_own_library_takes_what_we_sign(key: bytes, text: str, id: object) -> None:
    secret, now, body = protocol.written(key), real_now(), text.encode()
    signed = protocol.headers([secret], f"msg_{id}", now, body)
    Webhook(secret).verify(body, signed, json_parse=False)
    assert protocol.verified(secret, signed, body, now)


def test_a_changed_body_is_refused_by_both() -> None:
    now = real_now()
    signed = protocol.headers([SECRET], MESSAGE, now, BODY)
    assert not protocol.verified(SECRET, signed, BODY + b" ", now)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(BODY + b" ", signed)


def test_while_a_secret_is_rotated_a_receiver_with_either_takes_it() -> None:
    old, now = protocol.written(b"o" * 32), real_now()
    signed = protocol.headers([SECRET, old], MESSAGE, now, BODY)
    assert len(signed["webhook-signature"].split(" ")) == 2
    for secret in (SECRET, old):
        Webhook(secret).verify(BODY, signed)
        assert protocol.verified(secret, signed, BODY, now)
    assert not protocol.verified(protocol.written(b"x" * 32), signed, BODY, now)


@pytest.mark.parametrize(
    ("seconds", "taken"), [(0, True), (299, True), (301, False), (-301, False)]
)
def test_an_old_or_early_post_is_refused(seconds: int, taken: bool) -> None:
    now = datetime.fromtimestamp(TIMESTAMP, UTC)
    signed = protocol.headers([SECRET], MESSAGE, now, BODY)
    later = now + timedelta(seconds=seconds)
    assert protocol.verified(SECRET, signed, BODY, later) is taken


def test_a_secret_is_written_as_the_scheme_says() -> None:
    assert protocol.written(base64.b64decode(SECRET.removeprefix("whsec_"))) == SECRET
    for length in (23, 65):
        with pytest.raises(ValueError, match="24 to 64"):
            protocol.written(b"x" * length)
