"""Goods, orders and refunds on the real database."""

from datetime import timedelta

from siyu.commerce.events import OrderChanged, OrderPlaced, OrderRefunded, OrderWithdrawn
from siyu.customers.events import CustomerMet
from tests.commerce.shop import NOON, Shop, back, fates, good, line


def test_rows_of_one_number_make_one_order(shop: Shop) -> None:
    answers = shop.send("orders", line(), line(sku="CUP", quantity=1, price="3.335"))
    assert fates(answers) == ["taken", "taken"]
    assert answers[0].subject_id == answers[1].subject_id
    rows = shop.rows()
    assert [(one[1], one[4], one[5]) for one in rows["orders"]] == [("1001", 1334, 2)]
    assert [one[1:] for one in rows["order_lines"]] == [
        ("CUP#1", "CUP", 1, 334),
        ("TEA#1", "TEA", 2, 1000),
    ]
    assert [one[:2] for one in rows["goods"]] == [("CUP", "CUP"), ("TEA", "TEA")]


def test_the_same_rows_again_change_nothing_and_tell_nothing(shop: Shop) -> None:
    sent = (line(), line(), line(sku="CUP"))
    first = shop.events("orders", *sent)
    before = shop.rows()
    assert fates(shop.send("orders", *sent)) == ["merged"] * 3
    assert shop.events("orders", *sent) == []
    assert shop.rows() == before
    assert [type(one) for one in first] == [CustomerMet, OrderPlaced]


def test_a_placed_order_tells_ids_money_and_counts(shop: Shop) -> None:
    (placed,) = [one for one in shop.events("orders", line()) if isinstance(one, OrderPlaced)]
    assert (placed.lines, placed.amount, placed.currency) == (1, 1000, "GBP")
    said = placed.sentence("en", {"order": "1001"})
    assert said == "Order 1001 with 1 lines, GBP 10.00."


def test_a_changed_line_changes_the_order_and_tells_what_it_was(shop: Shop) -> None:
    shop.send("orders", line())
    (changed,) = shop.events("orders", line(quantity=3))
    assert isinstance(changed, OrderChanged)
    assert (changed.amount_before, changed.amount, changed.lines) == (1000, 1500, 1)
    assert shop.rows()["orders"][0][4:] == (1500, 1)


def test_no_pieces_take_a_line_away(shop: Shop) -> None:
    shop.send("orders", line(), line(sku="CUP"))
    assert fates(shop.send("orders", line(sku="CUP", quantity=0))) == ["taken"]
    assert [one[2] for one in shop.rows()["order_lines"]] == ["TEA"]
    assert fates(shop.send("orders", line(sku="CUP", quantity=0))) == ["merged"]


def test_one_number_of_two_sources_is_two_orders(shop: Shop) -> None:
    shop.send("orders", line(source="shop"), line(source="pop-up"))
    assert [one[:2] for one in shop.rows()["orders"]] == [("pop-up", "1001"), ("shop", "1001")]


def test_each_refusal_says_why_and_leaves_the_others(shop: Shop) -> None:
    answers = shop.send(
        "orders",
        line("1", mall_id=None),
        line("2", placed_at=None),
        line("3", price=None),
        line("4", quantity=0),
        line("5"),
        line("5", sku="CUP", mall_id="m2"),
    )
    assert fates(answers) == [
        "BuyerMissing",
        "PlacedAtMissing",
        "AmountMissing",
        "OrderUnknown",
        "taken",
        "BuyerDiffers",
    ]
    assert [one[1] for one in shop.rows()["orders"]] == ["5"]


def test_an_order_does_not_change_hands(shop: Shop) -> None:
    shop.send("orders", line())
    before = shop.rows()
    assert fates(shop.send("orders", line(quantity=9, mall_id="m2"))) == ["BuyerDiffers"]
    assert shop.rows() == before


def test_a_known_order_may_be_changed_without_its_buyer(shop: Shop) -> None:
    shop.send("orders", line())
    told = line(quantity=1, mall_id=None, placed_at=None)
    assert fates(shop.send("orders", told)) == ["taken"]


