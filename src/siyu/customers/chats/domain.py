"""The card of chats."""

from siyu.customers.chats import keeping
from siyu.customers.chats.consenting import CONSENTS
from siyu.customers.chats.events import ChatRemoved, CustomerWrote, StaffWrote
from siyu.customers.chats.routes import router
from siyu.customers.chats.taking import MESSAGES
from siyu.platform.declarations import Permission
from siyu.platform.domain import Domain

DOMAIN = Domain(
    name="chats",
    routers=(router,),
    events=(CustomerWrote, StaffWrote, ChatRemoved),
    permissions=(
        Permission("chats.read", "Read what customers and advisers wrote", "查看聊天内容"),
        Permission("chats.write", "Bring chats and consents in", "导入聊天记录与存档授权"),
        Permission("chats.manage", "Say how long chats are kept", "设置聊天记录保留时间"),
    ),
    listeners=(keeping.LISTENER,),
    jobs=keeping.JOBS,
    schedules=keeping.SCHEDULES,
    intakes=(MESSAGES, CONSENTS),
    holdings=keeping.HOLDINGS,
)
