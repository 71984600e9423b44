"""Messages of the app to staff, through a WeCom with its moods."""

import time
from uuid import UUID

from siyu.messaging import service
from siyu.messaging.reasons import Outcome, Reason
from tests.messaging.scene import Scene, Wecom, ended, let_out


def test_staff_are_told_by_the_app(scene: Scene, wecom: Wecom) -> None:
    userid = wecom.userids[1]
    staff_ids = scene.hire(userid, "gone-from-wecom")
    words = f"{time.time_ns()} 活码无人值班"
    delivery_id = tell(scene, "alert:1", staff_ids, words)
    let_out(scene)
    assert ended(scene, delivery_id) == (Outcome.SENT, Reason.SENT)
    assert {"msgtype": "text", "text": {"content": words}} in wecom.app_messages(userid)
    assert scene.events(delivery_id) == [("StaffMessageSent", None)]


def test_an_alert_whose_answer_was_lost_reaches_nobody_twice(scene: Scene, wecom: Wecom) -> None:
    wecom.faults({"kind": "answer_lost", "path": "message/send", "next": 1})
    userid = wecom.userids[1]
    words = f"{time.time_ns()} 活码无人值班"
    delivery_id = tell(scene, "alert:2", scene.hire(userid), words)
    let_out(scene, seconds=2)
    assert ended(scene, delivery_id) == (Outcome.SENT, Reason.SENT)
    assert scene.row(delivery_id).attempts == 2
    said = [one["text"]["content"] for one in wecom.app_messages(userid)]
    assert said.count(words) == 1


def test_nobody_can_be_told(scene: Scene) -> None:
    unknown = tell(scene, "alert:3", scene.hire("gone-from-wecom"), "hello")
    let_out(scene)
    assert ended(scene, unknown) == (Outcome.FAILED, Reason.NOBODY_REACHED)
    assert scene.events(unknown) == [("StaffMessageNotSent", "nobody_reached")]


def tell(scene: Scene, key: str, staff_ids: list[UUID], text: str) -> UUID:
    with scene.work() as work:
        return service.claim_app_message(work, key, staff_ids, text)
