"""Logs that hypothesis draws: few people, ties in time, days about a change of the clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from siyu.insight.selection import Condition, Selected
from tests.insight.store import MERGED, Happened

ADDED, PLACED, TAGGED = "FriendAdded", "OrderPlaced", "CustomerTagged"
REFUNDED, WITHDRAWN = "OrderRefunded", "OrderWithdrawn"
DEAR = Selected(PLACED, (Condition("amount", "ge", 50),))
LONDON = ZoneInfo("Europe/London")
# The clocks of London went forward on 29 March 2026, a day of 23 hours.
START = datetime(2026, 3, 25, 22, tzinfo=UTC)
PEOPLE = (1, 2, 3, *MERGED, *MERGED.values())


def logs(
    *names: str, hours: int = 200, most: int = 20, step: int = 3
) -> st.SearchStrategy[list[Happened]]:
    """Events in the order in which they came, which is not that in which they happened."""
    event = st.tuples(
        st.sampled_from(PEOPLE),
        st.sampled_from(names),
        st.integers(0, hours // step),
        st.sampled_from([10, 50, 60, 200]),
    )
    return st.lists(event, max_size=most).map(
        lambda drawn: [
            Happened(number, name, START + timedelta(hours=at * step), place, {"amount": amount})
            for place, (number, name, at, amount) in enumerate(drawn, start=1)
        ]
    )


def examples(most: int) -> settings:
    return settings(
        max_examples=most,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
    )
