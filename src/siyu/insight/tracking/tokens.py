"""Tokens by which the brand's server says whose browser it is: JSON Web Tokens, HS256.

The site's secret signs, `aud` is the site's key, `kind` and `sub` are an account of one person,
`exp` is at most a day ahead. Source: RFC 7519, sections 4.1 and 7.2.
"""

from datetime import datetime, timedelta

import jwt
from jwt.types import Options

from siyu.customers.service import Account
from siyu.insight.tracking.outcomes import HitOutcome

LONGEST = timedelta(days=1)
CLOCKS_DIFFER = timedelta(minutes=5)
NEEDED = ["exp", "aud", "sub", "kind"]


def account(token: str, *, key: str, secret: str, now: datetime) -> Account | HitOutcome:
    """Whose account a token names, or why it is not believed. `now` is real time."""
    if not token:
        return HitOutcome.UNSIGNED
    try:
        # Its times are judged by the clock we are given.
        own = Options(require=NEEDED, verify_exp=False, verify_iat=False, verify_nbf=False)
        said = jwt.decode(token, secret, algorithms=["HS256"], audience=key, options=own)
    except jwt.DecodeError as error:
        unsigned = not isinstance(error, jwt.InvalidSignatureError) and token.count(".") != 2
        return HitOutcome.UNSIGNED if unsigned else HitOutcome.SIGNATURE_WRONG
    except (jwt.PyJWTError, ValueError):
        return HitOutcome.SIGNATURE_WRONG
    return _timely(said, now)


def _timely(said: dict[str, object], now: datetime) -> Account | HitOutcome:
    kind, value, ends = said["kind"], said["sub"], said["exp"]
    if not isinstance(kind, str) or not isinstance(value, str) or not isinstance(ends, int):
        return HitOutcome.SIGNATURE_WRONG
    left = ends - now.timestamp()
    if not -CLOCKS_DIFFER.total_seconds() < left < (LONGEST + CLOCKS_DIFFER).total_seconds():
        return HitOutcome.TOKEN_EXPIRED
    return Account(kind, value)
