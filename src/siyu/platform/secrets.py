"""Seals what only some may read, and finds it again without opening it.

AES-256-GCM with a random nonce; keys for sealing and for the blind index are derived from one
master key (HKDF, RFC 5869). Losing the master key loses what was sealed: back it up apart.
"""

import hmac
import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
VERSION = b"\x01"


class Secrets:
    """Seals, opens and blinds with keys derived from `master` (32 bytes)."""

    def __init__(self, master: bytes) -> None:
        if len(master) != 32:
            raise ValueError("the secret key is 32 bytes, written as 64 hex digits")
        self._seal = AESGCM(_derived(master, b"siyu seal"))
        self._mark = _Mac(_derived(master, b"siyu blind index"))
        self._sign = _derived(master, b"siyu sign")

    def seal(self, text: str) -> bytes:
        """`text` as bytes that only this installation can open; never the same twice."""
        nonce = os.urandom(NONCE_BYTES)
        return VERSION + nonce + self._seal.encrypt(nonce, text.encode(), VERSION)

    def seal_all(self, texts: Sequence[str]) -> list[bytes]:
        """Each of `texts` as `seal` gives it, for one request of randomness."""
        nonces, encrypt = os.urandom(NONCE_BYTES * len(texts)), self._seal.encrypt
        sealed = []
        for place, text in enumerate(texts):
            nonce = nonces[NONCE_BYTES * place : NONCE_BYTES * (place + 1)]
            sealed.append(VERSION + nonce + encrypt(nonce, text.encode(), VERSION))
        return sealed

    def open(self, sealed: bytes) -> str:
        """What was sealed. Raises ValueError if it was changed or sealed under another key."""
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._seal.decrypt(nonce, body, VERSION).decode()
        except Exception as error:
            raise ValueError("sealed under another key, or damaged") from error

    def seal_bytes(self, plain: bytes, place: bytes) -> bytes:
        """A piece of a file, sealed for its `place` in it: 29 bytes longer."""
        nonce = os.urandom(NONCE_BYTES)
        return VERSION + nonce + self._seal.encrypt(nonce, plain, VERSION + place)

    def open_bytes(self, sealed: bytes, place: bytes) -> bytes:
        """A piece that was sealed for this `place`. Raises ValueError otherwise."""
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._seal.decrypt(nonce, body, VERSION + place)
        except Exception as error:
            raise ValueError("sealed under another key, or damaged") from error

    def blind(self, kind: str, text: str) -> bytes:
        """A keyed mark of `text`, the same each time: equal values are found, none is readable."""
        return self._mark.of(f"{kind}:{text}".encode())

    def sign(self, text: str) -> str:
        """A keyed signature, in hex, of what we hand out and want to recognise."""
        return hmac.new(self._sign, text.encode(), sha256).hexdigest()


class _Mac:
    """HMAC-SHA-256 (RFC 2104, section 2) with both blocks of the key hashed beforehand."""

    def __init__(self, key: bytes) -> None:
        block = key.ljust(64, b"\0")
        self._inner = sha256(bytes(byte ^ 0x36 for byte in block))
        self._outer = sha256(bytes(byte ^ 0x5C for byte in block))

    def of(self, message: bytes) -> bytes:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(message)
        outer.update(inner.digest())
        return outer.digest()


def _derived(master: bytes, use: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=use).derive(master)


def master_key(configured: str, data_dir: Path) -> bytes:
    """The configured key, or the one kept in `data_dir/secret.key`, made on first use."""
    if configured:
        return bytes.fromhex(configured)
    path = data_dir / "secret.key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        _create_once(path, os.urandom(32).hex())
    return bytes.fromhex(path.read_text().strip())


def _create_once(path: Path, text: str) -> None:
    """Write whole or not at all, and never over a key that another process just made."""
    draft = path.with_suffix(f".{os.urandom(8).hex()}")
    draft.write_text(text)
    draft.chmod(0o600)
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
