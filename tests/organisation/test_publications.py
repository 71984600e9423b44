"""Headquarters publishes to stores, over HTTP: copies, locks, versions, who lags, recall."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from siyu.app import create_app
from siyu.customers.tag_models import Tag, TagGroup
from siyu.organisation import service
from siyu.organisation.models import Publication, PublicationCopy
from siyu.organisation.publications import adopt_overdue
from siyu.platform import jobs
from siyu.platform.clock import FixedClock
from siyu.platform.log import EventRow
from tests.organisation.conftest import PASSWORD, Brand

HELLO = {"name": "Hello", "level": "default", "text": "Hello from the tea house"}
STORES = ("Lake Store", "Hill Store", "River Store")


@dataclass
class Someone:
    """A signed-in person at the console."""

    client: TestClient

    def ask(self, method: str, path: str, body: Any = None, language: str = "en") -> Any:
        return self.client.request(
            method, f"/api{path}", json=body, headers={"accept-language": language}
        )

    def get(self, path: str) -> Any:
        return self.ask("GET", path).json()

    def change(self, rule: dict[str, Any], **changed: Any) -> Any:
        kept = ("id", "sent_count", "updated_at", "published")
        form = {key: value for key, value in rule.items() if key not in kept}
        return self.ask("PUT", f"/welcome-rules/{rule['id']}", form | changed)

    def publish(self, subject: str, *nodes: UUID, kind: str = "welcome_rule", **said: Any) -> Any:
        body = {"kind": kind, "subject_id": subject, "node_ids": [str(id) for id in nodes], **said}
        return self.ask("POST", "/publications", body)

    def copies(self, publication: str) -> dict[str, dict[str, Any]]:
        found = self.get(f"/publications/{publication}")["copies"]
        return {copy["node"]["name"]: copy for copy in found}


class Team:
    """The owner at headquarters, and the managers of two stores."""

    def __init__(self, brand: Brand) -> None:
        self.brand = brand
        self.app = create_app(brand.runtime)
        self._open: list[TestClient] = []
        self.owner = self.someone("owner")
        brand.add_user("lake", "store_manager", node="Lake Store")
        brand.add_user("hill", "store_manager", node="Hill Store")
        self.lake, self.hill = self.someone("lake"), self.someone("hill")
        made = self.owner.ask("POST", "/welcome-rules", HELLO)
        assert made.status_code == 201, made.text
        self.rule = dict(made.json())

    def someone(self, login: str) -> Someone:
        client = TestClient(self.app)
        self._open.append(client)
        answer = client.post("/api/session", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return Someone(client)

    def published(self, *nodes: str, **said: Any) -> dict[str, Any]:
        chosen = [self.brand.nodes[name] for name in nodes]
        answer = self.owner.publish(self.rule["id"], *chosen, **said)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def rewrite(self, **changed: Any) -> None:
        """Change the original at headquarters; nothing is published by that."""
        original = next(
            one for one in self.owner.get("/welcome-rules")["items"] if one["id"] == self.rule["id"]
        )
        assert self.owner.change(original, **changed).status_code == 200

    def events(self, name: str) -> list[dict[str, Any]]:
        with self.brand.work() as work:
            rows = work.session.query(EventRow).where(
                EventRow.tenant_id == work.tenant_id, EventRow.name == name
            )
            return [dict(row.payload) for row in rows.order_by(EventRow.id)]

    def close(self) -> None:
        for client in self._open:
            client.close()


@pytest.fixture
def team(brand: Brand) -> Iterator[Team]:
    team = Team(brand)
    yield team
    team.close()


def test_each_store_below_a_region_gets_its_own_copy(team: Team) -> None:
    made = team.published("East", open_parts=["text"])
    assert (made["version"], made["stores"], made["adopted"]) == (1, 2, 2)
    assert set(team.owner.copies(made["id"])) == {"Lake Store", "Hill Store"}
    lake = copied(team.lake)
    assert lake["node_ids"] == [str(team.brand.nodes["Lake Store"])]
    assert lake["published"] == {
        "publication_id": made["id"], "hq": "Tea House", "version": 1, "newest": 1,
        "open_parts": ["text"], "own_parts": [], "recalled_at": None,
    }  # fmt: skip
    assert copied(team.lake)["id"] != copied(team.hill)["id"]
    assert [one["number"] for one in team.events("PublicationAdopted")] == [1, 1]
    assert team.events("Published") == [
        {"publication_id": made["id"], "number": 1, "store_count": 2}
    ]


def test_a_store_changes_only_what_headquarters_left_open(team: Team) -> None:
    made = team.published("East", open_parts=["text"])
    copy = copied(team.lake)
    refused = team.lake.change(copy, name="Ours")
    assert (refused.status_code, refused.json()["code"]) == (409, "LockedByHeadquarters")
    told = 'Tea House keeps "Name" as published; a store may change: Text.'
    assert refused.json()["message"] == told
    wider = team.lake.change(copy, node_ids=[])
    assert wider.status_code in (403, 409)
    assert copied(team.lake)["text"] == HELLO["text"]

    changed = team.lake.change(copy, text="Hello from the lake")
    assert changed.status_code == 200
    assert changed.json()["published"]["own_parts"] == ["text"]
    assert team.owner.copies(made["id"])["Lake Store"]["own_parts"] == ["text"]
    assert team.owner.get("/publications")["items"][0]["changed"] == 1


def copied(person: Someone) -> dict[str, Any]:
    found = [one for one in person.get("/welcome-rules")["items"] if one["published"]]
    return dict(found[0])


def test_a_store_cannot_delete_its_copy_until_it_is_recalled(team: Team) -> None:
    made = team.published("Lake Store")
    copy = copied(team.lake)
    held = team.lake.ask("DELETE", f"/welcome-rules/{copy['id']}")
    assert (held.status_code, held.json()["code"]) == (409, "HeldByHeadquarters")
    assert team.owner.ask("POST", f"/publications/{made['id']}/recall", {}).status_code == 200
    assert team.lake.ask("DELETE", f"/welcome-rules/{copy['id']}").status_code == 204
    assert team.owner.copies(made["id"])["Lake Store"]["local_id"] is None


def test_a_new_version_moves_locked_parts_and_leaves_open_ones_to_the_store(team: Team) -> None:
    made = team.published("East", open_parts=["text"])
    team.lake.change(copied(team.lake), text="Hello from the lake")
    team.rewrite(name="Hello 2", text="Hello again from the tea house")
    assert team.owner.get(f"/publications/{made['id']}")["subject"] == "changed"
    again = team.published(open_parts=["text"])
    assert (again["id"], again["version"], again["subject"]) == (made["id"], 2, "kept")
    lake, hill = copied(team.lake), copied(team.hill)
    assert (lake["name"], lake["text"]) == ("Hello 2", "Hello from the lake")
    assert (hill["name"], hill["text"]) == ("Hello 2", "Hello again from the tea house")


def test_a_part_that_is_locked_again_follows_headquarters(team: Team) -> None:
    team.published("East", open_parts=["text"])
    team.lake.change(copied(team.lake), text="Hello from the lake")
    team.published(open_parts=[])
    lake = copied(team.lake)
    assert (lake["text"], lake["published"]["own_parts"]) == (HELLO["text"], [])


def test_a_store_lags_until_it_takes_the_version_up(team: Team, clock: FixedClock) -> None:
    made = team.published("East", accept_by="2026-11-20")
    assert (made["lagging"], made["adopted"]) == (2, 0)
    assert [one for one in team.lake.get("/welcome-rules")["items"] if one["published"]] == []
    clock.forward(hours=1)
    lake = str(team.brand.nodes["Lake Store"])
    path = f"/publications/{made['id']}/adopt"
    assert team.lake.ask("POST", path, {"node_id": lake}).status_code == 200
    copies = team.owner.copies(made["id"])
    assert (copies["Lake Store"]["state"], copies["Hill Store"]["state"]) == ("adopted", "lagging")
    assert copies["Hill Store"]["lagging_since"].startswith("2026-11-16T04:00")
    other = team.lake.ask("POST", path, {"node_id": str(team.brand.nodes["Hill Store"])})
    assert other.status_code == 404


def test_after_its_day_a_version_is_taken_up_for_the_store(team: Team, clock: FixedClock) -> None:
    made = team.published("East", accept_by="2026-11-20")
    runtime = team.brand.runtime
    clock.forward(days=4)
    assert not jobs.hand_over_due(runtime)
    clock.forward(hours=12)
    assert jobs.hand_over_due(runtime)
    with team.brand.work() as work:
        kinds = runtime.registry.publishables
        assert adopt_overdue(work, kinds, UUID(made["id"]), 1) == 2
    assert team.owner.get(f"/publications/{made['id']}")["adopted"] == 2
    late = team.owner.publish(team.rule["id"], accept_by="2026-11-20")
    assert late.json()["code"] == "BadDeadline"


def test_recall_stops_the_copies_and_restore_gives_them_back(team: Team) -> None:
    made = team.published("East", open_parts=["text"])
    team.lake.change(copied(team.lake), text="Hello from the lake")
    lake = str(team.brand.nodes["Lake Store"])
    path = f"/publications/{made['id']}"
    team.owner.ask("POST", f"{path}/recall", {"node_ids": [lake]})
    stopped = copied(team.lake)
    assert (stopped["active"], copied(team.hill)["active"]) == (False, True)
    assert team.lake.change(stopped, active=True).json()["code"] == "LockedByHeadquarters"
    team.rewrite(text="Hello once more")
    assert team.published()["recalled"] == 1
    assert copied(team.lake)["text"] == "Hello from the lake"

    back = team.owner.ask("POST", f"{path}/restore", {"node_ids": [lake]}).json()
    assert (back["recalled"], back["adopted"]) == (0, 2)
    assert (copied(team.lake)["active"], copied(team.lake)["text"]) == (True, "Hello once more")
    assert len(team.events("PublicationRecalled")) == 1


def test_a_restored_store_has_its_own_words_back(team: Team) -> None:
    made = team.published("Lake Store", open_parts=["text"])
    team.lake.change(copied(team.lake), text="Hello from the lake")
    path = f"/publications/{made['id']}"
    team.owner.ask("POST", f"{path}/recall", {})
    team.owner.ask("POST", f"{path}/restore", {})
    assert copied(team.lake)["text"] == "Hello from the lake"


def test_what_hinders_a_store_is_seen_and_does_not_hinder_the_others(team: Team) -> None:
    made = team.published("East")
    lake = copied(team.lake)
    with team.brand.work() as work:
        row = work.session.query(PublicationCopy).where(
            PublicationCopy.local_id == UUID(lake["id"])
        )
        row.one().own_values = {"name": ""}
    team.rewrite(text="Hello 2")
    again = team.published(open_parts=["name"])
    assert (again["failed"], again["adopted"]) == (1, 1)
    copy = team.owner.copies(made["id"])["Lake Store"]
    assert copy["state"] == "failed"
    assert copy["reason"] == "Give it a name, at most 50 characters."
    assert copied(team.hill)["text"] == "Hello 2"
    assert copied(team.lake)["text"] == HELLO["text"]


def test_only_headquarters_publishes_and_recalls(team: Team) -> None:
    brand = team.brand
    with brand.work() as work:
        every = sorted(brand.all_rights.known)
        service.add_role(work, name="All", permissions=every, sees="subtree", by=brand.all_rights)
    brand.look()
    brand.add_user("east", "All", node="East")
    east = team.someone("east")
    made = team.published("East")
    for path in ("recall", "restore"):
        refused = east.ask("POST", f"/publications/{made['id']}/{path}", {})
        assert (refused.status_code, refused.json()["code"]) == (403, "HeadquartersPublishes")
    own = east.publish(team.rule["id"], brand.nodes["East"])
    assert own.json()["code"] == "HeadquartersPublishes"
    assert set(east.copies(made["id"])) == {"Lake Store", "Hill Store"}


def test_a_store_sees_its_own_copies_alone(team: Team) -> None:
    made = team.published("East")
    assert set(team.lake.copies(made["id"])) == {"Lake Store"}
    river = team.published("River Store")
    assert river["id"] == made["id"]
    (line,) = team.lake.get("/publications")["items"]
    assert (line["stores"], line["subject"]) == (1, None)
    assert team.lake.publish(team.rule["id"], team.brand.nodes["Lake Store"]).status_code == 403


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"kind": "playbook"}, "UnknownKind"),
        ({"open_parts": ["level"]}, "UnknownPart"),
        ({"accept_by": "2026-11-16"}, "BadDeadline"),
        ({"node_ids": []}, "StoresNeeded"),
    ],
)
def test_what_cannot_be_published_is_refused_by_name(
    team: Team, said: dict[str, Any], code: str
) -> None:
    body = {
        "kind": "welcome_rule", "subject_id": team.rule["id"],
        "node_ids": [str(team.brand.nodes["East"])], **said,
    }  # fmt: skip
    answer = team.owner.ask("POST", "/publications", body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert team.owner.get("/publications")["items"] == []


def test_a_copy_is_not_published_further(team: Team) -> None:
    team.published("Lake Store")
    answer = team.owner.publish(copied(team.lake)["id"], team.brand.nodes["River Store"])
    assert answer.json()["code"] == "CopyOfCopy"


def test_two_who_publish_at_once_make_two_versions_of_one_publication(team: Team) -> None:
    east = team.brand.nodes["East"]
    second = team.someone("owner")
    answers = together(
        lambda: team.owner.publish(team.rule["id"], east),
        lambda: second.publish(team.rule["id"], east),
    )
    assert sorted(answer.json()["version"] for answer in answers) == [1, 2]
    with team.brand.work() as work:
        (row,) = work.session.scalars(work.scope(Publication))
        copies = work.session.scalars(work.scope(PublicationCopy)).all()
    assert (row.version, [copy.version for copy in copies]) == (2, [2, 2])


def test_a_store_that_edits_while_a_version_arrives_loses_nothing_it_may_set(team: Team) -> None:
    team.published("Lake Store", open_parts=["text"])
    for turn in range(4):
        copy = copied(team.lake)
        team.rewrite(name=f"Hello {turn}", text=f"From above {turn}")
        edited, published = together(
            lambda copy=copy, turn=turn: team.lake.change(copy, text=f"From the lake {turn}"),
            lambda: team.owner.publish(team.rule["id"], open_parts=["text"]),
        )
        assert published.status_code == 201
        now = copied(team.lake)
        assert now["name"] == f"Hello {turn}"
        if edited.status_code == 200:
            assert now["text"] == f"From the lake {turn}"
        else:
            # The version came first: the form still held the old name.
            assert edited.json()["code"] == "LockedByHeadquarters"
            assert now["text"] == copy["text"] or not copy["published"]["own_parts"]


def together(*acts: Any) -> list[Any]:
    """Do these at once; what they answered."""
    answers: list[Any] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(place: int, act: Any) -> None:
        gate.wait()
        answers[place] = act()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_a_published_tag_group_is_given_at_its_stores_alone(team: Team) -> None:
    with team.brand.work() as work:
        group = work.add(TagGroup(name="Tea"))
        work.add(Tag(group_id=group.id, name="Green", wecom_id="et1"))
        other = work.add(TagGroup(name="Free"))
        work.add(Tag(group_id=other.id, name="Any", wecom_id="et2"))
        group_id = str(group.id)
    assert tags(team.hill) == {"Tea", "Free"}
    made = team.owner.publish(group_id, team.brand.nodes["Lake Store"], kind="tag_group").json()
    assert (tags(team.lake), tags(team.hill)) == ({"Tea", "Free"}, {"Free"})
    assert tags(team.owner) == {"Tea", "Free"}
    path = f"/publications/{made['id']}"
    team.owner.ask("POST", f"{path}/recall", {})
    assert tags(team.lake) == {"Free"}
    team.owner.ask("POST", f"{path}/restore", {})
    assert tags(team.lake) == {"Tea", "Free"}


def tags(person: Someone) -> set[str]:
    return {group["name"] for group in person.get("/tags")["items"]}


def test_each_act_is_in_the_audit_trail(team: Team) -> None:
    made = team.published("Lake Store")
    path = f"/publications/{made['id']}"
    team.owner.ask("POST", f"{path}/recall", {})
    team.owner.ask("POST", f"{path}/restore", {})
    found = team.owner.get(f"/audit?subject=publication&subject_id={made['id']}")["items"]
    assert {one["what_words"] for one in found} == {
        "Publication published", "Publication recalled", "Publication given back",
    }  # fmt: skip
    assert date.fromisoformat(found[0]["at"][:10]) == date(2026, 11, 16)
