"""What rows mean: pure."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from siyu.commerce import rules
from siyu.commerce.errors import NoEarlierSale
from siyu.commerce.retail_rules import LAST, Row, Sale, batches, fault, given_back, weeks_until
from siyu.commerce.rules import Held, Line
from siyu.kit.money import digits, major, minor, worded
from tests.commerce.shop import NOON, line

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("_case", "amount", "currency", "units"),
    [
        ("two digits", "12.34", "GBP", 1234),
        ("half goes up", "0.005", "GBP", 1),
        ("less than half goes down", "0.001", "GBP", 0),
        ("half of a loss goes down", "-0.005", "GBP", -1),
        ("no digits", "1200", "JPY", 1200),
        ("three digits", "1.2345", "KWD", 1235),
    ],
)
def test_minor_units(_case: str, amount: str, currency: str, units: int) -> None:
    assert minor(Decimal(amount), currency) == units


def test_money_in_words() -> None:
    assert worded(891140790, "GBP") == "GBP 8,911,407.90"
    assert worded(1200, "JPY") == "JPY 1,200"
    assert (major(5, "CNY"), digits("CNY")) == (Decimal("0.05"), 2)


def test_a_line_is_rounded_once_and_not_its_price() -> None:
    assert rules.line_amount(line(quantity=12, price="0.001"), "GBP") == 1
    assert rules.line_amount(line(quantity=3, price="3.333"), "GBP") == 1000
    assert rules.line_amount(line(quantity=3, price="9", amount="1.5"), "GBP") == 150


def test_lines_without_a_key_count_by_sku_within_their_order() -> None:
    rows = [line(), line(), line(sku="CUP"), line("1002"), line(line="7")]
    told = rules.understood(rows, "GBP", SHANGHAI)
    keys = [one.line for one in told if isinstance(one, rules.Told)]
    assert keys == ["TEA#1", "TEA#2", "CUP#1", "TEA#1", "7"]


@pytest.mark.parametrize(
    ("money", "quantity", "pieces", "part"),
    [(1000, 1, 3, 333), (1000, 2, 3, 667), (1000, 3, 3, 1000), (5, 1, 2, 3), (0, 1, 2, 0)],
)
def test_a_share(money: int, quantity: int, pieces: int, part: int) -> None:
    assert rules.share(money, quantity, pieces) == part


def test_a_memo_says_what_a_line_was() -> None:
    held = Held(UUID(int=1), ("shop", "1"), UUID(int=2), NOON, 0)
    assert rules.put(held, "a", Line("TEA", 1, 500)) == {"line": "a", "was": None}
    assert rules.put(held, "a", Line("TEA", 1, 500)) is None
    assert rules.put(held, "a", None) == {"line": "a", "was": ["TEA", 1, 500]}
    assert not held.touched


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026/1/5 9:30", datetime.fromisoformat("2026-01-05T09:30")),
        ("2026年1月5日", datetime.fromisoformat("2026-01-05")),
        ("2026-01-05T09:30:00Z", datetime(2026, 1, 5, 9, 30, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_instants_as_files_write_them(text: str, read: datetime) -> None:
    assert line(placed_at=text).placed_at == read


def test_money_as_files_write_it() -> None:
    assert line(price="￥1,234.50").price == Decimal("1234.50")
    assert line(price=" ", amount="1").price is None


def row(invoice: str = "C1", quantity: int = -2, price: str = "1.00", customer: str = "9") -> Row:
    return Row(1, invoice, "TEA", "", quantity, LAST, Decimal(price), customer)


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (row(customer=""), "NoCustomer"),
        (row(price="0"), "PriceNotPositive"),
        (row("1", quantity=-1), "QuantityNotPositive"),
        (row("1", quantity=1), None),
        (row(), None),
    ],
)
def test_rows_that_can_be_nothing_say_why(one: Row, code: str | None) -> None:
    problem = fault(one)
    assert (problem.code if problem else None) == code


def sale(order: str, *, pieces: int = 2, price: int = 100, day: int = 1, left: int = 2) -> Sale:
    placed_at = datetime(2011, 12, day, tzinfo=UTC)
    return Sale(order, "1", placed_at, pieces, pieces * price, left, left * price)


AT = datetime(2011, 12, 9, tzinfo=UTC)


def orders_of(one: Row, sales: list[Sale]) -> list[tuple[str, int, int]]:
    return [(piece.order, piece.quantity, piece.amount) for piece in given_back(one, sales, AT)]


def test_a_cancellation_takes_the_latest_sale_of_its_price() -> None:
    sales = [sale("late", price=90, day=3), sale("right", day=2), sale("early")]
    assert orders_of(row(), sales) == [("right", 2, 200)]
    assert orders_of(row(), sales) == [("early", 2, 200)]


def test_a_cancellation_may_take_several_sales() -> None:
    sales = [sale("b", day=2), sale("a")]
    assert orders_of(row(quantity=-3), sales) == [("b", 2, 200), ("a", 1, 100)]
    assert [one.quantity for one in sales] == [0, 1]


@pytest.mark.parametrize(
    ("_case", "sales"),
    [
        ("nothing bought", []),
        ("bought later", [sale("a", day=20)]),
        ("too few left", [sale("a", left=1)]),
        ("more money than it cost", [sale("a", price=90)]),
    ],
)
def test_a_cancellation_without_its_sale_takes_nothing(_case: str, sales: list[Sale]) -> None:
    before = [vars(one).copy() for one in sales]
    with pytest.raises(NoEarlierSale):
        given_back(row(), sales, AT)
    assert [vars(one) for one in sales] == before


def test_batches_cut_no_invoice() -> None:
    rows = [row(invoice) for invoice in ("1", "1", "2", "2", "2", "3")]
    cut = [[one.invoice for one in batch] for batch in batches(rows, 2)]
    assert cut == [["1", "1"], ["2", "2", "2"], ["3"]]


@pytest.mark.parametrize(
    ("now", "weeks"),
    [
        ("2011-12-16T12:50", 1),
        ("2011-12-16T12:49", 0),
        ("2026-11-16T12:00", 779),
        ("2011-01-01", 0),
    ],
)
def test_the_year_moves_by_whole_weeks_to_just_before_now(now: str, weeks: int) -> None:
    assert weeks_until(datetime.fromisoformat(now)) == weeks
