"""The metrics of insight itself: of everything that people do."""

from siyu.platform.metrics import ACTIVITY, Metric, Tally

METRICS = (
    Metric(
        name="active_people",
        title_en="Active people",
        title_zh="活跃客户",
        means_en="People who did anything themselves in these days, each once: added an adviser, "
        "ordered, or acted in what is connected from outside.",
        means_zh="所选日期内有本人行为的客户，每人计一次：添加好友、下单，或在已接入的外部系统中有行为。",
        unit="people",
        of=(Tally(ACTIVITY, "people"),),
        stage="activation",
    ),
)
