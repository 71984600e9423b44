"""Two at once on the same order, refund or good end as one."""

from threading import Barrier, Thread
from typing import Any

from siyu.platform.declarations import RowAnswer
from tests.commerce.shop import Shop, back, fates, good, line


def at_once(shop: Shop, name: str, *batches: list[Any]) -> list[list[str]]:
    """Send batches from threads that start together; the fates of each."""
    gate = Barrier(len(batches))
    told: list[list[RowAnswer]] = [[] for _ in batches]

    def send(place: int) -> None:
        gate.wait()
        told[place] = shop.send(name, *batches[place])

    threads = [Thread(target=send, args=(place,)) for place in range(len(batches))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(fates(answers) for answers in told)


def test_two_bring_the_same_order(shop: Shop) -> None:
    batch = [line(), line(sku="CUP")]
    assert at_once(shop, "orders", batch, batch) == [["merged"] * 2, ["taken"] * 2]
    assert [(row[1], row[4], row[5]) for row in shop.rows()["orders"]] == [("1001", 2000, 2)]
    assert len(shop.rows()["goods"]) == 2


def test_two_bring_many_orders_in_opposite_ways(shop: Shop) -> None:
    numbers = [str(number) for number in range(40)]
    there = [line(number, mall_id=f"m{number}") for number in numbers]
    assert at_once(shop, "orders", there, there[::-1]) == [["merged"] * 40, ["taken"] * 40]
    assert len(shop.rows()["orders"]) == 40


def test_two_bring_the_same_refund(shop: Shop) -> None:
    shop.send("orders", line())
    batch = [back(quantity=1)]
    assert at_once(shop, "refunds", batch, batch) == [["merged"], ["taken"]]


def test_two_refunds_cannot_give_back_more_than_was_sold(shop: Shop) -> None:
    shop.send("orders", line())
    batches = [[back(f"R{number}", quantity=2)] for number in range(4)]
    found = at_once(shop, "refunds", *batches)
    assert found == [["RefundTooLarge"]] * 3 + [["taken"]]


def test_two_bring_the_same_good(shop: Shop) -> None:
    batch = [good(title="Tea")]
    assert at_once(shop, "goods", batch, batch) == [["merged"], ["taken"]]
