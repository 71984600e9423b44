"""The demo shop: a tea brand on a WeCom in a box, built through the services people use.

Everything here can be done on the pages. It may run again at any start: what is there stays.
"""

import time
from datetime import timedelta
from random import Random
from uuid import UUID

import httpx
import structlog

from siyu.acquisition import service as acquisition
from siyu.acquisition.service import (
    CodeDraft,
    CostEntry,
    Level,
    LinkDraft,
    PartnerDraft,
    Plan,
    RuleDraft,
    Schedule,
    SpentOn,
)
from siyu.channels.wecom import service as wecom
from siyu.commerce import service as commerce
from siyu.customers import service as customers
from siyu.customers.service import Account, Newcomer
from siyu.organisation import service as organisation
from siyu.organisation.service import Grantor, Ways
from siyu.platform.access import Actor
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings
from siyu.platform.work import Work
from siyu.sandbox.names import nickname
from siyu.sandbox.options import Options

ACTOR = Actor.system("demo")
BRAND = "山茶小铺 Camellia"
CURRENCY = "GBP"
SIMULATED = "simulated"
SEED = 20_101_201
BUYERS_A_WORK = 1_000
TOKEN = "DemoShopCallbackToken"
AES_KEY = "0123456789abcdefghijABCDEFGHIJ0123456789abc"
WAIT_SECONDS = 60
GREETING = (
    "{customer}您好，我是{store}的茶饮顾问{adviser}。"
    "想喝什么、怎么冲泡、有什么新茶，随时问我。"
    "首单满 30 减 8，到店或小程序都能用。"
)

SHOP_PAGE = "https://shop.example.org/tea"
COSTS_A_DAY = {
    "weibo": (SpentOn.MEDIA, 1_500),
    "douyin": (SpentOn.MEDIA, 2_500),
    "xiaohongshu": (SpentOn.MEDIA, 1_200),
    "search": (SpentOn.MEDIA, 800),
    "stores": (SpentOn.MATERIAL, 300),
}
"""What the demo's channels cost on a usual day, in minor units; drawn around by seed."""
DAYS_OF_COSTS = 60

logger = structlog.get_logger()


def set_up(runtime: Runtime) -> None:
    """Found the brand, connect WeCom, read it, and put a live code into every store."""
    settings = runtime.settings
    tenant_id = _brand(runtime, settings.demo_password)
    connection_id = _connect(runtime, tenant_id)
    _call_back(settings, f"{settings.public_url}/callbacks/wecom/{connection_id}")
    _let_play(settings)
    if _furnished(runtime, tenant_id):
        return
    _read_wecom(runtime, tenant_id)
    if settings.demo_year:
        _history(runtime, tenant_id)
    with runtime.work(tenant_id, actor=ACTOR) as work:
        _furnish(work)
        _let_in(runtime, work)
        _market(work)


def _brand(runtime: Runtime, password: str) -> UUID:
    known = runtime.tenants()
    if known:
        return known[0].id
    founded = organisation.found_tenant(
        runtime,
        name=BRAND,
        owner_login="owner",
        owner_name="店主",
        password=password,
        currency=CURRENCY,
    )
    return founded.tenant_id


def _connect(runtime: Runtime, tenant_id: UUID) -> UUID:
    box = Options()
    with runtime.work(tenant_id, actor=ACTOR) as work:
        saved = wecom.save_connection(
            work,
            corp_id=box.corp_id,
            agent_id=box.agent_id,
            secret=box.secret,
            callback_token=TOKEN,
            aes_key=AES_KEY,
            base_url=runtime.settings.sandbox_url,
        )
    return saved.connection.id


def _call_back(settings: Settings, url: str) -> None:
    """Have client actions called back; the sandbox shakes hands first, as the admin site does."""
    given = {"url": url, "token": TOKEN, "aes_key": AES_KEY}
    switch = f"{settings.sandbox_url}/sandbox/callback"
    httpx.post(switch, json=given, timeout=15).raise_for_status()


def _let_play(settings: Settings) -> None:
    """The population lives its days while the clock runs a day in a minute."""
    given = {"on": True, "when_fast": True}
    httpx.post(f"{settings.sandbox_url}/sandbox/play", json=given, timeout=15).raise_for_status()


def _read_wecom(runtime: Runtime, tenant_id: UUID) -> None:
    """Queue the first synchronisation and wait for the worker to do it."""
    with runtime.work(tenant_id, actor=ACTOR) as work:
        work.enqueue("customers.sync", key="sync")
    until = time.monotonic() + WAIT_SECONDS
    while not _tags_known(runtime, tenant_id) and time.monotonic() < until:
        time.sleep(0.2)


def _tags_known(runtime: Runtime, tenant_id: UUID) -> bool:
    """Tags are read after stores and staff, before customers."""
    with runtime.work(tenant_id, actor=ACTOR) as work:
        return bool(customers.all_tags(work))


