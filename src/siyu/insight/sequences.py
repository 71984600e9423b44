"""Each person's events in their order, as arrays: what funnels and paths are read from. Pure.

A row is packed into one number of 128 bits, instant, then number of the event, then a mask of
which of the selections it is. Packed numbers are gathered and sorted several times faster than
tuples, and events of one instant come in the order of their numbers, which `windowFunnel` of the
engine leaves to chance.
"""

from collections.abc import Sequence

from siyu.insight.selection import Bound

MASK_BITS, LOW_BITS = 21, 64
NEVER = 2**62
"""A time, in microseconds, that nobody waits."""


def packed(masks: Sequence[str]) -> str:
    """One number for a row; `masks` are conditions, at least one of which holds.

    Below the instant stand 64 bits: the event's number (to 2^43) and the mask. They are put
    together before they are widened, for sums of 128 bits are dear.
    """
    mask = " + ".join(f"bitShiftLeft(toUInt64({one}), {place})" for place, one in enumerate(masks))
    at = f"bitShiftLeft(toUInt128(toUnixTimestamp64Micro(happened_at)), {LOW_BITS})"
    return f"bitOr({at}, toUInt128(bitShiftLeft(id, {MASK_BITS}) + {mask}))"


def per_person(masks: Sequence[str], rows: str, more: Sequence[str] = ()) -> str:
    """`person`, `times` (microseconds) and `masks`, place by place in order, and `more`."""
    ordered = f"arraySort(groupArray({packed(masks)}))"
    told = ", ".join(["person", f"{ordered} AS events", *more])
    times = f"arrayMap(e -> toInt64(bitShiftRight(e, {LOW_BITS})), events) AS times"
    kinds = f"arrayMap(e -> toUInt32(bitAnd(toUInt64(e), {2**MASK_BITS - 1})), events) AS masks"
    return (
        f"SELECT *, {times}, {kinds} FROM (SELECT {told} FROM events WHERE {rows} GROUP BY person)"
    )


def shifted(array: str) -> str:
    """What stood one place earlier; 0 before the first."""
    return f"arrayPushFront(arrayPopBack({array}), 0)"


def carried(array: str) -> str:
    """The latest that is not 0, up to each place."""
    return f"arrayFill(x -> x > 0, {array})"


def starts(steps: int, window: str, *, strict: bool) -> list[str]:
    """For each step, an array: at events that are it, when the way there began; else 0.

    Of several ways to an event the one that began latest is kept, which is the only one that can
    still be within the window if any is. Where strict, the step before must be the event just
    before. Each array is made of the one before, once, so the text grows with the square of steps.
    """
    arrays = ["arrayMap((t, m) -> if(bitTest(m, 0), t, 0), times, masks)"]
    for step in range(1, steps):
        before = shifted(arrays[-1] if strict else carried(arrays[-1]))
        arrays.append(
            f"arrayMap((t, m, s) -> if(bitTest(m, {step}) AND s > 0 AND t - s <= {window}, s, 0),"
            f" times, masks, {before})"
        )
    return arrays


def together(groups: Sequence[Sequence[tuple[int, int]]], window: str, start: int) -> list[str]:
    """For each step, an array: at events that may begin (bit `start`), how soon all steps up to it
    have come, in any order; NEVER where they do not within the window.

    `groups` says, for each step, which selections are needed how often. The nth of a selection
    at or after a place is found by how many came before that place.
    """
    found = []
    for needed in groups:
        ends = ", ".join(
            f"arrayElement({_times_of(bit)}, toUInt32(c{place} + {often}))"
            for place, (bit, often) in enumerate(needed)
        )
        counts = ", ".join(f"c{place}" for place in range(len(needed)))
        arrays = ", ".join(_counted_before(bit) for bit, _ in needed)
        least = f"arrayMin([{ends}])"
        most = f"arrayMax([{ends}])"
        found.append(
            f"arrayMap((t, m, {counts}) -> if(bitTest(m, {start}) AND {least} > 0"
            f" AND {most} - t <= {window}, {most} - t, {NEVER}), times, masks, {arrays})"
        )
    return found


def _times_of(bit: int) -> str:
    return f"arrayFilter((t, m) -> bitTest(m, {bit}), times, masks)"


def _counted_before(bit: int) -> str:
    return shifted(f"arrayCumSum(arrayMap(m -> bitTest(m, {bit}), masks))")


def window_of(bound: Bound, seconds: int) -> str:
    return bound(seconds * 1_000_000, "Int64")
