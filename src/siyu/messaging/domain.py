"""The card of messaging."""

from siyu.messaging import events, jobs
from siyu.messaging.metrics import METRICS
from siyu.messaging.models import Delivery
from siyu.messaging.routes import router
from siyu.platform.declarations import Loop, Permission
from siyu.platform.domain import Domain
from siyu.platform.holdings import moving

DOMAIN = Domain(
    name="messaging",
    routers=(router,),
    events=(
        events.WelcomeSent,
        events.WelcomeNotSent,
        events.WelcomeUnknown,
        events.StaffMessageSent,
        events.StaffMessageNotSent,
        events.StaffMessageUnknown,
    ),
    permissions=(
        Permission("messaging.read", "See what was sent, and why not", "查看消息发送结果与原因"),
        Permission("messaging.read_text", "Read the words of messages", "查看消息内容"),
    ),
    holdings=(moving(Delivery, personal=("content",), along=("relation_id", "relations")),),
    metrics=METRICS,
    loops=(Loop("deliveries", jobs.step, idle_seconds=jobs.LOOK_SECONDS),),
)
