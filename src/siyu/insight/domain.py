"""The card of insight."""

from siyu.insight.metrics import METRICS
from siyu.insight.routes import router
from siyu.platform.declarations import Permission
from siyu.platform.domain import Domain

DOMAIN = Domain(
    name="insight",
    routers=(router,),
    metrics=METRICS,
    permissions=(
        Permission("insight.read", "See figures and boards", "查看数据与看板"),
        Permission("insight.sql", "Run SQL over events and people", "运行 SQL 查询"),
        Permission("boards.write", "Make and change boards and RFM groups", "编辑看板与 RFM 客群"),
    ),
)
