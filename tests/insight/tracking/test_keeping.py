"""What is kept of visitors goes with its time, and a person's value in an address with them."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from siyu.customers.service import Account
from siyu.insight.tracking import keeping
from siyu.insight.tracking.models import SiteHit, SiteName, SiteTouch, SiteVisit, SiteVisitor
from siyu.platform.clock import FixedClock, real_now
from tests.insight.tracking.scene import Scene, ago, hexed


def page(path: str = "/", **more: Any) -> dict[str, Any]:
    return ago("page", p=path, **{"v": hexed(), "s": hexed(), **more})


def test_what_was_told_is_known_for_as_long_as_it_may_come_again(scene: Scene) -> None:
    scene.tell(page("/a"), page("/b"))
    for days, kept in ((8, 2), (9, 0)):
        before = real_now() - timedelta(days=days) + timedelta(hours=1)
        with scene.work() as work:
            work.session.execute(update(SiteHit).values(received_at=before))
        assert keeping.sweep(scene.runtime) is False
        with scene.work() as work:
            assert len(work.session.scalars(work.scope(SiteHit)).all()) == kept
    assert len(scene.log("PageViewed")) == 2


def test_who_stayed_away_for_thirteen_months_is_forgotten(scene: Scene, clock: FixedClock) -> None:
    scene.tell(page())
    clock.forward(days=395)
    scene.tell(page())
    keeping.sweep(scene.runtime)
    with scene.work() as work:
        assert len(work.session.scalars(work.scope(SiteVisitor)).all()) == 2
    clock.forward(seconds=1)
    keeping.sweep(scene.runtime)
    with scene.work() as work:
        assert len(work.session.scalars(work.scope(SiteVisitor)).all()) == 1
        assert len(work.session.scalars(work.scope(SiteVisit)).all()) == 1


def test_a_persons_value_in_an_address_is_hidden_when_they_are_erased(scene: Scene) -> None:
    scene.change(collapse_ids=False)
    member = scene.person(Account("member_number", "ANN-77"))
    scene.tell(
        page("/m/ANN-77/points"),
        page("/m", u={"utm_content": "for ANN-77"}),
        ago("click", v=hexed(), s=hexed(), p="/m", x="ANN-77"),
    )
    scene.ask("POST", f"/customers/{member}/erase", {})
    with scene.work() as work:
        names = work.session.scalars(select(SiteName.name)).all()
        contents = work.session.scalars(select(SiteTouch.content)).all()
    assert not any("ANN-77" in one for one in (*names, *contents))
    assert "/m" in names
    assert len(names) == 3
    scene.tell(page("/m/ANN-78/points"))
    assert len(scene.log("PageViewed")) == 3


def test_a_short_value_is_hidden_only_where_it_stands_alone(scene: Scene) -> None:
    member = scene.person(Account("member_number", "tea"))
    scene.tell(page("/tea"), page("/teapots"), page("/shop/tea/x"))
    scene.ask("POST", f"/customers/{member}/erase", {})
    with scene.work() as work:
        names = work.session.scalars(select(SiteName.name)).all()
    assert [one for one in names if not one.startswith("•••")] == ["/teapots"]
