"""The card of tracking."""

from siyu.insight.tracking import collecting, events, keeping, naming
from siyu.insight.tracking.routes import router
from siyu.platform.declarations import Naming, Permission
from siyu.platform.domain import Domain

DOMAIN = Domain(
    name="tracking",
    routers=(router,),
    open_routers=(collecting.router,),
    events=(
        events.PageViewed,
        events.PageLeft,
        events.ElementClicked,
        events.DoneOnSite,
        events.VisitorRecognised,
        events.VisitorForgotten,
    ),
    names=(
        Naming("site", naming.site_names),
        Naming("page", naming.names),
        Naming("element", naming.names),
        Naming("touch", naming.touch_words),
    ),
    permissions=(Permission("sites.manage", "Set up tracking of sites", "设置网站追踪"),),
    holdings=(keeping.HOLDING,),
    traces=(keeping.TRACE,),
    loops=keeping.LOOPS,
)
