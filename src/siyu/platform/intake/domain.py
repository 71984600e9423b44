"""The card of intake."""

from siyu.platform.declarations import Permission
from siyu.platform.domain import Domain
from siyu.platform.intake import jobs
from siyu.platform.intake.routes import router

DOMAIN = Domain(
    name="intake",
    routers=(router,),
    permissions=(
        Permission("imports.read", "See imports", "查看导入记录"),
        Permission("imports.write", "Import files and undo imports", "导入文件、撤销导入"),
    ),
    jobs=jobs.JOBS,
    schedules=jobs.SCHEDULES,
)
