"""Credit for sales adds up to the sales, to the cent, by every rule."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.insight.attribution import (
    UNTOUCHED,
    Credit,
    Path,
    Rule,
    Touch,
    credited,
    first,
    last,
    linear,
    rounded,
)

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
RULES: list[Rule] = [first, last, linear]


def path(amount: int, *touches: tuple[str, int]) -> Path:
    """Touches are a channel and the hours before the sale."""
    met = tuple(Touch(channel, NOON - timedelta(hours=ago)) for channel, ago in touches)
    return Path(met, NOON, amount)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (first, {"poster": Credit(Fraction(1), 1000)}),
        (last, {"moments": Credit(Fraction(1), 1000)}),
        (
            linear,
            {
                "poster": Credit(Fraction(1, 3), 333),
                "chat": Credit(Fraction(1, 3), 333),
                "moments": Credit(Fraction(1, 3), 334),
            },
        ),
    ],
)
def test_a_path_is_credited_by_the_rule(rule: Rule, expected: dict[str, Credit]) -> None:
    found = credited([path(1001 - 1, ("chat", 2), ("poster", 9), ("moments", 1))], rule)
    assert {key: one.conversions for key, one in found.items()} == {
        key: one.conversions for key, one in expected.items()
    }
    assert sum(one.amount for one in found.values()) == 1000
    assert sorted(one.amount for one in found.values()) == sorted(
        one.amount for one in expected.values()
    )


def test_the_cent_left_over_goes_to_the_largest_part_cut_off_and_then_to_the_earlier() -> None:
    thirds = {"a": Fraction(10, 3), "b": Fraction(10, 3), "c": Fraction(10, 3)}
    assert rounded(thirds) == {"a": 4, "b": 3, "c": 3}
    uneven = {"a": Fraction(1, 10), "b": Fraction(9, 10), "c": Fraction(2)}
    assert rounded(uneven) == {"a": 0, "b": 1, "c": 2}
    refund = {"a": Fraction(-10, 3), "b": Fraction(-20, 3)}
    assert rounded(refund) == {"a": -3, "b": -7}
    with pytest.raises(ValueError, match="1/2 cannot be told"):
        rounded({"a": Fraction(1, 2)})


def test_touches_of_one_instant_keep_their_order() -> None:
    assert path(5, ("chat", 1), ("poster", 1)).channels == ["chat", "poster"]
    assert path(5, ("poster", 1), ("chat", 1)).channels == ["poster", "chat"]


def test_a_touch_in_the_instant_of_the_sale_counts_and_a_later_one_does_not() -> None:
    sold = path(500, ("chat", 0), ("poster", -1))
    assert sold.channels == ["chat"]
    assert credited([sold], last) == {"chat": Credit(Fraction(1), 500)}


def test_a_channel_met_twice_gets_two_parts() -> None:
    found = credited([path(900, ("chat", 3), ("poster", 2), ("chat", 1))], linear)
    assert found == {"chat": Credit(Fraction(2, 3), 600), "poster": Credit(Fraction(1, 3), 300)}


def test_sales_that_nothing_preceded_are_kept_apart() -> None:
    found = credited([path(700), path(300, ("chat", 1))], linear)
    assert found == {UNTOUCHED: Credit(Fraction(1), 700), "chat": Credit(Fraction(1), 300)}
    assert credited([], linear) == {}


touches = st.lists(st.tuples(st.sampled_from("abcde"), st.integers(-2, 30)), max_size=7)
paths = st.lists(st.builds(lambda amount, met: path(amount, *met), st.integers(0, 10**7), touches))


@given(paths, st.sampled_from(RULES))
def test_credit_is_all_sales_to_the_cent(made: list[Path], rule: Rule) -> None:
    found = credited(made, rule)
    assert sum(one.conversions for one in found.values()) == len(made)
    assert sum(one.amount for one in found.values()) == sum(one.amount for one in made)
    assert all(one.amount >= 0 for one in found.values())


@given(st.dictionaries(st.text(max_size=3), st.fractions(-1000, 1000), min_size=1))
def test_rounding_moves_nothing_by_a_whole_unit(amounts: dict[str, Fraction]) -> None:
    rest = -sum(amounts.values()) % 1
    amounts["rest"] = amounts.get("rest", Fraction(0)) + rest
    whole = rounded(amounts)
    assert sum(whole.values()) == sum(amounts.values())
    assert all(abs(whole[key] - amount) < 1 for key, amount in amounts.items())
