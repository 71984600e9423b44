"""What may be asked of an event, read from its declaration."""

from dataclasses import fields
from datetime import datetime
from typing import Any, get_args, get_type_hints
from uuid import UUID

from siyu.audiences.language.catalogue import AskedEvent, AskedProperty, Titled
from siyu.audiences.language.conditions import Comparison, Filter, Kind
from siyu.kit.choices import Choice

OWNER = "customer_id"
OUTSIDE, OUTSIDE_KIND, OUTSIDE_NUMBER = "HappenedOutside", "kind_id", "number"
MONEY = ("amount", "amount_before")

UNASKED = frozenset(
    {OWNER, "parts", "cause", "cause_xid", "property_ids", "segment_version", "values"}
    | {
        f"{noun}_id"
        for noun in (
            "cause", "delivery", "from", "gone", "inbound", "merge", "message", "new", "relation",
            "segment", "visit", "visitor",
        )
    }
)  # fmt: skip
"""What says whose event it is, has several values, or is nothing that a segment would ask for."""
TITLES = {
    "accounts": ("accounts", "账号数"),
    "add_way": ("way of adding", "添加方式"),
    "added_at": ("added at", "添加时间"),
    "after": ("to", "变更后"),
    "again": ("added again", "再次添加"),
    "amount": ("amount", "金额"),
    "amount_before": ("amount before", "变更前金额"),
    "before": ("from", "变更前"),
    "by": ("by", "依据"),
    "channel": ("channel", "渠道"),
    "currency": ("currency", "币种"),
    "element_id": ("element", "元素"),
    "entry": ("first page of a visit", "访问的第一页"),
    "first_touch_id": ("first came by", "首次来路"),
    "found_by": ("found by", "发现方式"),
    "granted": ("given", "已给予"),
    "half": ("not accepted yet", "待通过"),
    "how": ("known by", "依据"),
    "kind_id": ("kind", "类型"),
    "lines": ("order lines", "明细行数"),
    "live_code_id": ("live code", "活码"),
    "messages": ("messages", "消息数"),
    "n": ("how many times added", "第几次添加"),
    "number": ("number", "数值"),
    "order_id": ("order", "订单"),
    "over_cap": ("above the cap", "超出上限"),
    "page_id": ("page", "页面"),
    "place": ("place in the count", "第几位"),
    "purpose": ("purpose", "用途"),
    "quantity": ("pieces", "件数"),
    "reason": ("reason", "原因"),
    "refund_id": ("refund", "退款"),
    "score": ("points of likeness", "匹配分"),
    "seconds": ("seconds in sight", "可见秒数"),
    "site_id": ("site", "站点"),
    "source": ("source", "来源"),
    "source_id": ("source", "渠道来源"),
    "staff_id": ("adviser", "导购"),
    "state": ("channel parameter", "渠道参数"),
    "stayed": ("events that stayed", "保留的动态数"),
    "tag_id": ("tag", "标签"),
    "touch_id": ("came by", "来路"),
}
"""What properties are called; one that is not here goes by its name."""


def asked_event(declared: type[Any]) -> AskedEvent | None:
    """What may be asked of an event, a class of `declarations.Event`; None for one of nobody."""
    hints = get_type_hints(declared)
    names = [one.name for one in fields(declared)]
    if OWNER not in names:
        return None
    told = (_property(name, hints[name]) for name in names if name not in UNASKED)
    properties = {one.name: one for one in told if one is not None}
    return AskedEvent(declared.__name__, declared.title("en"), declared.title("zh-CN"), properties)


def outside_event(key: str, en: str, zh: str, kind_id: UUID) -> AskedEvent:
    """An event that the brand defined itself, asked for as `outside.<key>`."""
    number = AskedProperty(OUTSIDE_NUMBER, *TITLES[OUTSIDE_NUMBER], "number")
    only = Filter(OUTSIDE_KIND, Comparison("id", "any_of", (str(kind_id),)))
    return AskedEvent(f"outside.{key}", en, zh, {number.name: number}, OUTSIDE, (only,))


def _property(name: str, hint: Any) -> AskedProperty | None:
    """None for what is not one plain value, of which nothing can be asked."""
    plain = next((one for one in get_args(hint) if one is not type(None)), hint)
    if not isinstance(plain, type):
        return None
    kind = _kind(name, plain)
    noun = name.removesuffix("_id") if kind == "id" else None
    en, zh = TITLES.get(name, (name.replace("_", " "), name))
    return AskedProperty(name, en, zh, kind, _options(plain), noun)


def _options(plain: type) -> tuple[Titled, ...] | None:
    if not issubclass(plain, Choice):
        return None
    return tuple(Titled(one.value, one.en, one.zh) for one in plain)


def _kind(name: str, plain: type) -> Kind:
    if issubclass(plain, Choice):
        return "choice"
    if name in MONEY:
        return "money"
    kinds: dict[type, Kind] = {
        bool: "yes_no",
        int: "number",
        float: "number",
        datetime: "instant",
        UUID: "id",
    }
    return kinds.get(plain, "text")
