"""The metrics of customers: met, befriended, lost, tagged."""

from siyu.platform.metrics import Metric, Tally

FRIENDS, LOST = ("FriendAdded",), ("FriendLost",)
METRICS = (
    Metric(
        name="new_customers",
        title_en="New customers",
        title_zh="新增客户",
        means_en="People seen for the first time, on the day of it; who turned out to be somebody "
        "already known is not counted again.",
        means_zh="首次出现的客户，按首次出现的日期计；后来认定为已有客户的不重复计算。",
        unit="people",
        of=(Tally(("CustomerMet",), "first"),),
        stage="acquisition",
    ),
    Metric(
        name="new_friends",
        title_en="New friends",
        title_zh="新增好友",
        means_en="Friend-adds; one person who adds two advisers, or adds again, counts twice.",
        means_zh="添加好友的次数；同一人添加两位导购或再次添加，计两次。",
        unit="count",
        of=(Tally(FRIENDS),),
        by=("staff_id", "store", "add_way", "again"),
        stage="acquisition",
    ),
    Metric(
        name="friends_lost",
        title_en="Friends lost",
        title_zh="流失好友",
        means_en="Friendships that ended, whoever ended them.",
        means_zh="解除好友关系的次数，不论由哪一方解除。",
        unit="count",
        of=(Tally(LOST),),
        by=("staff_id", "store", "by"),
        stage="retention",
        falls=True,
    ),
    Metric(
        name="net_friends",
        title_en="Net new friends",
        title_zh="净增好友",
        means_en="New friends less friends lost.",
        means_zh="新增好友减去流失好友。",
        unit="count",
        of=(Tally(FRIENDS), Tally(LOST, sign=-1)),
        by=("staff_id", "store"),
        stage="acquisition",
    ),
    Metric(
        name="tags_given",
        title_en="Tags given",
        title_zh="打标签次数",
        means_en="How often a tag was put on somebody, by hand or by a rule.",
        means_zh="给客户打上标签的次数，含手动和规则。",
        unit="count",
        of=(Tally(("CustomerTagged",)),),
        by=("tag_id", "source"),
    ),
)
