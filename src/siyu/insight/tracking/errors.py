"""Why a site is not taken as it is."""

from siyu.kit.errors import Conflict, Invalid


class BadOrigin(Invalid):
    """{origin} is no origin; write one as https://shop.example.com, or https://*.example.com.

    {origin} 不是有效的来源域名；请写成 https://shop.example.com 或 https://*.example.com。
    """


class NoOrigin(Invalid):
    """Name at least one origin; pages of others may not tell anything.

    请至少填写一个来源域名；名单之外的页面不能上报。
    """


class SiteNameTaken(Conflict):
    """There is a site called {name} already; choose another name.

    已有名为「{name}」的站点，请换一个名称。
    """