def test_an_instant_without_a_zone_is_the_tenants(shop: Shop) -> None:
    shop.send("orders", line(placed_at="2026/11/2 9:05"))
    assert shop.rows()["orders"][0][3] == NOON.replace(hour=1, minute=5)


def test_a_refund_is_an_entry_and_the_order_stays(shop: Shop) -> None:
    shop.send("orders", line())
    order = shop.rows()["orders"]
    (refunded,) = shop.events("refunds", back(quantity=1))
    assert isinstance(refunded, OrderRefunded)
    assert (refunded.quantity, refunded.amount) == (1, 500)
    assert shop.rows()["orders"] == order


def test_the_last_pieces_take_the_rest_of_the_money(shop: Shop) -> None:
    shop.send("orders", line(quantity=3, price=None, amount="10.00"))
    for number in ("R1", "R2", "R3"):
        assert fates(shop.send("refunds", back(number, quantity=1))) == ["taken"]
    assert [one[7] for one in shop.rows()["refunds"]] == [333, 334, 333]
    assert fates(shop.send("refunds", back("R4", quantity=1))) == ["RefundTooLarge"]


def test_a_refund_told_again_is_merged_and_told_otherwise_refused(shop: Shop) -> None:
    shop.send("orders", line())
    shop.send("refunds", back(quantity=1))
    before = shop.rows()
    assert fates(shop.send("refunds", back(quantity=1))) == ["merged"]
    assert fates(shop.send("refunds", back(quantity=2))) == ["RefundDiffers"]
    assert shop.rows() == before


def test_refunds_that_cannot_be_say_why(shop: Shop) -> None:
    shop.send("orders", line(), line(sku="CUP"))
    answers = shop.send(
        "refunds",
        back("R1", "9"),
        back("R2"),
        back("R3", quantity=1),
        back("R4", quantity=1, line="9"),
        back("R5", quantity=3, sku="TEA"),
        back("R6", amount="10.01", sku="TEA"),
    )
    assert fates(answers) == [
        "OrderUnknown",
        "RefundEmpty",
        "LineUnknown",
        "LineUnknown",
        "RefundTooLarge",
        "RefundTooLarge",
    ]
    assert shop.rows()["refunds"] == []


def test_a_line_cannot_become_less_than_what_went_back(shop: Shop) -> None:
    shop.send("orders", line())
    shop.send("refunds", back(quantity=2))
    assert fates(shop.send("orders", line(quantity=1))) == ["RefundStands"]
    assert fates(shop.send("orders", line(quantity=0))) == ["RefundStands"]


def test_goods_keep_what_a_row_leaves_empty(shop: Shop) -> None:
    assert fates(shop.send("goods", good(title="Tea", price="4.5"))) == ["taken"]
    assert fates(shop.send("goods", good(category="Drinks"))) == ["taken"]
    assert fates(shop.send("goods", good(title="Tea", price="4.50"))) == ["merged"]
    assert shop.rows()["goods"] == [("TEA", "Tea", "Drinks", 450)]


def test_undo_gives_back_what_stood_before(shop: Shop) -> None:
    shop.send("goods", good(title="Tea"))
    shop.send("orders", line())
    before = shop.rows()
    later = NOON + timedelta(hours=1)
    sent = (line(quantity=5, placed_at=later), line(sku="CUP"), line("1002", mall_id="m9"))
    orders = shop.send("orders", *sent)
    goods = shop.send("goods", good(title="Green tea"), good("POT", price="9"))
    refunds = shop.send("refunds", back(quantity=1, sku="TEA"))
    shop.undo("refunds", refunds)
    shop.undo("goods", goods)
    with shop.work() as work:
        memos = [(one.subject_id, one.undo) for one in reversed(orders)]
        shop.intake("orders").undo(work, memos)  # type: ignore[arg-type]
        told = [type(one) for one in work.events]
    assert shop.rows() == before
    assert told == [OrderChanged, OrderWithdrawn]
