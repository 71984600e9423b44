"""The metrics of acquisition: friends through live codes, and what winning them cost."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from siyu.acquisition.models import SourceCost
from siyu.platform.metrics import Kept, Metric, Ratio, Tally
from siyu.platform.work import Work


def cost_by_day(work: Work, first: date, last: date) -> Mapping[date, int]:
    """What the sources in sight cost, in minor units."""
    rows = work.session.scalars(
        work.scope(SourceCost).where(SourceCost.day >= first, SourceCost.day <= last)
    )
    found: dict[date, int] = defaultdict(int)
    for row in rows:
        found[row.day] += row.amount
    return found


METRICS = (
    Metric(
        name="code_friends",
        title_en="Friends by live code",
        title_zh="活码新增好友",
        means_en="Friend-adds that came through a live code.",
        means_zh="通过活码添加好友的次数。",
        unit="count",
        of=(Tally(("FriendCounted",)),),
        by=("live_code_id", "staff_id", "store"),
        stage="acquisition",
    ),
    Metric(
        name="people_by_source",
        title_en="People with a source",
        title_zh="有来源的客户",
        means_en="People whose first source was found in these days, each once.",
        means_zh="所选日期内确定首个来源的客户，每人计一次。",
        unit="people",
        of=(Tally(("SourceAttributed",), "first"),),
        by=("source_id", "how"),
        stage="acquisition",
    ),
    Metric(
        name="source_cost",
        title_en="Cost of sources",
        title_zh="获客成本",
        means_en="What sources cost on these days, typed or imported.",
        means_zh="所选日期内录入或导入的渠道成本。",
        unit="money",
        of=Kept(cost_by_day),
        falls=True,
    ),
    Metric(
        name="cost_per_friend",
        title_en="Cost of a new friend",
        title_zh="单个好友成本",
        means_en="Cost of sources divided by new friends of the same days.",
        means_zh="同一时段的渠道成本除以新增好友数。",
        unit="money",
        of=Ratio("source_cost", "new_friends"),
        stage="acquisition",
        falls=True,
    ),
)
