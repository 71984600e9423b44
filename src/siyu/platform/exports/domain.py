"""The card of exports."""

from siyu.platform.declarations import Permission
from siyu.platform.domain import Domain
from siyu.platform.exports import jobs
from siyu.platform.exports.routes import router

DOMAIN = Domain(
    name="exports",
    routers=(router,),
    permissions=(
        Permission("exports.read", "See the log of exports", "查看导出记录"),
        Permission("exports.write", "Export lists as files", "导出列表"),
    ),
    jobs=jobs.JOBS,
    schedules=jobs.SCHEDULES,
)
