"""Money: whole minor units of a currency (pence, fen); decimals stand only at the edges."""

from decimal import ROUND_HALF_UP, Decimal

# ISO 4217; every other currency has two digits after the point.
DIGITS = {
    **dict.fromkeys(("CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


def digits(currency: str) -> int:
    """How many digits stand after the point."""
    return DIGITS.get(currency, 2)


def minor(amount: Decimal, currency: str) -> int:
    """An amount in minor units; half a unit is rounded away from zero."""
    return int(amount.scaleb(digits(currency)).to_integral_value(ROUND_HALF_UP))


def major(amount: int, currency: str) -> Decimal:
    """Minor units as people write them."""
    return Decimal(amount).scaleb(-digits(currency))


def worded(amount: int, currency: str) -> str:
    """An amount with its currency, such as GBP 1,234.50."""
    return f"{currency} {major(amount, currency):,.{digits(currency)}f}"
