"""A brand with a site, and a browser that tells of its pages as the snippet does."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import select

from siyu.customers.service import Account, Newcomer, meet_all
from siyu.insight.tracking import sites
from siyu.insight.tracking.models import SiteCount
from siyu.organisation import service as organisation
from siyu.organisation.service import Grantor
from siyu.platform import log
from siyu.platform.access import Actor
from siyu.platform.clock import real_now
from siyu.platform.log import EventRow
from siyu.platform.runtime import Runtime
from siyu.platform.work import Work

ORIGIN = "https://shop.example.com"
BROWSER = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
NOW_MS = 1_800_000_000_000
"""By the browser's clock, which need not be right."""
ANN = Account("member_number", "M-1001")
BO = Account("mall_id", "mall-1002")


def hexed() -> str:
    return uuid4().hex


def ago(kind: str, seconds: float = 0, **more: Any) -> dict[str, Any]:
    """An event as the snippet writes it, so many seconds before it is sent."""
    told = {"i": hexed(), "t": NOW_MS - round(seconds * 1000), "k": kind, "p": "/", **more}
    return {name: value for name, value in told.items() if value is not None}


@dataclass
class Scene:
    """`site` is the site as it was answered when it was made, its secret with it."""

    runtime: Runtime
    tenant_id: UUID
    client: TestClient
    key: str
    site: dict[str, Any]

    @contextmanager
    def work(self) -> Iterator[Work]:
        with self.runtime.work(self.tenant_id, actor=Actor.system("test")) as work:
            yield work

    def ask(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        headers = {"authorization": f"Bearer {self.key}"}
        answer = self.client.request(method, f"/api{path}", json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def change(self, **more: Any) -> Any:
        form = {name: self.site[name] for name in sites.SHOWN} | more
        return self.ask("PUT", f"/sites/{self.site['id']}", form)

    def post(self, body: bytes | str, **headers: str) -> Response:
        told = {"origin": ORIGIN, "user-agent": BROWSER, "content-type": "text/plain"}
        sent = told | {name.replace("_", "-"): value for name, value in headers.items()}
        answer: Response = self.client.post(f"/t/{self.site['key']}", content=body, headers=sent)
        return answer

    def tell(self, *events: Any, agreed: bool = True, **more: Any) -> Response:
        """Send events as one request of the snippet."""
        body = {"n": NOW_MS, "c": int(agreed), "e": list(events), **more}
        answer = self.post(json.dumps(body))
        assert answer.status_code == 204, answer.text
        return answer

    def person(self, account: Account = ANN) -> UUID:
        with self.work() as work:
            (met,) = meet_all(work, [Newcomer((account,), evidence="mall")])
            assert met.customer_id is not None
            return met.customer_id

    def token(self, account: Account = ANN, *, secret: str = "", **more: Any) -> str:
        """What the brand's server signs."""
        said = {"aud": self.site["key"], "kind": account.kind, "sub": account.value}
        ends = int((real_now() + timedelta(hours=1)).timestamp())
        whole = {name: value for name, value in ({"exp": ends} | said | more).items() if value}
        return jwt.encode(whole, secret or self.site["secret"], algorithm="HS256")

    def log(self, *names: str) -> list[dict[str, Any]]:
        """The events of these kinds, in the order of the log, with when they happened."""
        with self.runtime.sessions.begin() as session:
            rows = select(EventRow).where(EventRow.name.in_(names)).order_by(EventRow.id)
            return [
                {"name": row.name, "at": row.happened_at, **row.payload}
                for row in session.scalars(rows)
            ]

    def sentences(self, language: str = "en") -> list[str]:
        """What the log says of the site, in words."""
        kinds = self.runtime.registry.events
        names = ["PageViewed", "PageLeft", "ElementClicked", "DoneOnSite", "VisitorRecognised"]
        with self.runtime.sessions.begin() as session:
            found = select(EventRow).where(EventRow.name.in_(names)).order_by(EventRow.id)
            rows = [log.decode(kinds, row) for row in session.scalars(found)]
        with self.work() as work:
            return [
                row.event.sentence(language, self._names(work, vars(row.event))) for row in rows
            ]

    def _names(self, work: Work, values: dict[str, Any]) -> dict[str, str]:
        known = self.runtime.registry.names
        return {
            noun: known[noun].read(work, [values[f"{noun}_id"]])[values[f"{noun}_id"]]
            for noun in ("site", "page", "element", "touch", "kind")
            if values.get(f"{noun}_id")
        }

    def counts(self) -> dict[str, int]:
        """What was counted of the site today, without those that are nought."""
        found: dict[str, int] = {}
        with self.work() as work:
            for row in work.session.scalars(work.scope(SiteCount)):
                found[str(row.outcome)] = found.get(str(row.outcome), 0) + row.count
        return found

    def now(self) -> datetime:
        return self.runtime.clock.now()


def founded(runtime: Runtime, client: TestClient, **more: Any) -> Scene:
    """A brand whose site waits for consent."""
    rights = frozenset(runtime.registry.permissions)
    brand = organisation.found_tenant(
        runtime, name="Fawn", owner_login=uuid4().hex, password=uuid4().hex
    )
    with runtime.work(brand.tenant_id, actor=Actor.system("test")) as work:
        _, key = organisation.add_token(
            work,
            user_id=brand.owner_id,
            name="test",
            permissions=rights,
            by=Grantor(rights, rights),
        )
    scene = Scene(runtime, brand.tenant_id, client, str(key), {})
    form = {"name": "商城 H5", "origins": [ORIGIN]} | more
    scene.site = scene.ask("POST", "/sites", form, status=201)
    return scene
