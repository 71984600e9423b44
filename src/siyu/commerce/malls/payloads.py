"""How a mall's JSON is read: fields we do not know are ignored, a bad one is named."""

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from siyu.commerce.errors import PayloadUnreadable
from siyu.commerce.rows import OrderRow, RefundRow

MALL_CURRENCY = "CNY"
M = TypeVar("M", bound=BaseModel)


class Payload(BaseModel):
    """A part of a payload; malls send ids now as text, now as numbers."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


class Rows(BaseModel):
    """What a payload says in our own shapes; nothing for what is no sale yet."""

    orders: list[OrderRow] = []
    refunds: list[RefundRow] = []


def parsed(body: bytes | str, place: str) -> dict[str, Any]:
    """A JSON object. Raises PayloadUnreadable."""
    try:
        found = json.loads(body)
    except ValueError as error:
        raise PayloadUnreadable(place=place, reason=str(error)) from error
    if not isinstance(found, dict):
        raise PayloadUnreadable(place=place, reason="not a JSON object")
    return found


def shaped(shape: type[M], told: Any, place: str) -> M:
    """A payload in its shape. Raises PayloadUnreadable with the place of the first fault."""
    try:
        return shape.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join([place, *(str(part) for part in first["loc"])])
        raise PayloadUnreadable(place=where, reason=first["msg"]) from error
