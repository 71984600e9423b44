"""Who is in a random share: the same arithmetic as the warehouse's `intHash64`."""

MASK = 2**64 - 1
SALT = 0x4CF2D2BAAE6DA887
"""The constant that ClickHouse mixes in (src/Functions/FunctionsHashing.h, IntHash64Impl)."""


def int_hash64(number: int) -> int:
    """ClickHouse's intHash64: the finalizer of MurmurHash3 over a salted number."""
    mixed = number ^ SALT
    mixed = ((mixed ^ (mixed >> 33)) * 0xFF51AFD7ED558CCD) & MASK
    mixed = ((mixed ^ (mixed >> 33)) * 0xC4CEB9FE1A85EC53) & MASK
    return mixed ^ (mixed >> 33)


def mix(seed: int) -> int:
    """What numbers are mixed with, so that shares of different seeds are independent."""
    return int_hash64(seed)


def limit(share: float) -> int:
    """The hashes below this are in."""
    return int(share * 2**64)


def drawn(number: int, share: float, seed: int) -> bool:
    return int_hash64(number ^ mix(seed)) < limit(share)
