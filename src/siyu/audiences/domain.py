"""The card of audiences."""

from datetime import time

from siyu.audiences import (
    coming_routes,
    events,
    exports,
    filling,
    holdings,
    keyword_rules,
    ladder_routes,
    ladders,
    listening,
    nights,
    people_lists,
    routes,
    rule_routes,
    segment_routes,
    segments,
    shipping,
    stages,
    tag_rules,
    uses,
)
from siyu.customers.service import CustomerWrote, StaffWrote
from siyu.platform.declarations import Job, Listener, Loop, Naming, Permission, Schedule, Selection
from siyu.platform.domain import Domain
from siyu.platform.registry import Registry

DOMAIN = Domain(
    name="audiences",
    routers=(
        routes.router,
        segment_routes.router,
        rule_routes.router,
        ladder_routes.router,
        coming_routes.router,
    ),
    events=(
        events.SegmentEntered,
        events.SegmentLeft,
        events.StageMoved,
        events.ValueClassMoved,
        events.SegmentSaved,
        events.SegmentRemoved,
        events.TagRuleSaved,
        events.TagRuleRemoved,
    ),
    fields=(*ladders.OWN, people_lists.FIELD),
    names=(Naming("segment", segments.names), Naming(tag_rules.NOUN, tag_rules.names)),
    usages=uses.USAGES,
    selections=(Selection("segment", segments.members),),
    exports=(exports.SEGMENT_PEOPLE,),
    permissions=(
        Permission("segments.read", "See segments and who is in them", "查看人群包及名单"),
        Permission("segments.write", "Make and change segments", "新建和修改人群包"),
        Permission("tag_rules.write", "Make rules that tag by themselves", "设置自动标签规则"),
        Permission("stages.write", "Change stages and value classes", "修改关系阶段与价值分层规则"),
    ),
    loops=(
        Loop("audience_dues", listening.wake, idle_seconds=1.0),
        Loop("portraits_shipped", shipping.step, idle_seconds=1.0),
    ),
    listeners=(
        Listener(
            "tag_rules", (events.SegmentEntered, events.SegmentLeft), tag_rules.follow, batch=200
        ),
        Listener("keyword_rules", (CustomerWrote, StaffWrote), keyword_rules.follow),
        Listener("portraits_of_staff", listening.MOVES_OF_STAFF, listening.staff_moved),
    ),
    jobs=(
        Job(filling.JOB, filling.fill, "Fill a segment", "计算人群包名单"),
        Job(filling.EMPTY, filling.take_all_out, "Empty a segment", "清空人群包名单"),
        Job(tag_rules.JOB, tag_rules.tag_those_in, "Tag whoever a rule finds", "按规则打标签"),
        Job(
            listening.OF_STAFF, listening.of_staff, "Follow a staff move", "随员工调动更新客户画像"
        ),
        Job(people_lists.JOB, people_lists.tell_portraits, "Keep a list", "保存名单"),
        Job(stages.CLIMB, stages.climb, "Put people on their steps", "重新划分阶段"),
        Job(nights.JOB, nights.night, "Look after segments", "夜间核对人群包"),
    ),
    schedules=(Schedule("audiences_nightly", nights.JOB, at=time(2, 30)),),
    holdings=(*holdings.HOLDINGS, people_lists.HOLDING),
)


def reading(known: Registry) -> Domain:
    """The listener over every event of a person; the composition root adds it."""
    return Domain(name="audiences-reading", listeners=(listening.listener(known),))
