"""Every route, climbed: nobody, someone without the right, another brand, another store, its own.

Driven by the routes themselves: a new one is climbed without being named here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from docs import code
from siyu.app import create_app, create_runtime
from siyu.customers.models import Relation
from siyu.organisation import service as organisation
from siyu.organisation.models import Staff
from siyu.organisation.service import Grantor
from siyu.platform.access import Actor
from siyu.platform.clock import FixedClock
from siyu.platform.http import needs
from siyu.platform.runtime import Runtime
from siyu.platform.settings import Settings
from tests.architecture import ladder
from tests.architecture.ladder import Route
from tests.conftest import MONDAY_NOON, emptied

ROUTES = ladder.routes(code.application())
OPEN = {
    "POST /api/session",
    "GET /api/session/ways",
    "POST /api/session/departures",
    "POST /api/session/returns",
}
# For whoever is signed in: about oneself, or about nothing of the brand.
FOR_ALL = {
    "GET /api/session",
    "PATCH /api/session",
    "DELETE /api/session",
    "POST /api/session/links",
    "GET /api/tour",
    "GET /api/clock",
}
GUARDED = [route for route in ROUTES if str(route) not in OPEN]
RIGHTS = [route for route in GUARDED if route.permission]
NAMING = [route for route in GUARDED if route.parameters]
REACHED = [
    route
    for route in NAMING
    if any(hasattr(ladder.model_of(name), "within") for name in route.parameters)
]
LISTS = [route for route in GUARDED if route.method == "GET" and not route.parameters]
BODIES = [route for route in GUARDED if route.body and ladder.names_ids(route.body)]
# What the owner's own call may meet in a made-up world: not absent, not forbidden, not broken.
WRONG_FOR_OWNER = {401, 403, 404, 422}
ROWS = {"definition": {"kind": "field", "field": "tags", "op": "is_set"}}
"""What rows hold that cannot be just anything."""


@dataclass
class Brand:
    """A tenant with two stores, an adviser in the first, and keys for its people."""

    runtime: Runtime
    client: TestClient
    tenant_id: UUID
    owner_id: UUID
    known: dict[str, object]
    second_store_id: UUID

    def work(self) -> Any:
        return self.runtime.work(self.tenant_id, actor=Actor.system("ladder"))

    @property
    def rights(self) -> frozenset[str]:
        return frozenset(self.runtime.registry.permissions)

    def key(self, rights: frozenset[str], user_id: UUID | None = None) -> str:
        """A token of the owner, or of someone else, with these rights."""
        by = Grantor(self.rights, self.rights)
        with self.work() as work:
            _, secret = organisation.add_token(
                work, user_id=user_id or self.owner_id, name="ladder", permissions=rights, by=by
            )
        return str(secret)

    def manager_of_second_store(self) -> str:
        """The key of someone with every right who sees the second store alone."""
        by, name = Grantor(self.rights, self.rights), uuid4().hex
        with self.work() as work:
            role = organisation.add_role(
                work, name=name, permissions=sorted(self.rights), sees="subtree", by=by
            )
            user = organisation.add_user(
                work,
                name=name,
                login=name,
                password=uuid4().hex,
                role_id=role.id,
                by=by,
                node_id=self.second_store_id,
            )
        return self.key(self.rights, user.id)

    def plant(self, parameters: list[str]) -> dict[str, object]:
        """New rows of this brand in its first store, by the parameters that name them."""
        with self.work() as work:
            known = {**self.known, **ROWS}
            ids = {one: ladder.planted(work, one, known) for one in parameters}
            if "customer_id" in ids:
                self.befriend(work, ids["customer_id"])
            return ids

    def befriend(self, work: Any, customer_id: object) -> None:
        friend = {"customer_id": customer_id, "staff_id": self.known["staff_id"]}
        work.add(Relation(**friend, added_at=work.now()))

    def ask(self, route: Route, key: str | None, ids: dict[str, object], body: Any = None) -> Any:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        return self.client.request(route.method, route.at(ids), headers=headers, json=body)


def brand(runtime: Runtime, client: TestClient, name: str) -> Brand:
    made = organisation.found_tenant(
        runtime, name=name, owner_login=uuid4().hex, password=uuid4().hex
    )
    with runtime.work(made.tenant_id, actor=Actor.system("ladder")) as work:
        first, second = (
            organisation.add_node(work, name=f"{name} {number}", kind="store", parent_id=made.hq_id)
            for number in (1, 2)
        )
        staff = work.add(
            Staff(userid=uuid4().hex, name="顾问", node_id=first.id, joined_at=work.now())
        )
        known: dict[str, object] = {"staff_id": staff.id, "node_id": first.id}
        known["path"] = [made.hq_id, first.id]
        known["parent_id"] = made.hq_id
        known["kind"] = "store"
        known["all_day_staff_id"] = staff.id
        # One for a brand, so callbacks of it share it.
        known["connection_id"] = ladder.planted(work, "wecom_connection_id", known)
        known["source_id"] = ladder.planted(work, "source_id", known)
        known["customer_id"] = ladder.planted(work, "customer_id", known)
        known["kept_id"], known["by"] = known["customer_id"], "hand"
        known["gone_id"] = ladder.planted(work, "customer_id", known)
        known["segment_id"] = ladder.planted(work, "segment_id", {**known, **ROWS})
        for one in (known["customer_id"], known["gone_id"]):
            work.add(Relation(customer_id=one, staff_id=staff.id, added_at=work.now()))
    return Brand(runtime, client, made.tenant_id, made.owner_id, known, second.id)


@pytest.fixture(scope="module")
def brands(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Brand, Brand]]:
    settings = Settings(
        database_url=database_url, secret_key="00" * 32, data_dir=tmp_path_factory.mktemp("ladder")
    )
    runtime = create_runtime(settings, clock=FixedClock(MONDAY_NOON))
    with TestClient(create_app(runtime), raise_server_exceptions=False) as client:
        yield brand(runtime, client, "自家"), brand(runtime, client, "别家")
    emptied(runtime)
    runtime.engine.dispose()


@pytest.fixture(scope="module")
def manager(brands: tuple[Brand, Brand]) -> str:
    return brands[0].manager_of_second_store()


def random_ids(route: Route) -> dict[str, object]:
    return {name: 1 if name == "job_id" else uuid4() for name in route.parameters}


@pytest.mark.parametrize("route", GUARDED, ids=str)
def test_nobody_gets_in(brands: tuple[Brand, Brand], route: Route) -> None:
    answer = brands[0].ask(route, None, random_ids(route))
    assert (answer.status_code, answer.json()["code"]) == (401, "SignInNeeded")


def test_every_route_names_a_right_or_is_for_all() -> None:
    assert {str(route) for route in GUARDED if not route.permission} == FOR_ALL


@pytest.mark.parametrize("route", RIGHTS, ids=str)
def test_without_its_right_it_is_refused(brands: tuple[Brand, Brand], route: Route) -> None:
    ours = brands[0]
    key = ours.key(ours.rights - {str(route.permission)})
    answer = ours.ask(route, key, random_ids(route))
    assert (answer.status_code, answer.json()["code"]) == (403, "Refused")
    assert answer.json()["data"] == {"permission": route.permission}


@pytest.mark.parametrize("route", NAMING, ids=str)
def test_another_brand_finds_nothing(brands: tuple[Brand, Brand], route: Route) -> None:
    ours, theirs = brands
    ids = ours.plant(route.parameters)
    body = route.body and ladder.example(route.body, theirs.known)
    answer = theirs.ask(route, theirs.key(theirs.rights), ids, body)
    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


@pytest.mark.parametrize("route", REACHED, ids=str)
def test_the_manager_of_another_store_finds_nothing(
    brands: tuple[Brand, Brand], manager: str, route: Route
) -> None:
    ours = brands[0]
    ids = ours.plant(route.parameters)
    body = route.body and ladder.example(route.body, {"node_id": ours.second_store_id})
    answer = ours.ask(route, manager, ids, body)
    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound")


@pytest.mark.parametrize("route", BODIES, ids=str)
def test_a_body_cannot_name_what_is_another_brands(
    brands: tuple[Brand, Brand], route: Route
) -> None:
    ours, theirs = brands
    named = sorted(ladder.names_ids(route.body))
    foreign = ours.plant(named)
    body = ladder.example(route.body or {}, foreign)
    answer = theirs.ask(route, theirs.key(theirs.rights), theirs.plant(route.parameters), body)
    assert answer.status_code in {404, 409, 422}, answer.text


@pytest.mark.parametrize("route", NAMING, ids=str)
def test_its_own_brand_finds_it(brands: tuple[Brand, Brand], route: Route) -> None:
    """Without this the refusals above could be of something that never was."""
    ours = brands[0]
    ids = ours.plant(route.parameters)
    named = {**ours.known, **(ours.plant(["tag_id"]) if "tag-rules" in route.path else {})}
    body = route.body and ladder.example(route.body, named)
    answer = ours.ask(route, ours.key(ours.rights), ids, body)
    assert answer.status_code not in WRONG_FOR_OWNER, answer.text
    assert without_warehouse(answer) or answer.status_code < 500, answer.text


def without_warehouse(answer: Any) -> bool:
    """These brands have none."""
    return bool(answer.status_code == 502 and answer.json()["code"] == "Unreachable")


@pytest.mark.parametrize("route", LISTS, ids=str)
def test_a_list_shows_its_own_brand_alone(brands: tuple[Brand, Brand], route: Route) -> None:
    ours, theirs = brands
    planted = ours.plant(sorted({name for one in NAMING for name in one.parameters}))
    hidden = [str(value) for value in (*planted.values(), *ours.known.values()) if is_id(value)]
    answer = theirs.ask(route, theirs.key(theirs.rights), {})
    assert without_warehouse(answer) or answer.status_code < 500, answer.text
    assert [value for value in hidden if value in answer.text] == []


def is_id(value: object) -> bool:
    return isinstance(value, UUID)


# --- the ladder is shown broken rungs


def broken() -> FastAPI:
    """A right forgotten, and one that names another."""
    app, router = FastAPI(), APIRouter(prefix="/api")

    @router.get("/shops", dependencies=[needs("shops.read")])
    def shops() -> list[str]:
        return []

    @router.delete("/shops/{shop_id}")
    def close(shop_id: UUID) -> None: ...

    app.include_router(router)
    return app


def test_a_route_without_a_right_is_seen() -> None:
    found = {str(route): route.permission for route in ladder.routes(broken())}
    assert found == {"GET /api/shops": "shops.read", "DELETE /api/shops/{shop_id}": None}


def test_a_parameter_that_names_no_row_must_be_explained(brands: tuple[Brand, Brand]) -> None:
    with pytest.raises(LookupError, match="shop_id"):
        brands[0].plant(["shop_id"])
