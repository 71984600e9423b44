"""Rules hear what is said in chats, tag in their own name, and keep nothing of the words."""

from uuid import UUID

import pytest

from siyu.audiences import keyword_rules, tag_rules
from siyu.audiences.models import TagRule
from siyu.audiences.tag_rules import RuleDraft
from siyu.customers.tag_models import TagAssignment
from siyu.platform import listeners
from tests.audiences.live.scene import Scene
from tests.customers.asking import Asking
from tests.customers.chats.archive import MEI, agree, bring, message, met

RETURNS = {"any_of": [{"word": "退货", "synonyms": ["退款"]}]}


@pytest.fixture
def mei(scene: Scene, asking: Asking) -> UUID:
    """A customer who agreed to being archived."""
    who = met(scene.runtime, scene.tenant_id)
    agree(asking)
    return who


def ruled(scene: Scene, words: object = RETURNS, **more: object) -> TagRule:
    draft = RuleDraft(name="退货意向", tag_id=scene.tag("想退货"), words=words, **more)  # type: ignore[arg-type]
    with scene.work() as work:
        return tag_rules.add(work, scene.runtime.registry, draft)


def heard(scene: Scene) -> None:
    listeners.settle(scene.runtime, scene.runtime.registry.listeners["keyword_rules"])


def given(scene: Scene, customer_id: UUID) -> list[str]:
    with scene.work() as work:
        mine = work.scope(TagAssignment).where(TagAssignment.customer_id == customer_id)
        return [f"{one.source} {one.actor}" for one in work.session.scalars(mine)]


@pytest.mark.parametrize(
    ("text", "tagged"),
    [
        ("你好，我想退款", True),
        ("我不要退货，只问问物流", False),
        ("今天天气真好", False),
    ],
)
def test_what_somebody_says_tags_them_unless_they_take_it_back(
    scene: Scene, asking: Asking, mei: UUID, text: str, tagged: bool
) -> None:
    rule = ruled(scene)
    assert bring(asking, message("m1", text)) == [("taken", None)]
    heard(scene)
    assert given(scene, mei) == ([f"keyword tag_rule:{rule.id}"] if tagged else [])
    with scene.work() as work:
        assert work.get(TagRule, rule.id).given == int(tagged)


def test_a_rule_hears_only_whom_it_listens_to(scene: Scene, asking: Asking, mei: UUID) -> None:
    rule = ruled(scene, {**RETURNS, "said_by": "staff"})
    bring(asking, message("m1", "我要退货"))
    heard(scene)
    assert given(scene, mei) == []
    bring(asking, message("m2", "可以退货的", sender="lin", to=[MEI]))
    heard(scene)
    assert given(scene, mei) == [f"keyword tag_rule:{rule.id}"]


def test_a_rule_that_is_off_hears_nothing_and_one_by_words_listens_from_now_on(
    scene: Scene, asking: Asking, mei: UUID
) -> None:
    bring(asking, message("m1", "我要退货"))
    heard(scene)
    ruled(scene, enabled=False)
    bring(asking, message("m2", "我要退货"))
    heard(scene)
    assert given(scene, mei) == []


def test_the_api_keeps_tries_and_mends_words(scene: Scene, asking: Asking) -> None:
    tag_id = str(scene.tag("想退货"))
    form = {"name": "退货意向", "tag_id": tag_id, "words": RETURNS}
    made = asking.post("tag-rules", form, status=201)
    assert (made["kind"], made["segment"], made["definition"]) == ("keyword", None, None)
    assert made["words"] == RETURNS
    assert "退货" in made["words_text"]
    tried = asking.post(
        "tag-rules/words/trial", {"words": RETURNS, "text": "不想退货了"}, status=200
    )
    assert not tried["fits"]
    assert [(one["word"], one["counts"]) for one in tried["places"]] == [("退货", False)]
    wrong = asking.post(
        "tag-rules", {**form, "words": {"any_of": [{"word": "想*"}], "negation": 3}}, status=422
    )
    assert wrong["code"] == "ChatRuleUnfit"
    assert wrong["data"]["count"] == 2
    both = asking.post("tag-rules", {**form, "definition": {"kind": "all", "of": []}}, status=422)
    assert both["code"] == "RuleAsksTwo"


def test_the_words_of_a_rule_are_told_in_both_languages() -> None:
    words = {**RETURNS, "none_of": ["退货险"]}
    assert keyword_rules.told(words, "zh-CN") == "客户：任一出现「退货」；不能出现「退货险」"
    told = keyword_rules.told(words, "en")
    assert told == "the customer says any of “退货”; none of “退货险”"
