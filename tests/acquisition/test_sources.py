"""Sources, costs, arrivals, links, partners and figures through the doors people use."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from siyu.acquisition import jobs
from siyu.acquisition.arrival_intake import ARRIVALS, ArrivalRow
from siyu.acquisition.arrivals import first_sources
from siyu.acquisition.cost_intake import COSTS, CostRow
from siyu.acquisition.models import Arrival, LinkVisit, SourceCost
from siyu.app import create_app
from siyu.customers import service as customers
from siyu.customers.models import Customer
from siyu.customers.service import Account, Newcomer
from siyu.organisation import service as organisation
from siyu.platform import listeners
from siyu.platform.access import Reach
from siyu.platform.audit import AuditEntry
from siyu.platform.clock import FixedClock
from siyu.platform.declarations import Fate, Field
from siyu.platform.work import Work
from tests.acquisition.shop import Shop
from tests.acquisition.test_routes import Console, console_for, token

PHONE = {"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"}
TODAY = "2026-11-16"


@pytest.fixture
def console(shop: Shop) -> Iterator[Console]:
    asked = console_for(shop)
    with asked.client:
        yield asked


def source(console: Console, name: str, **decided: Any) -> str:
    form = {"name": name, "channel": "weibo", **decided}
    answer = console.ask("POST", "/sources", form)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def spend(console: Console, source_id: str, day: str, amount: int, on: str = "media") -> int:
    entries = [{"day": day, "spent_on": on, "amount": amount}]
    answer = console.ask("PUT", f"/sources/{source_id}/costs", {"entries": entries})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["count"])


def code(console: Console, source_id: str | None = None, **decided: Any) -> UUID:
    return UUID(console.made(source_id=source_id, **decided)["id"])


def person(shop: Shop, relation: UUID) -> UUID:
    with shop.work() as work:
        mine = work.scope(Arrival).where(Arrival.relation_id == relation)
        return work.session.scalars(mine).all()[0].customer_id


def listen(shop: Shop) -> None:
    arrivals = next(one for one in jobs.LISTENERS if one.name == "acquisition.arrivals")
    listeners.settle(shop.runtime, arrivals)


def figures(console: Console, **asked: Any) -> dict[str, Any]:
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    answer = console.ask("GET", f"/channel-figures?{query}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def line(told: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in told["items"] if one["name"] == name)


# --- the tree


def test_the_usual_sources_come_once_with_a_poster_for_each_store(console: Console) -> None:
    first = console.ask("POST", "/sources/usual", {}).json()["count"]
    again = console.ask("POST", "/sources/usual", {}).json()["count"]
    told = console.ask("GET", "/sources").json()
    assert (first, again) == (13, 0)
    paths = [one["path"] for one in told["items"]]
    assert "Store posters/Jing'an" in paths
    assert "Social media/Weibo" in paths
    assert paths.index("Social media") < paths.index("Social media/Weibo")
    poster = next(one for one in told["items"] if one["path"] == "Store posters/Jing'an")
    assert poster["node"] == {"id": str(console.shop.store_id), "name": "Jing'an"}


def test_a_source_is_renamed_moved_and_closed_with_all_below_it(console: Console) -> None:
    top = source(console, "Social")
    weibo = source(console, "Weibo", under_id=top)
    fans = source(console, "Fans", under_id=weibo)
    moved = console.ask(
        "PUT", f"/sources/{fans}", {"name": "Fan club", "channel": "weibo", "under_id": top}
    )
    assert moved.json()["path"] == "Social/Fan club"
    under_itself = {"name": "Social", "channel": "weibo", "under_id": weibo}
    answer = console.ask("PUT", f"/sources/{top}", under_itself)
    assert (answer.status_code, answer.json()["code"]) == (409, "SourceUnderItself")
    assert console.ask("POST", f"/sources/{top}/close").json() == {"count": 3}
    late = {"name": "Late", "channel": "weibo", "under_id": top}
    assert console.ask("POST", "/sources", late).json()["code"] == "SourceUnknown"
    assert console.ask("POST", f"/sources/{top}/reopen").json()["closed"] is False
    closed = {one["path"]: one["closed"] for one in console.ask("GET", "/sources").json()["items"]}
    assert closed == {"Social": False, "Social/Fan club": True, "Social/Weibo": True}


def test_one_place_has_no_two_sources_of_one_name_and_no_two_share_a_mark(
    console: Console,
) -> None:
    source(console, "Weibo", mark="spring")
    twice = console.ask("POST", "/sources", {"name": "Weibo", "channel": "weibo"})
    assert (twice.status_code, twice.json()["code"]) == (409, "SourceNameTaken")
    marked = console.ask("POST", "/sources", {"name": "W", "channel": "weibo", "mark": "Spring"})
    assert (marked.status_code, marked.json()["code"]) == (409, "MarkTaken")


# --- by which source customers come


def test_the_first_source_wins_and_later_ones_are_kept(console: Console, clock: FixedClock) -> None:
    shop = console.shop
    weibo, douyin = source(console, "Weibo"), source(console, "Douyin", channel="douyin")
    first, second = code(console, weibo), code(console, douyin, name="Second")
    relation = shop.friend(first, "ann", person="wm1")
    clock.forward(days=1)
    shop.friend(second, "bo", person="wm1")
    listen(shop)
    customer = person(shop, relation)
    with shop.work() as work:
        assert first_sources(work, [customer]) == {customer: "Weibo"}
        assert len(work.session.scalars(work.scope(Arrival)).all()) == 2
    assert [
        (one["source_id"], one["how"]) for one in shop.events("SourceAttributed")
    ] == [(weibo, "live_code")]  # fmt: skip


def test_conditions_ask_for_a_source_with_all_above_it_and_for_the_last_code(
    console: Console,
) -> None:
    shop = console.shop
    social = source(console, "Social")
    weibo = source(console, "Weibo", under_id=social)
    poster = code(console, weibo)
    relation = shop.friend(poster, "ann")
    for one in jobs.LISTENERS:
        listeners.settle(shop.runtime, one)
    customer = person(shop, relation)
    with shop.work() as work:
        fields = customers.askable(work, shop.runtime.registry)
        assert fields["source"].asked_of(work, [customer]) == {customer: [weibo, social]}
        assert fields["live_code"].asked_of(work, [customer]) == {customer: str(poster)}
    known = {
        one["name"]: one for one in console.ask("GET", "/audiences/catalogue").json()["fields"]
    }
    asked = {one["key"]: one["title"] for one in known["source"]["options"]}
    assert (asked[social], asked[weibo]) == ("Social", "Social/Weibo")
    assert str(poster) in {one["key"] for one in known["live_code"]["options"]}


def test_whoever_was_a_friend_before_is_not_won_by_a_later_poster(
    console: Console, clock: FixedClock
) -> None:
    shop = console.shop
    poster = code(console, source(console, "Weibo"))
    relation = shop.friend(None, "ann", person="wm1")
    clock.forward(days=1)
    shop.friend(poster, "bo", person="wm1")
    listen(shop)
    with shop.work() as work:
        assert first_sources(work, [person(shop, relation)]) == {}
    assert figures(console)["unknown"]["new_friends"] == 1
    assert line(figures(console), "Weibo")["own"]["new_friends"] == 0


def test_friends_of_old_codes_are_credited_when_their_store_gets_its_poster(
    console: Console,
) -> None:
    shop = console.shop
    old = code(console)
    relation = shop.friend(old, "ann")
    listen(shop)
    assert shop.events("SourceAttributed") == []
    console.ask("POST", "/sources/usual", {})
    listen(shop)
    listen(shop)
    with shop.work() as work:
        customer = person(shop, relation)
        assert first_sources(work, [customer]) == {customer: "Jing'an"}
    assert len(shop.events("SourceAttributed")) == 1


def test_a_code_that_changes_its_source_leaves_earlier_friends_where_they_were(
    console: Console,
) -> None:
    shop = console.shop
    weibo, douyin = source(console, "Weibo"), source(console, "Douyin", channel="douyin")
    poster = code(console, weibo)
    shop.friend(poster, "ann")
    listen(shop)
    read = console.ask("GET", f"/live-codes/{poster}").json()
    console.ask("PUT", f"/live-codes/{poster}", {**read, "source_id": douyin})
    shop.friend(poster, "bo")
    listen(shop)
    told = figures(console)
    assert [line(told, name)["own"]["new_friends"] for name in ("Weibo", "Douyin")] == [1, 1]


def test_a_code_takes_no_source_that_is_closed_or_anothers(console: Console) -> None:
    closed = source(console, "Weibo")
    console.ask("POST", f"/sources/{closed}/close")
    for source_id in (closed, str(uuid4())):
        answer = console.ask("POST", "/live-codes", console.form(source_id=source_id))
        assert (answer.status_code, answer.json()["code"]) == (422, "SourceUnknown")


def test_the_arrivals_of_two_who_are_one_go_along_and_come_back(
    console: Console, clock: FixedClock
) -> None:
    shop = console.shop
    early, late = code(console, source(console, "Weibo")), code(console, name="Other")
    first = shop.friend(early, "ann")
    clock.forward(days=1)
    second = shop.friend(late, "bo")
    listen(shop)
    gone, kept = person(shop, first), person(shop, second)
    holding = shop.runtime.registry.holdings["arrivals"]
    with shop.work() as work:
        memo = holding.merge(work, kept, gone)
        assert first_sources(work, [kept, gone]) == {kept: "Weibo"}
        holding.split(work, kept, gone, memo)
        assert first_sources(work, [kept, gone]) == {gone: "Weibo"}


def customer(work: Work, number: str) -> UUID:
    met = customers.meet_all(
        work, [Newcomer(accounts=(Account("member_number", number),), evidence="test")]
    )
    assert met[0].customer_id
    return met[0].customer_id


def test_where_customers_came_from_is_taken_row_by_row_and_undone(console: Console) -> None:
    shop = console.shop
    weibo = source(console, "Weibo", mark="spring")
    link = made_link(console, weibo)
    at = datetime(2026, 11, 1, tzinfo=UTC)
    rows = [
        ArrivalRow(member_number="M1", source="weibo", came_at=at),
        ArrivalRow(member_number="M1", source="weibo", came_at=at),
        ArrivalRow(member_number="M1", utm_campaign="spring", came_at=at - timedelta(days=1)),
        ArrivalRow(member_number="M1", link=link["code"], came_at=at + timedelta(days=1)),
        ArrivalRow(member_number="M2", source="weibo", came_at=at),
        ArrivalRow(member_number="M1", source="Taobao", came_at=at),
        ArrivalRow(member_number="M1", source="weibo", link=link["code"], came_at=at),
        ArrivalRow(source="weibo", came_at=at),
    ]
    with shop.work() as work:
        one = customer(work, "M1")
        answers = ARRIVALS.take(work, rows)
    told = [answer.problem.code if answer.problem else str(answer.fate) for answer in answers]
    assert told == [
        "taken",
        "merged",
        "taken",
        "taken",
        "CustomerUnknown",
        "SourceUnknown",
        "ArrivalUnclear",
        "ArrivalUnclear",
    ]
    assert [event["how"] for event in shop.events("SourceAttributed")] == ["import", "utm"]
    with shop.work() as work:
        assert first_sources(work, [one]) == {one: "Weibo"}
        taken = [(one, answer.undo) for answer in answers if answer.undo]
        ARRIVALS.undo(work, taken[::-1])
        assert work.session.scalars(work.scope(Arrival)).all() == []


# --- costs


def test_a_corrected_cost_takes_the_place_of_the_first_and_leaves_a_trace(
    console: Console,
) -> None:
    weibo = source(console, "Weibo")
    assert spend(console, weibo, TODAY, 10_000) == 1
    assert spend(console, weibo, TODAY, 10_000) == 0
    assert spend(console, weibo, TODAY, 12_500) == 1
    spend(console, weibo, TODAY, 300, "material")
    told = console.ask("GET", f"/sources/{weibo}/costs").json()
    assert [(one["spent_on"], one["amount"]) for one in told["items"]] == [
        ("material", 300),
        ("media", 12_500),
    ]
    with console.shop.work() as work:
        trail = work.session.scalars(
            work.scope(AuditEntry).where(AuditEntry.what == "cost.changed")
        ).all()
    changed = [((one.before or {}).get("amount"), (one.after or {})["amount"]) for one in trail]
    assert sorted(changed, key=str) == [(10_000, 12_500), (None, 10_000), (None, 300)]
    assert spend(console, weibo, TODAY, 0) == 1
    left = console.ask("GET", f"/sources/{weibo}/costs").json()["items"]
    assert [one["spent_on"] for one in left] == ["material"]


def test_an_amount_is_spread_evenly_over_its_days_to_the_penny(console: Console) -> None:
    weibo = source(console, "Weibo")
    spread = {"first": "2026-11-14", "last": TODAY, "spent_on": "media", "amount": 1000}
    assert console.ask("POST", f"/sources/{weibo}/costs/spread", spread).json() == {"count": 3}
    told = console.ask("GET", f"/sources/{weibo}/costs").json()["items"]
    assert [(one["day"], one["amount"]) for one in told] == [
        ("2026-11-14", 334),
        ("2026-11-15", 333),
        ("2026-11-16", 333),
    ]
    backwards = {**spread, "last": "2026-11-13"}
    answer = console.ask("POST", f"/sources/{weibo}/costs/spread", backwards)
    assert (answer.status_code, answer.json()["code"]) == (422, "SpanWrong")


def rows_of(*rows: dict[str, Any]) -> list[CostRow]:
    return [CostRow.model_validate({"day": TODAY, **row}) for row in rows]


def costs_left(shop: Shop) -> Sequence[tuple[date, str, int]]:
    with shop.work() as work:
        rows = work.session.scalars(work.scope(SourceCost).order_by(SourceCost.day))
        return [(one.day, one.spent_on, one.amount) for one in rows]


def test_imported_costs_are_each_answered_repeated_and_undone(console: Console) -> None:
    shop = console.shop
    social, other = source(console, "Social"), source(console, "Other")
    weibo = source(console, "Weibo", under_id=social)
    source(console, "Weibo", under_id=other)
    spend(console, weibo, TODAY, 500)
    before = costs_left(shop)
    rows = rows_of(
        {"source": "social / weibo", "amount": "¥1,234.50"},
        {"source": weibo, "amount": "20", "spent_on": "物料"},
        {"source": weibo, "amount": "20", "spent_on": "material"},
        {"source": "Weibo", "amount": "1"},
        {"source": "Taobao", "amount": "1"},
        {"source": social, "amount": "0.001"},
        {"source": social, "amount": "-3"},
    )
    with shop.work() as work:
        answers = COSTS.take(work, rows)
    told = [answer.problem.code if answer.problem else str(answer.fate) for answer in answers]
    assert told == [
        "taken",
        "taken",
        "merged",
        "SourceAmbiguous",
        "SourceUnknown",
        "CostOutOfRange",
        "CostOutOfRange",
    ]
    assert sorted(amount for _, _, amount in costs_left(shop)) == [2000, 123450]
    with shop.work() as work:
        assert {one.fate for one in COSTS.take(work, rows[:3])} == {Fate.MERGED}
    taken = [(one.subject_id, one.undo) for one in answers if one.undo and one.subject_id]
    with shop.work() as work:
        COSTS.undo(work, taken[::-1])
    assert costs_left(shop) == before


def test_an_undo_leaves_what_a_person_corrected_since(console: Console) -> None:
    shop = console.shop
    weibo = source(console, "Weibo")
    with shop.work() as work:
        answer = COSTS.take(work, rows_of({"source": "Weibo", "amount": "5"}))[0]
    spend(console, weibo, TODAY, 700)
    with shop.work() as work:
        COSTS.undo(work, [(UUID(weibo), answer.undo or {})])
    assert [amount for _, _, amount in costs_left(shop)] == [700]


# --- short links


def made_link(console: Console, source_id: str, **decided: Any) -> dict[str, Any]:
    form = {
        "name": "Spring post",
        "source_id": source_id,
        "target": "https://shop.example.org/tea?sku=7#buy",
        **decided,
    }
    answer = console.ask("POST", "/short-links", form)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def click(console: Console, where: str, method: str = "GET", **headers: str) -> Any:
    app = create_app(console.shop.runtime)
    with TestClient(app, follow_redirects=False) as visitor:
        return visitor.request(method, f"/l/{where}", headers={**PHONE, **headers})


def test_a_short_link_leads_on_with_its_sources_parameters_and_is_counted(
    console: Console, clock: FixedClock
) -> None:
    link = made_link(console, source(console, "Weibo", mark="spring"), term="绿茶")
    answer = click(console, link["code"])
    assert (answer.status_code, answer.headers["location"]) == (
        302,
        "https://shop.example.org/tea?sku=7&utm_source=weibo&utm_medium=social"
        f"&utm_campaign=spring&utm_content={link['code']}&utm_term=%E7%BB%BF%E8%8C%B6#buy",
    )
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["location"] == link["leads_to"]
    clock.forward(days=1)
    click(console, link["code"])
    click(console, link["code"], "HEAD")
    click(console, link["code"], **{"user-agent": "Slackbot 1.0"})
    told = console.ask("GET", f"/short-links/{link['id']}/visits?days=3").json()
    assert [(one["day"], one["people"], one["programs"]) for one in told["days"]] == [
        ("2026-11-15", 0, 0),
        ("2026-11-16", 1, 0),
        ("2026-11-17", 1, 2),
    ]
    listed = console.ask("GET", "/short-links").json()["items"]
    assert [(one["people"], one["programs"]) for one in listed] == [(2, 2)]


def test_a_click_keeps_nothing_of_who_clicked() -> None:
    assert {one.name for one in LinkVisit.__table__.columns} == {
        "id",
        "tenant_id",
        "short_link_id",
        "at",
        "seen_as",
    }


def test_an_unknown_or_closed_link_says_so_in_both_languages(console: Console) -> None:
    link = made_link(console, source(console, "Weibo"))
    console.ask("POST", f"/short-links/{link['id']}/close")
    for where in (link["code"], "nothing", "a%00b", "../api/session"):
        answer = click(console, where)
        assert answer.status_code in (401, 404), where
    page = click(console, link["code"])
    assert "链接已失效" in page.text
    assert "This link leads nowhere" in page.text
    assert console.ask("GET", "/short-links").json()["items"][0]["people"] == 0


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "//evil.example", "https://a@evil.example"]
)
def test_a_link_leads_to_web_pages_only(console: Console, target: str) -> None:
    form = {"name": "x", "source_id": source(console, "Weibo"), "target": target}
    answer = console.ask("POST", "/short-links", form)
    assert (answer.status_code, answer.json()["code"]) == (422, "BadTarget")
    link = made_link(console, form["source_id"])
    answer = console.ask("PUT", f"/short-links/{link['id']}", form)
    assert (answer.status_code, answer.json()["code"]) == (422, "BadTarget")


def test_what_a_visitor_adds_to_a_short_address_changes_nothing(console: Console) -> None:
    link = made_link(console, source(console, "Weibo"))
    answer = click(console, f"{link['code']}?url=https://evil.example&utm_source=evil")
    assert answer.headers["location"] == link["leads_to"]


def test_a_link_has_a_qr_code_to_print(console: Console) -> None:
    link = made_link(console, source(console, "Weibo"))
    answer = console.ask("GET", f"/short-links/{link['id']}/qr.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.text.startswith("<svg")


# --- partners


def test_a_partner_has_a_source_what_it_was_given_and_its_result(console: Console) -> None:
    shop = console.shop
    console.ask("POST", "/sources/usual", {})
    made = console.ask(
        "POST",
        "/partners",
        {"name": "Bakery", "agreed_from": "2026-01-01", "agreed_until": "2026-11-16", "terms": "…"},
    ).json()
    assert made["agreed"] == "running"
    poster = code(console, made["source"]["id"])
    shop.friend(poster, "ann")
    listen(shop)
    given = [
        {"day": TODAY, "spent_on": "goods", "amount": 5000},
        {"day": TODAY, "spent_on": "commission", "amount": 1000},
    ]
    answer = console.ask("PUT", f"/partners/{made['id']}/given", {"entries": given})
    assert answer.json() == {"count": 2}
    made_link(console, made["source"]["id"])
    told = console.ask("GET", "/partners").json()["items"][0]
    assert [one["name"] for one in told["codes"]] == ["Window poster"]
    assert [one["name"] for one in told["links"]] == ["Spring post"]
    assert (told["numbers"]["cost"], told["numbers"]["new_friends"]) == (6000, 1)
    assert told["numbers"]["cac"] == 6000
    renamed = console.ask("PUT", f"/partners/{made['id']}", {"name": "Bread", "agreed_until": None})
    assert renamed.json()["source"]["name"] == "Bread"
    paths = [one["path"] for one in console.ask("GET", "/sources").json()["items"]]
    assert "Partner brands/Bread" in paths


# --- figures


def with_orders(shop: Shop, bought: dict[UUID, datetime]) -> Console:
    """The same shop where someone declares when customers first bought."""

    def read(_work: Work, ids: Sequence[UUID]) -> dict[UUID, object]:
        return {id: bought[id] for id in ids if id in bought}

    field = Field("first_order_at", "First order", "首单时间", "instant", read)
    registry = shop.runtime.registry
    fields = {**registry.fields, "first_order_at": field}
    runtime = replace(shop.runtime, registry=replace(registry, fields=fields))
    headers = {"authorization": f"Bearer {token(shop, set())}"}
    return Console(shop, TestClient(create_app(runtime), headers=headers))


def test_figures_of_a_span_go_up_the_tree_and_are_compared_with_the_span_before(
    console: Console, clock: FixedClock
) -> None:
    shop = console.shop
    social = source(console, "Social")
    weibo = source(console, "Weibo", under_id=social)
    poster = code(console, weibo)
    spend(console, weibo, TODAY, 1000)
    relations = [shop.friend(poster, "ann", person=f"wm{n}") for n in range(3)]
    clock.forward(days=1)
    spend(console, social, "2026-11-17", 500)
    relations.append(shop.friend(poster, "bo", person="wm9"))
    shop.lose("wm9", "bo")
    listen(shop)
    bought = {
        person(shop, relations[0]): clock.now(),
        person(shop, relations[1]): clock.now() - timedelta(days=400),
        person(shop, relations[3]): clock.now() + timedelta(days=2),
    }
    orders = with_orders(shop, bought)
    told = figures(orders, first="2026-11-17", last="2026-11-17", first_order_days=2)
    assert (told["before_first"], told["before_last"]) == (TODAY, TODAY)
    parent, child = line(told, "Social"), line(told, "Weibo")
    assert (child["own"]["cost"], child["own"]["new_friends"]) == (0, 1)
    assert child["own"]["why"]["cac"] == "no cost entered"
    assert (parent["whole"]["cost"], parent["whole"]["new_friends"]) == (500, 1)
    assert (parent["whole"]["cac"], parent["whole"]["still_friends"]) == (500, 0)
    assert (parent["whole"]["first_orders"], parent["whole"]["open"]) == (0, 1)
    before = parent["before"]
    assert (before["cost"], before["new_friends"], before["cac"]) == (1000, 3, 333)
    assert (before["first_orders"], before["ordered_before"], before["open"]) == (1, 1, 1)
    assert before["first_order_rate"] == pytest.approx(1 / 3)
    assert before["cost_per_first_order"] == 1000
    assert told["total"]["cost"] == 500


def without_orders(shop: Shop) -> Console:
    """The same shop where nobody says when customers first bought."""
    registry = shop.runtime.registry
    fields = {name: one for name, one in registry.fields.items() if name != "first_order_at"}
    runtime = replace(shop.runtime, registry=replace(registry, fields=fields))
    headers = {"authorization": f"Bearer {token(shop, set())}"}
    return Console(shop, TestClient(create_app(runtime), headers=headers))


def test_without_orders_the_numbers_of_orders_say_so(shop: Shop) -> None:
    console = without_orders(shop)
    source(console, "Weibo")
    told = figures(console)
    assert told["orders_connected"] is False
    numbers = line(told, "Weibo")["whole"]
    assert (numbers["first_orders"], numbers["first_order_rate"]) == (None, None)
    assert numbers["why"] == {
        "cac": "no new friends yet",
        "first_orders": "orders are not connected",
        "first_order_rate": "orders are not connected",
        "cost_per_first_order": "orders are not connected",
    }
    chinese = console.ask("GET", "/channel-figures", language="zh-CN").json()
    assert line(chinese, "Weibo")["whole"]["why"]["cac"] == "还没有新好友"
    assert len(told["definitions"]) == 7
    assert [one["title"] for one in chinese["definitions"]][:2] == ["成本", "新好友"]


# --- a store, and whose it is


def manager_of(console: Console, name: str) -> Console:
    """Someone with every right who sees one new store alone."""
    shop = console.shop
    every = frozenset(shop.runtime.registry.permissions)
    by = organisation.Grantor(every, every)
    with shop.work() as work:
        hq = next(one.node for one in organisation.node_lines(work) if one.node.kind == "hq")
        store = organisation.add_node(work, name=name, kind="store", parent_id=hq.id)
        role = organisation.add_role(
            work, name=name, permissions=sorted(every), sees="subtree", by=by
        )
        user = organisation.add_user(
            work,
            name=name,
            login=uuid4().hex,
            password=uuid4().hex,
            role_id=role.id,
            by=by,
            node_id=store.id,
        )
        _, secret = organisation.add_token(
            work, user_id=user.id, name="test", permissions=every, by=by
        )
    headers = {"authorization": f"Bearer {secret}"}
    return Console(
        Shop(shop.runtime, shop.tenant_id, store.id),
        TestClient(create_app(shop.runtime), headers=headers),
    )


def test_a_stores_manager_sees_and_spends_on_their_own_sources_alone(console: Console) -> None:
    console.ask("POST", "/sources/usual", {})
    brand = source(console, "Weibo fans")
    manager = manager_of(console, "Second")
    console.ask("POST", "/sources/usual", {})
    seen = manager.ask("GET", "/sources").json()["items"]
    assert [one["path"] for one in seen] == ["Store posters/Second"]
    assert [one["name"] for one in figures(manager)["items"]] == ["Second"]
    entries = {"entries": [{"day": TODAY, "spent_on": "media", "amount": 1}]}
    assert manager.ask("PUT", f"/sources/{brand}/costs", entries).status_code == 404
    assert manager.ask("PUT", f"/sources/{seen[0]['id']}/costs", entries).status_code == 200
    form = {"name": "x", "source_id": brand, "target": "https://shop.example.org"}
    assert manager.ask("POST", "/short-links", form).status_code == 422
    brand_wide = {"name": "Mine", "channel": "weibo"}
    answer = manager.ask("POST", "/sources", brand_wide)
    assert (answer.status_code, answer.json()["code"]) == (403, "BeyondYourStores")
    foreign = manager.ask("GET", f"/stores/{console.shop.store_id}")
    assert (foreign.status_code, foreign.json()["code"]) == (404, "NotFound")
    with console.shop.work() as work:
        rows = COSTS.take(
            replace(work, reach=Reach(frozenset(), frozenset({manager.shop.store_id}))),
            rows_of({"source": "Weibo fans", "amount": "1"}, {"source": "second", "amount": "1"}),
        )
    assert [str(one.fate) for one in rows] == ["refused", "taken"]


def test_a_stores_page_shows_its_people_codes_sources_and_new_friends(
    console: Console, clock: FixedClock
) -> None:
    shop = console.shop
    console.ask("POST", "/sources/usual", {})
    poster = code(console, all_day_staff_ids=[str(shop.staff["ann"])])
    shop.turn()
    shop.friend(poster, "ann", person="wm1")
    clock.forward(days=1)
    shop.friend(poster, "bo", person="wm2")
    shop.friend(poster, "bo", person="wm1")
    listen(shop)
    told = console.ask("GET", f"/stores/{shop.store_id}?first=2026-11-17&last=2026-11-17").json()
    assert {one["name"]: one["on_duty"] for one in told["staff"]} == {
        "ann": True,
        "bo": False,
        "cai": False,
    }
    assert [one["name"] for one in told["codes"]] == ["Window poster"]
    assert (told["new_friends"], told["new_friends_before"]) == (1, 1)
    assert told["days"] == [{"day": "2026-11-17", "count": 1}]
    assert [(one["name"], one["own"]["new_friends"]) for one in told["sources"]] == [("Jing'an", 1)]


def test_nobody_is_made_by_telling_where_they_came_from(console: Console) -> None:
    source(console, "Weibo")
    at = datetime(2026, 11, 1, tzinfo=UTC)
    with console.shop.work() as work:
        ARRIVALS.take(work, [ArrivalRow(member_number="M1", source="Weibo", came_at=at)])
        assert work.session.scalars(select(Customer)).all() == []
