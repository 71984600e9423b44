"""A browser is a customer's only by the word of the brand's server, and for as long as it holds."""

from collections.abc import Callable
from typing import Any

import jwt
import pytest

from siyu.customers.service import Account, Newcomer, known_account, meet_all
from siyu.insight.tracking.models import SiteVisitor
from siyu.platform.clock import real_now
from tests.insight.tracking.scene import ANN, BO, Scene, ago, hexed

V, S = hexed(), hexed()


def page(**more: Any) -> dict[str, Any]:
    return ago("page", **{"v": V, "s": S, **more})


def identify(token: str, **more: Any) -> dict[str, Any]:
    return ago("identify", x=token, **{"v": V, "s": S, **more})


def test_from_a_signed_word_on_events_are_the_customers(scene: Scene) -> None:
    ann = scene.person()
    scene.tell(page())
    scene.tell(identify(scene.token()), page())
    scene.tell(page())
    before, *after = scene.log("PageViewed")
    assert before["customer_id"] is None
    assert {one["customer_id"] for one in after} == {str(ann)}
    assert len({one["visitor_id"] for one in (before, *after)}) == 1
    (told,) = scene.log("VisitorRecognised")
    assert told["customer_id"] == str(ann)
    lines = scene.ask("GET", f"/customers/{ann}/timeline")["items"]
    assert "Signed in on 商城 H5." in [one["sentence"] for one in lines]


def test_the_same_word_again_says_nothing_new(scene: Scene) -> None:
    scene.person()
    for _ in range(3):
        scene.tell(identify(scene.token()))
    assert len(scene.log("VisitorRecognised")) == 1
    assert scene.counts() == {"taken": 3}


def test_another_customer_in_one_browser_is_another_visitor(scene: Scene) -> None:
    ann, bo = scene.person(ANN), scene.person(BO)
    scene.tell(identify(scene.token(ANN)), page())
    scene.tell(identify(scene.token(BO)), page())
    first, second = scene.log("PageViewed")
    assert (first["customer_id"], second["customer_id"]) == (str(ann), str(bo))
    assert first["visitor_id"] != second["visitor_id"]
    with scene.work() as work:
        rows = work.session.scalars(work.scope(SiteVisitor)).all()
        assert {(row.customer_id, row.mark is None) for row in rows} == {(ann, True), (bo, False)}


def in_seconds(seconds: float) -> int:
    return int(real_now().timestamp() + seconds)


def changed(scene: Scene) -> str:
    """Bo's word under Ann's signature."""
    head, body, _ = scene.token(BO).split(".")
    return ".".join((head, body, scene.token(ANN).split(".")[2]))


def unsigned(scene: Scene) -> str:
    said = {"aud": scene.site["key"], "kind": ANN.kind, "sub": ANN.value, "exp": in_seconds(60)}
    return jwt.encode(said, "", algorithm="none")


FORGED: dict[str, Callable[[Scene], str]] = {
    "another secret": lambda scene: scene.token(secret="x" * 43),
    "another site": lambda scene: scene.token(aud="another"),
    "no signature": unsigned,
    "changed": changed,
    "over": lambda scene: scene.token(exp=in_seconds(-360)),
    "for a year": lambda scene: scene.token(exp=in_seconds(365 * 86_400)),
    "for ever": lambda scene: scene.token(exp=0),
    "no kind": lambda scene: scene.token(kind=""),
    "nobody's": lambda scene: scene.token(BO),
    "a phone": lambda scene: scene.token(Account("phone", "+8613912345678")),
    "just said": lambda _: "member_number:M-1001",
}


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("another secret", "signature_wrong"),
        ("another site", "signature_wrong"),
        ("no signature", "signature_wrong"),
        ("changed", "signature_wrong"),
        ("for ever", "signature_wrong"),
        ("no kind", "signature_wrong"),
        ("over", "token_expired"),
        ("for a year", "token_expired"),
        ("nobody's", "unknown_account"),
        ("a phone", "unknown_account"),
        ("just said", "unsigned"),
    ],
)
def test_a_stranger_cannot_claim_to_be_someone(scene: Scene, case: str, reason: str) -> None:
    scene.person()
    scene.tell(identify(FORGED[case](scene)), page())
    assert scene.log("PageViewed")[0]["customer_id"] is None
    assert scene.log("VisitorRecognised") == []
    assert scene.counts() == {reason: 1, "taken": 1}


def test_a_new_secret_ends_the_old_one(scene: Scene) -> None:
    scene.person()
    old = scene.token()
    secret = scene.ask("POST", f"/sites/{scene.site['id']}/rotate-secret")["secret"]
    scene.tell(identify(old))
    assert scene.counts() == {"signature_wrong": 1}
    scene.tell(identify(scene.token(secret=secret)))
    assert len(scene.log("VisitorRecognised")) == 1


def test_two_who_become_one_keep_their_browsers_and_part_with_them(scene: Scene) -> None:
    ann, bo = scene.person(ANN), scene.person(BO)
    other = hexed()
    scene.tell(identify(scene.token(ANN)), identify(scene.token(BO), v=other))
    merged = scene.ask("POST", f"/customers/{ann}/merges", {"gone_id": str(bo)})
    scene.tell(page(v=other))
    assert scene.log("PageViewed")[-1]["customer_id"] == str(ann)
    scene.ask("POST", f"/merges/{merged['id']}/undo", {})
    scene.tell(page(v=other))
    assert scene.log("PageViewed")[-1]["customer_id"] == str(bo)


def test_a_person_gets_their_visits_and_is_forgotten_with_them(scene: Scene) -> None:
    ann = scene.person()
    scene.tell(identify(scene.token()), page(p="/tea", u={"utm_source": "wechat"}))
    said = scene.ask("GET", f"/customers/{ann}/export")
    (visitor,) = said["holdings"]["site_visitors"]
    assert visitor["site"] == "商城 H5"
    assert [(one["page"], one["came_by"]) for one in visitor["visits"]] == [("/tea", "wechat")]
    assert "mark" not in str(visitor)
    scene.ask("POST", f"/customers/{ann}/erase", {})
    with scene.work() as work:
        assert work.session.scalars(work.scope(SiteVisitor)).all() == []
    scene.tell(page())
    assert scene.log("PageViewed")[-1]["customer_id"] is None
    assert scene.log("PageViewed")[-1]["visitor_id"] != scene.log("PageViewed")[0]["visitor_id"]


def test_a_browser_goes_with_the_account_it_was_recognised_by(scene: Scene) -> None:
    with scene.work() as work:
        (met,) = meet_all(work, [Newcomer((ANN, BO), evidence="list")])
    other = hexed()
    scene.tell(identify(scene.token(ANN)), identify(scene.token(BO), v=other))
    with scene.work() as work:
        known = known_account(work, BO)
    assert known is not None
    theirs = [str(known.identity_id)]
    asked = {"identity_ids": theirs, "by": "list"}
    scene.ask("POST", f"/customers/{met.customer_id}/splits", asked, status=201)
    scene.tell(page(), page(v=other))
    first, second = scene.log("PageViewed")
    assert first["customer_id"] == str(met.customer_id)
    assert second["customer_id"] not in (None, first["customer_id"])
