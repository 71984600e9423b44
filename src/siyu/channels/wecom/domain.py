"""What WeCom adds to the product."""

from siyu.channels.wecom import forgetting, inbox
from siyu.channels.wecom.events import CallbackStopped, WecomConnected
from siyu.channels.wecom.routes import MANAGE, READ, router
from siyu.platform.declarations import Loop, Permission, TourStep
from siyu.platform.domain import Domain

DOMAIN = Domain(
    name="wecom",
    routers=(router,),
    events=(WecomConnected, CallbackStopped),
    permissions=(
        Permission(READ, "See the WeCom connection", "查看企业微信连接"),
        Permission(MANAGE, "Change and check the WeCom connection", "修改与检查企业微信连接"),
    ),
    loops=(Loop("wecom-inbound", inbox.step),),
    traces=(forgetting.TRACE,),
    tour=(
        TourStep(
            key="connect",
            done_by=WecomConnected,
            title_en="Connect WeCom",
            title_zh="接入企业微信",
            text_en="Fill in the corp, the app and its secret; the doctor checks the rest.",
            text_zh="填好企业、应用和 Secret，其余交给「检查」。",
            href="/wecom",
            order=10,
        ),
    ),
)
