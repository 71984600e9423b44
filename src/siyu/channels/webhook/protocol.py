"""The Standard Webhooks scheme 1.0: secrets, the three headers, the signature. Pure.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

PREFIX = "whsec_"
SECRET_BYTES = range(24, 65)
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
TOLERANCE_SECONDS = 300


def written(key: bytes) -> str:
    """A key of 24 to 64 bytes as people copy it. Raises ValueError for another length."""
    if len(key) not in SECRET_BYTES:
        raise ValueError(f"a webhook secret has 24 to 64 bytes, not {len(key)}")
    return PREFIX + base64.b64encode(key).decode()


def key_of(secret: str) -> bytes:
    """The key that `written` wrote. Raises ValueError."""
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("a webhook secret is base64 after whsec_") from error


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """One signature: `v1,` and the HMAC-SHA256 over id, timestamp and body in base64."""
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key_of(secret), signed, sha256).digest()).decode()


def headers(secrets: Sequence[str], message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of a post at `at`, signed with every secret that holds."""
    timestamp = int(at.timestamp())
    signatures = [signature(secret, message_id, timestamp, body) for secret in secrets]
    return {ID: message_id, TIMESTAMP: str(timestamp), SIGNATURE: " ".join(signatures)}


def verified(secret: str, told: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Whether a post is ours and not older or newer than five minutes, as a receiver checks."""
    message_id, timestamp = told.get(ID, ""), told.get(TIMESTAMP, "")
    if not timestamp.isdecimal() or abs(int(timestamp) - now.timestamp()) > TOLERANCE_SECONDS:
        return False
    expected = signature(secret, message_id, int(timestamp), body).encode()
    given = told.get(SIGNATURE, "").split(" ")
    return any(hmac.compare_digest(expected, one.encode()) for one in given)
