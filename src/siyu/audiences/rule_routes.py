"""Tag rules over HTTP."""

from uuid import UUID

from fastapi import APIRouter

from siyu.audiences import keyword_rules, tag_rules, views
from siyu.audiences.chat_words.errors import ChatRuleUnfit
from siyu.audiences.errors import (
    RuleAsksTwo,
    RuleInCircle,
    RuleNameNeeded,
    RuleTagUnknown,
    SegmentUnfit,
)
from siyu.audiences.schemas import (
    TagRuleForm,
    TagRuleOut,
    TagRulesOut,
    WordsTrialForm,
    WordsTrialOut,
)
from siyu.audiences.tag_rules import RuleDraft
from siyu.kit.errors import NotFound, Unreachable
from siyu.platform.http import DoWork, Language, TheRuntime, needs, problems

READ, WRITE = needs("segments.read"), needs("tag_rules.write")
WRONG = problems(
    NotFound,
    RuleNameNeeded,
    RuleTagUnknown,
    RuleAsksTwo,
    RuleInCircle,
    SegmentUnfit,
    ChatRuleUnfit,
    Unreachable,
)
router = APIRouter(tags=["audiences"])


@router.get("/tag-rules", dependencies=[READ])
def list_rules(work: DoWork, runtime: TheRuntime, language: Language) -> TagRulesOut:
    """All rules, by name, with how often each gave its tag."""
    found = tag_rules.listed(work)
    return TagRulesOut(items=views.rules(work, runtime.registry, found, language))


@router.post("/tag-rules", dependencies=[WRITE], status_code=201, responses=WRONG)
def add_rule(
    form: TagRuleForm, work: DoWork, runtime: TheRuntime, language: Language
) -> TagRuleOut:
    """Keep a rule. It tags whoever its segment holds, and whoever comes into it."""
    made = tag_rules.add(work, runtime.registry, _draft(form))
    return views.rules(work, runtime.registry, [made], language)[0]


@router.post("/tag-rules/words/trial", dependencies=[READ], responses=problems(ChatRuleUnfit))
def try_words(form: WordsTrialForm, language: Language) -> WordsTrialOut:
    """Whether a text fits the words of a rule, and where each of them stands in it."""
    return views.trial(keyword_rules.tried(form.words, form.text, form.by), language)


@router.put("/tag-rules/{tag_rule_id}", dependencies=[WRITE], responses=WRONG)
def change_rule(
    tag_rule_id: UUID, form: TagRuleForm, work: DoWork, runtime: TheRuntime, language: Language
) -> TagRuleOut:
    """Change a rule; the tags it gave stay."""
    changed = tag_rules.change(work, runtime.registry, tag_rule_id, _draft(form))
    return views.rules(work, runtime.registry, [changed], language)[0]


@router.delete(
    "/tag-rules/{tag_rule_id}", dependencies=[WRITE], status_code=204, responses=problems(NotFound)
)
def remove_rule(tag_rule_id: UUID, work: DoWork, runtime: TheRuntime) -> None:
    """Take a rule out of use; the tags it gave stay."""
    tag_rules.remove(work, runtime.registry, tag_rule_id)


def _draft(form: TagRuleForm) -> RuleDraft:
    return RuleDraft(**form.model_dump())