def _history(runtime: Runtime, tenant_id: UUID) -> None:
    """A real shop's year as the brand's own; what the data lacks comes by seed, marked simulated.

    Friends of the box become buyers of that year, and buyers get invented names, before their
    orders come: those are read as a job.
    """
    friends = _friends(runtime, tenant_id)
    with runtime.work(tenant_id, actor=ACTOR) as work:
        buyers = dict(commerce.year_buyers(work))
    random = Random(SEED)
    befriended = dict(zip(random.sample(sorted(buyers), len(friends)), friends, strict=True))
    newcomers = []
    for mall_id, first_at in buyers.items():
        accounts = [Account("mall_id", mall_id)]
        if mall_id in befriended:
            accounts.append(Account("external_userid", befriended[mall_id]))
        name = nickname(random)
        newcomers.append(Newcomer(tuple(accounts), SIMULATED, name, first_at))
    for start in range(0, len(newcomers), BUYERS_A_WORK):
        with runtime.work(tenant_id, actor=ACTOR) as work:
            customers.meet_all(work, newcomers[start : start + BUYERS_A_WORK])
    with runtime.work(tenant_id, actor=ACTOR) as work:
        commerce.begin_year(work)


def _friends(runtime: Runtime, tenant_id: UUID) -> list[str]:
    """The external userids of everyone who is a friend of staff in the box."""
    client = wecom.client_for(runtime, tenant_id)
    staff = client.customers.staff_with_customer_contact()
    return sorted({id for userid in staff for id in client.customers.ids_of(userid)})


def _furnished(runtime: Runtime, tenant_id: UUID) -> bool:
    with runtime.work(tenant_id, actor=ACTOR) as work:
        return bool(acquisition.code_page(work, limit=1).items)


def _furnish(work: Work) -> None:
    """A live code for each store, and one greeting for all."""
    acquisition.add_rule(work, RuleDraft(name="新客欢迎语", level=Level.DEFAULT, text=GREETING))
    stores = [one.node for one in organisation.node_lines(work) if one.node.kind == "store"]
    for store in stores:
        team = [one for one in organisation.staff_in(work, [store.id]) if one.takes_friends]
        if not team or "店" not in store.name:
            continue
        first, *others = [one.id for one in team]
        plan = Plan(schedule=Schedule(all_day=(first, *others[:2])), backups=tuple(others[2:3]))
        draft = CodeDraft(
            name=f"{store.name}收银台", node_id=store.id, plan=plan, tag_ids=_newcomer(work)
        )
        acquisition.create_code(work, draft)
    logger.info("demo shop furnished", stores=len(stores))


def _let_in(runtime: Runtime, work: Work) -> None:
    """Whoever leads a store may sign in with WeCom as its manager; nobody else, until asked."""
    every = frozenset(runtime.registry.permissions)
    by = Grantor(every, every)
    organisation.save_ways(work, Ways(wecom=True), by=by)
    roles = {role.key: role.id for role in organisation.role_lines(work, every)}
    for line in organisation.node_lines(work):
        team = organisation.staff_in(work, [line.node.id]) if line.node.kind == "store" else []
        for one in team:
            if one.position == "店长":
                organisation.add_user(
                    work,
                    name=one.name,
                    login=one.userid,
                    role_id=roles["store_manager"],
                    node_id=one.node_id,
                    staff_id=one.id,
                    by=by,
                )


def _market(work: Work) -> None:
    """Sources, sixty days of simulated costs, two short links and a partner."""
    acquisition.add_usual(work, "zh-CN")
    known = {one.mark: one.id for one in acquisition.all_sources(work)}
    chance, today = Random(SEED), work.now().date()
    days = [today - timedelta(days=n) for n in range(DAYS_OF_COSTS)]
    for mark, (spent_on, usual) in COSTS_A_DAY.items():
        entries = [CostEntry(day, spent_on, chance.randint(usual // 2, usual * 2)) for day in days]
        acquisition.keep_costs(work, known[mark], entries, simulated=True)
    for mark, name in (("xiaohongshu", "秋茶笔记"), ("parcels", "包裹卡扫码")):
        draft = LinkDraft(name=name, source_id=known[mark], target=SHOP_PAGE)
        acquisition.add_link(work, draft)
    terms = "门店摆放对方试吃卡，对方门店摆放我方活码；每位新好友 2 英镑。"
    acquisition.add_partner(work, PartnerDraft(name="麦田面包", agreed_from=today, terms=terms))


def _newcomer(work: Work) -> tuple[UUID, ...]:
    """The tag that says a friend is new, where WeCom has one."""
    return tuple(tag.id for tag in customers.all_tags(work) if tag.name == "新客")[:1]
