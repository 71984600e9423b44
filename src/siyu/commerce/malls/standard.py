"""Standard Webhooks: HMAC-SHA256 over id, time and body. Pure.

Source: the Standard Webhooks specification 1.0; a secret is `whsec_` and Base64.
"""

import binascii
import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256

from siyu.commerce.errors import SignatureWrong

MOST_SECONDS = 300


def is_usable(secret: str) -> bool:
    """Whether a secret is `whsec_` and Base64 of at least one byte."""
    try:
        key = b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError:
        return False
    return secret.startswith("whsec_") and bool(key)


def signature(secret: str, id: str, timestamp: str, body: bytes) -> str:
    """`v1,` and the Base64 of the keyed hash. Raises ValueError for a secret that is no Base64."""
    key = b64decode(secret.removeprefix("whsec_"), validate=True)
    return (
        f"v1,{b64encode(hmac.digest(key, f'{id}.{timestamp}.'.encode() + body, sha256)).decode()}"
    )


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> None:
    """Raises SignatureWrong for a body that was not signed so within five minutes of `now`."""
    id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    try:
        near = abs(now - int(timestamp)) <= MOST_SECONDS
        right = signature(secret, id, timestamp, body)
    except (ValueError, binascii.Error) as error:
        raise SignatureWrong(permission="webhook-signature") from error
    told = headers.get("webhook-signature", "").split()
    if not near or not any(hmac.compare_digest(one, right) for one in told):
        raise SignatureWrong(permission="webhook-signature")
