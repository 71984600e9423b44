"""One clock: continuous, agreed by all, and fast only where it is told to be."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siyu.platform import demo_clock
from siyu.platform.clock import AHEAD, Anchor, SharedClock, shown_at, with_rate
from siyu.platform.demo_clock import BadRate
from siyu.platform.runtime import Runtime

T = datetime(2026, 11, 16, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_without_anchors_shown_time_is_real_time() -> None:
    assert shown_at([], T) == T


def test_a_day_passes_in_a_minute_after_the_pace_changes() -> None:
    anchors = with_rate([], 1440, T)
    start = T + AHEAD
    assert shown_at(anchors, start) == start
    assert shown_at(anchors, start + MINUTE) == start + timedelta(days=1)


@given(st.lists(st.tuples(st.integers(3, 600), st.sampled_from([1, 60, 1440])), max_size=6))
def test_shown_time_never_jumps_nor_runs_back(changes: list[tuple[int, int]]) -> None:
    anchors: list[Anchor] = []
    real = T
    for pause, rate in changes:
        before = shown_at(anchors, real + AHEAD)
        anchors = with_rate(anchors, rate, real)
        assert shown_at(anchors, real + AHEAD) == before
        real += timedelta(seconds=pause)
    instants = [shown_at(anchors, T + timedelta(seconds=second)) for second in range(0, 3600, 30)]
    assert instants == sorted(instants)


def test_processes_that_read_the_anchors_agree(runtime: Runtime) -> None:
    demo_clock.set_rate(runtime.sessions, 1440)
    one = demo_clock.read_anchors(runtime.sessions)
    other = SharedClock(lambda: demo_clock.read_anchors(runtime.sessions))
    later = one[-1].real_from + MINUTE
    assert shown_at(one, later) == shown_at(other.anchors(), later)


@pytest.mark.parametrize("rate", [0, -1, 0.5, 1e9])
def test_a_pace_that_makes_no_sense_is_refused(runtime: Runtime, rate: float) -> None:
    with pytest.raises(BadRate):
        demo_clock.set_rate(runtime.sessions, rate)
    assert demo_clock.read_anchors(runtime.sessions) == []
