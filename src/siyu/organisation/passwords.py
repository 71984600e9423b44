"""Passwords as Argon2id keeps them: 19 MiB, two passes (OWASP's password storage cheat sheet).

Small enough that many who sign in at once do not use up the memory of a small server.
"""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from siyu.organisation import rules
from siyu.organisation.errors import WeakPassword

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
NOBODYS = (
    "$argon2id$v=19$m=19456,t=2,p=1$I+gEQqjo1qk/l4qBTRTp0Q$jAoakF"
    "GXMAgu9TGgIHMzROf3aHYhFqZ5SuWE/wb4zdc"
)
"""Nobody knows its password; checked for an unknown login, so that it takes as long as a known."""


def hashed(password: str, login: str) -> str:
    """What is kept of a password. Raises WeakPassword."""
    if rules.is_weak(password, login):
        raise WeakPassword(field="password")
    return HASHER.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether this is the password; takes as long where there is none to compare with."""
    try:
        HASHER.verify(kept or NOBODYS, password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None
