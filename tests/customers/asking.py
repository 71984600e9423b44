"""A brand's people over HTTP: customers met and befriended, and whoever asks about them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient

from siyu.customers import friends, people
from siyu.customers.friends import Added
from siyu.customers.people import Profile
from siyu.organisation import service as organisation
from siyu.organisation.service import Grantor
from siyu.platform.access import Actor
from siyu.platform.jobs import JobRun
from siyu.platform.runtime import Runtime

TEST = Actor.system("test")


@dataclass
class Asking:
    """Asks the API as the owner of a brand, or as someone else by `key`."""

    runtime: Runtime
    tenant_id: UUID
    client: TestClient
    key: str
    made: dict[str, UUID] = field(default_factory=dict)

    def get(self, path: str, *, status: int = 200, **query: Any) -> Any:
        return self.ask("GET", path, status, params=query)

    def post(self, path: str, body: Any = None, *, status: int = 201) -> Any:
        return self.ask("POST", path, status, json=body or {})

    def put(self, path: str, body: Any, *, status: int = 200) -> Any:
        return self.ask("PUT", path, status, json=body)

    def patch(self, path: str, body: Any, *, status: int = 200) -> Any:
        return self.ask("PATCH", path, status, json=body)

    def delete(self, path: str, *, status: int = 204) -> Any:
        return self.ask("DELETE", path, status)

    def ask(self, method: str, path: str, status: int, **more: Any) -> Any:
        headers = {"authorization": f"Bearer {self.key}", "accept-language": "en"}
        answer = self.client.request(method, f"/api/{path}", headers=headers, **more)
        assert answer.status_code == status, (path, answer.status_code, answer.text)
        json = answer.headers.get("content-type", "").startswith("application/json")
        return answer.json() if json and answer.content else answer.text

    def names(self, **query: Any) -> list[str]:
        return [row["name"] for row in self.get("customers", **query)["items"]]

    def meet(
        self, name: str, staff_id: UUID | None = None, *, phone: str = "", days_ago: int = 0
    ) -> UUID:
        """Someone of this name; a friend of staff if one is given."""
        account = f"wm{name}"
        with self.runtime.work(self.tenant_id, actor=TEST) as work:
            at = work.now() - timedelta(days=days_ago)
            if staff_id is None:
                customer = people.meet(work, Profile(account, name=name))
                customer_id = customer.id
            else:
                added = Added(Profile(account, name=name), staff_id, at)
                customer_id = friends.add(work, added).customer_id
            if phone:
                people.add_phones(work, customer_id, [phone], evidence="remark")
        self.made[name] = customer_id
        return customer_id

    def run(self, job: str, **args: Any) -> None:
        """Run a job's own code, as a worker would."""
        self.runtime.registry.jobs[job].run(JobRun(self.runtime, self.tenant_id, 0), **args)

    def run_batch(self, batch: Any) -> Any:
        self.run("customers.tag_batch", batch_id=batch["id"])
        return self.get(f"tag-batches/{batch['id']}")

    def group(self, name: str) -> dict[str, Any]:
        library = self.get("tag-library")["items"]
        found: dict[str, Any] = next(one for one in library if one["name"] == name)
        return found

    def tag(self, name: str, group: str = "Interests") -> str:
        """A tag of this name, made here; its id."""
        groups = {one["name"]: one["id"] for one in self.get("tag-library")["items"]}
        if group not in groups:
            made = self.post("tag-groups", {"name": group})
            groups = {one["name"]: one["id"] for one in made["items"]}
        self.post("tags", {"tag_group_id": groups[group], "name": name})
        tags = self.group(group)["tags"]
        return next(str(one["id"]) for one in tags if one["name"] == name)

    def give(self, customer_id: UUID, *tag_ids: str, until: datetime | None = None) -> Any:
        body = {"add": list(tag_ids), "until": until.isoformat() if until else None}
        return self.post(f"customers/{customer_id}/tags", body, status=200)

    def tags_of(self, customer_id: UUID) -> list[str]:
        return sorted(one["name"] for one in self.get(f"customers/{customer_id}")["tags"])

    def events(self, name: str) -> list[dict[str, Any]]:
        """The payloads of all events of a name, the oldest first."""
        sql = "SELECT payload FROM events WHERE tenant_id = %s AND name = %s ORDER BY id"
        with self.runtime.engine.connect() as connection:
            rows = connection.exec_driver_sql(sql, (self.tenant_id, name)).all()
        return [row.payload for row in rows]

    def as_user(self, rights: Sequence[str], node_id: UUID | None = None) -> "Asking":
        """The same brand, asked by someone with these rights who sees one node's people."""
        all_rights = frozenset(self.runtime.registry.permissions)
        by = Grantor(all_rights, all_rights)
        with self.runtime.work(self.tenant_id, actor=TEST) as work:
            name = f"user {len(organisation.user_lines(work))}"
            role = organisation.add_role(
                work, name=name, permissions=sorted(rights), sees="subtree", by=by
            )
            root = next(one.node.id for one in organisation.node_lines(work))
            user = organisation.add_user(
                work,
                name=name,
                login=name.replace(" ", ""),
                password="a long pass phrase",
                role_id=role.id,
                by=by,
                node_id=node_id or root,
            )
            _, key = organisation.add_token(
                work, user_id=user.id, name=name, permissions=frozenset(rights), by=by
            )
        return Asking(self.runtime, self.tenant_id, self.client, key, self.made)
