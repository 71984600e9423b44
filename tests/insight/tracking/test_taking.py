"""What a page tells is taken once, when it was, as of whom, and refused with a reason."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select

from siyu.insight.tracking import naming
from siyu.insight.tracking.models import SiteName, SiteTouch, SiteVisit, SiteVisitor
from siyu.insight.tracking.outcomes import NameKind
from tests.insight.tracking.scene import ORIGIN, Scene, ago, hexed

V, S = hexed(), hexed()
CAMPAIGN = {"utm_source": "wechat", "utm_campaign": "double-11", "state": "S001"}


def page(path: str = "/", seconds: float = 0, **more: Any) -> dict[str, Any]:
    return ago("page", seconds, **{"v": V, "s": S, "p": path, **more})


def test_a_visit_is_told_by_pages_a_click_a_custom_event_and_the_time_in_sight(
    scene: Scene,
) -> None:
    kind = {"name": "cart.added", "en": "put something in the cart", "zh": "加入购物车"}
    scene.ask("PUT", "/event-kinds", kind)
    scene.tell(
        page("/goods/7", 40, u=CAMPAIGN, r="mp.weixin.qq.com"),
        ago("click", 12, v=V, s=S, p="/goods/7", x="buy now"),
        ago("event", 10, v=V, s=S, p="/goods/7", x="cart.added", y=29.5, z={"pieces": 2}),
        ago("leave", 5, v=V, s=S, p="/goods/7", y=35),
        page("/cart", 5),
    )
    assert scene.sentences() == [
        "Came by wechat / double-11 to /goods/:id on 商城 H5.",
        "Buy now on /goods/:id of 商城 H5.",
        "Put something in the cart 加入购物车, on /goods/:id of 商城 H5.",
        "/goods/:id on 商城 H5, in sight for 35 s.",
        "/cart on 商城 H5.",
    ]
    assert scene.sentences("zh-CN")[0] == "经 wechat / double-11 到来，在 商城 H5 浏览 /goods/:id。"
    assert scene.counts() == {"taken": 5}
    (done,) = scene.log("DoneOnSite")
    assert (done["number"], done["values"], done["at"]) == (
        29.5,
        [2.0],
        scene.now() - timedelta(seconds=10),
    )
    views = scene.log("PageViewed")
    assert [one["entry"] for one in views] == [True, False]
    assert views[0]["touch_id"] == views[1]["touch_id"] == views[1]["first_touch_id"]
    assert len({one["visit_id"] for one in views}) == 1


def test_what_is_told_twice_counts_once(scene: Scene) -> None:
    first, second = page("/a"), page("/b")
    scene.tell(first)
    scene.tell(first, second, second)
    assert [one["entry"] for one in scene.log("PageViewed")] == [True, False]
    assert scene.counts() == {"taken": 2, "repeated": 2}


def test_an_event_of_one_site_is_another_one_on_another(scene: Scene) -> None:
    event = page()
    scene.tell(event)
    form = {"name": "官网", "origins": [ORIGIN]}
    scene.site = scene.ask("POST", "/sites", form, status=201)
    scene.tell(event)
    assert len(scene.log("PageViewed")) == 2


def test_offline_is_late_and_a_wrong_clock_does_not_matter(scene: Scene) -> None:
    scene.tell(page("/a", 3 * 86_400), page("/b", 0))
    late, now = scene.log("PageViewed")
    assert (late["at"], now["at"]) == (scene.now() - timedelta(days=3), scene.now())


def test_the_future_and_what_is_too_old_are_refused_and_counted(scene: Scene) -> None:
    scene.tell(page("/a", -61), page("/b", 7 * 86_400 + 1), page("/c"))
    assert scene.counts() == {"future": 1, "too_old": 1, "taken": 1}
    assert len(scene.log("PageViewed")) == 1


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (ago("page", p="no path"), "unfit"),
        (ago("page", i="short"), "unfit"),
        (ago("dance"), "unfit"),
        (ago("click"), "unfit"),
        (ago("click", x="13912345678"), "unfit"),
        (ago("leave"), "unfit"),
        (ago("leave", y=0), "unfit"),
        (ago("leave", y=86_401), "unfit"),
        (ago("event", x="never.declared"), "unknown_kind"),
        (ago("event", z={"Phone 139": 1}), "unfit"),
        (ago("event", z={letter: 1 for letter in "abcdefg"}), "unfit"),
        (ago("identify", v=V), "unsigned"),
        (ago("identify", v=V, x="m-1001"), "unsigned"),
        ([], "unfit"),
        (None, "unfit"),
        ("page", "unfit"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason_and_the_rest_is_taken(
    scene: Scene, event: Any, reason: str
) -> None:
    scene.tell(event, page())
    assert scene.counts() == {reason: 1, "taken": 1}


def test_more_than_twenty_events_are_too_many(scene: Scene) -> None:
    scene.tell(*[page(f"/{letter}") for letter in "abcdefghijklmnopqrstuvw"])
    assert scene.counts() == {"taken": 20, "too_many": 3}


def test_before_consent_nothing_is_counted(scene: Scene) -> None:
    scene.tell(page(), agreed=False)
    assert scene.counts() == {"no_consent": 1}
    assert scene.log("PageViewed") == []


def test_where_it_is_set_so_it_counts_without_an_id_until_consent(scene: Scene) -> None:
    scene.change(consent="anonymous")
    scene.tell(page(u=CAMPAIGN), ago("identify", v=V, x=scene.token()), agreed=False)
    (view,) = scene.log("PageViewed")
    assert (view["visitor_id"], view["visit_id"], view["entry"]) == (None, None, False)
    assert view["touch_id"] is not None
    with scene.work() as work:
        assert work.session.scalars(work.scope(SiteVisitor)).all() == []
    assert scene.counts() == {"taken": 1, "no_consent": 1}


def test_where_it_is_set_so_nobody_is_waited_for(scene: Scene) -> None:
    scene.change(consent="not_needed")
    scene.tell(page(), agreed=False)
    assert scene.log("PageViewed")[0]["visitor_id"] is not None


def test_consent_withdrawn_forgets_the_visitor(scene: Scene) -> None:
    scene.person()
    scene.tell(page(), ago("identify", v=V, x=scene.token()))
    before = scene.log("PageViewed")[0]["visitor_id"]
    scene.tell(agreed=False, f=V)
    with scene.work() as work:
        assert work.session.scalars(work.scope(SiteVisitor)).all() == []
        assert work.session.scalars(work.scope(SiteVisit)).all() == []
    assert len(scene.log("VisitorForgotten")) == 1
    scene.tell(page("/again"))
    again = scene.log("PageViewed")[1]
    assert again["visitor_id"] != before
    assert again["customer_id"] is None


def test_what_a_browser_keeps_is_not_in_the_database(scene: Scene) -> None:
    scene.tell(page())
    with scene.work() as work:
        (visitor,) = work.session.scalars(work.scope(SiteVisitor))
        assert visitor.id.hex != V
        assert visitor.mark is not None
        assert bytes.fromhex(V) not in visitor.mark
    assert V not in str(scene.log("PageViewed"))


def test_the_first_touch_stays_and_the_last_that_said_something_is_kept(scene: Scene) -> None:
    for state, visit in (("S001", hexed()), ("S002", hexed()), ("", hexed())):
        scene.tell(page(s=visit, u={"state": state}))
    views = scene.log("PageViewed")
    with scene.work() as work:
        (visitor,) = work.session.scalars(work.scope(SiteVisitor))
        codes = {row.id: row.code for row in work.session.scalars(work.scope(SiteTouch))}
        touched = [visitor.first_touch_id, visitor.last_touch_id]
    assert [codes[id] for id in touched if id] == ["S001", "S002"]
    assert [one["touch_id"] is None for one in views] == [False, False, True]
    assert {one["first_touch_id"] for one in views} == {str(touched[0])}


def test_a_click_id_stays_with_its_visit(scene: Scene) -> None:
    scene.tell(page(u={"bd_vid": "abc123"}))
    with scene.work() as work:
        (visit,) = work.session.scalars(work.scope(SiteVisit))
        (touch,) = work.session.scalars(work.scope(SiteTouch))
    assert (visit.click_id, touch.ad) == ("abc123", "baidu")


def test_strangers_cannot_fill_the_table_of_pages(scene: Scene) -> None:
    most = naming.MOST[NameKind.PAGE]
    site = {"tenant_id": scene.tenant_id, "site_id": UUID(scene.site["id"])}
    rows = [{**site, "id": uuid4(), "kind": "page", "name": f"/{n}"} for n in range(most - 1)]
    with scene.work() as work:
        work.session.execute(insert(SiteName), rows)
    for letter in "abc":
        scene.tell(page(f"/{letter}"))
    with scene.work() as work:
        names = work.session.scalars(select(SiteName.name)).all()
    assert sorted(set(names) - {row["name"] for row in rows}) == ["(other)", "/a"]
    assert len({one["page_id"] for one in scene.log("PageViewed")}) == 2


def test_the_same_batch_from_two_tabs_at_once_counts_once(scene: Scene) -> None:
    events = [page(f"/{letter}", v=hexed()) for letter in "abcdefgh"]
    with ThreadPoolExecutor(8) as threads:
        for n in range(8):
            threads.submit(scene.tell, *(events[n:] + events[:n]))
    assert len(scene.log("PageViewed")) == 8
    assert scene.counts() == {"taken": 8, "repeated": 56}
