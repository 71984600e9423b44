"""The card of acquisition."""

from siyu.acquisition import events, jobs, link_pages, link_routes, service, source_routes, sources
from siyu.acquisition.arrival_intake import ARRIVALS
from siyu.acquisition.arrivals import first_source_keys, first_sources, source_options
from siyu.acquisition.cost_intake import COSTS
from siyu.acquisition.metrics import METRICS
from siyu.acquisition.models import Arrival, LiveCodeAdd, LiveCodeEnd
from siyu.acquisition.published import WELCOME_RULES
from siyu.acquisition.routes import router
from siyu.platform.declarations import AskedAs, Field, Naming, Permission, TourStep, Usage
from siyu.platform.domain import Domain
from siyu.platform.holdings import moving

TOUR = (
    TourStep(
        key="live_code",
        done_by=events.LiveCodeCreated,
        by_person=True,
        title_en="Make a live code",
        title_zh="新建一个活码",
        text_en="One QR, several advisers: choose who stands on it and when. WeCom makes the code.",
        text_zh="一个二维码对应多位顾问：选好谁在什么时间接待，企业微信会生成活码。",
        href="/live-codes",
        order=30,
    ),
    TourStep(
        key="welcome",
        done_by=events.WelcomeRuleSaved,
        by_person=True,
        title_en="Write a welcome",
        title_zh="写一条欢迎语",
        text_en="Say who you are, what you bring and what a first order gains. "
        "It is sent within 20 seconds.",
        text_zh="说清你是谁、能带来什么、首单有什么好处；新好友 20 秒内收到。",
        href="/welcome-rules",
        order=35,
    ),
    TourStep(
        key="scan",
        done_by=events.FriendCounted,
        title_en="Scan the code as a customer",
        title_zh="扮演客户扫码",
        text_en="Open the phone, choose a person and scan the store's code: the welcome arrives.",
        text_zh="打开「客户的手机」，选一个人，扫门店的活码，看欢迎语到达。",
        href="/live-codes",
        order=40,
    ),
)

DOMAIN = Domain(
    name="acquisition",
    routers=(router, source_routes.router, link_routes.router),
    open_routers=(link_pages.router,),
    events=(
        events.LiveCodeCreated,
        events.LiveCodeChanged,
        events.LiveCodePublished,
        events.FriendCounted,
        events.DutyChanged,
        events.NobodyOnDuty,
        events.WelcomeRuleSaved,
        events.WelcomeRuleRemoved,
        events.SourceSaved,
        events.SourceAttributed,
    ),
    fields=(
        Field(
            "live_code",
            "Live code",
            "渠道活码",
            "text",
            service.last_live_codes,
            asked=AskedAs("choice", service.last_live_code_keys),
            options=service.live_code_options,
        ),
        Field(
            "source",
            "Source",
            "来源",
            "text",
            first_sources,
            asked=AskedAs("tags", first_source_keys),
            options=source_options,
        ),
    ),
    permissions=(
        Permission("acquisition.read", "See today's new friends", "查看今日新好友"),
        Permission("live_codes.read", "See live codes", "查看活码"),
        Permission("live_codes.write", "Make and change live codes", "新建与修改活码"),
        Permission("welcome.read", "See welcome rules", "查看欢迎语"),
        Permission("welcome.write", "Write welcome rules", "编写欢迎语"),
        Permission(
            "sources.read", "See sources, links and channel figures", "查看来源、链接与渠道数据"
        ),
        Permission("sources.write", "Make and change sources", "新建与修改来源"),
        Permission("costs.write", "Enter and import costs", "录入与导入成本"),
        Permission("links.write", "Make and change short links", "新建与修改短链接"),
        Permission("partners.read", "See partners and their agreements", "查看合作伙伴与协议"),
        Permission("partners.write", "Make and change partners", "新建与修改合作伙伴"),
    ),
    names=(
        Naming("live_code", service.live_code_names),
        Naming("welcome_rule", service.welcome_rule_names),
        Naming("source", sources.source_names),
    ),
    publishables=(WELCOME_RULES,),
    usages=(Usage("codes_of_tag", "tag", "Live codes", "渠道活码", service.codes_giving),),
    intakes=(COSTS, ARRIVALS),
    tour=TOUR,
    holdings=tuple(
        moving(one, along=("relation_id", "relations"))
        for one in (LiveCodeAdd, LiveCodeEnd, Arrival)
    ),
    listeners=jobs.LISTENERS,
    metrics=METRICS,
    loops=jobs.LOOPS,
)
