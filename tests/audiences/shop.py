"""What may be asked in these tests."""

from uuid import UUID

from siyu.audiences.language.catalogue import (
    AskedEvent,
    AskedField,
    AskedProperty,
    Catalogue,
    KnownSegment,
    Titled,
    catalogue,
)
from siyu.audiences.language.checking import check
from siyu.audiences.language.plan import Plan
from siyu.audiences.language.properties import outside_event

GOLD, SILVER = Titled("gold", "Gold", "金卡"), Titled("silver", "Silver", "银卡")
VIP, REGULARS = UUID(int=101), UUID(int=102)
READ = UUID(int=201)
FIELDS = (
    AskedField("spent", "Spent", "累计消费", "money"),
    AskedField("score", "Score", "评分", "number"),
    AskedField("added_at", "Friend since", "添加时间", "instant"),
    AskedField("next_birthday", "Next birthday", "下次生日", "date"),
    AskedField("birthday", "Birthday", "生日", "day", None, "next_birthday"),
    AskedField("level", "Level", "等级", "choice", (GOLD, SILVER)),
    AskedField("tags", "Tags", "标签", "tags"),
    AskedField("agrees", "Agrees", "同意", "yes_no"),
    AskedField("email", "E-mail", "邮箱", "text"),
)
PROPERTIES = (
    AskedProperty("amount", "amount", "金额", "money"),
    AskedProperty("discount", "discount", "优惠", "money"),
    AskedProperty("weight", "weight", "重量", "number"),
    AskedProperty("store_id", "store", "门店", "id", None, "store"),
    AskedProperty("level", "level", "等级", "choice", (GOLD, SILVER)),
    AskedProperty("gift", "gift", "是否礼品", "yes_no"),
    AskedProperty("paid_at", "paid at", "付款时间", "instant"),
)
EVENTS = (
    AskedEvent("Ordered", "Order placed", "下单", {one.name: one for one in PROPERTIES}),
    AskedEvent("Added", "Friend added", "添加好友", {PROPERTIES[3].name: PROPERTIES[3]}),
    outside_event("read", "Read an article", "阅读文章", READ),
)
SEGMENTS = (
    KnownSegment(VIP, "VIP", {"kind": "field", "field": "spent", "op": "ge", "value": 10000}),
    KnownSegment(
        REGULARS,
        "老客",
        {
            "kind": "any",
            "of": [
                {"kind": "segment", "segment": str(VIP)},
                {"kind": "event", "event": "Ordered", "measure": "count", "op": "ge", "value": 3},
            ],
        },
    ),
)
SHOP: Catalogue = catalogue(FIELDS, EVENTS, SEGMENTS)


def plan(definition: object) -> Plan:
    """The plan of a definition that is right."""
    made = check(definition, SHOP)
    assert isinstance(made, Plan), made
    return made
