"""Where tags are used by segments and rules, so that people know before they delete one."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from siyu.audiences.models import Segment, TagRule
from siyu.platform.declarations import Usage
from siyu.platform.work import Work


def segments_of_tags(work: Work, tag_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[str]]:
    """The segments that ask for a tag."""
    live = work.scope(Segment).where(Segment.gone_at.is_(None)).order_by(Segment.name)
    texts = [(one.name, str(one.definition)) for one in work.session.scalars(live)]
    return {id: [name for name, text in texts if str(id) in text] for id in tag_ids}


def rules_of_tags(work: Work, tag_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[str]]:
    """The rules that give a tag."""
    mine = work.scope(TagRule).where(TagRule.tag_id.in_(tag_ids)).order_by(TagRule.name)
    found: dict[UUID, list[str]] = {id: [] for id in tag_ids}
    for rule in work.session.scalars(mine):
        found[rule.tag_id].append(rule.name)
    return found


USAGES = (
    Usage("segments_of_tag", "tag", "Segments", "人群包", segments_of_tags),
    Usage("rules_of_tag", "tag", "Tag rules", "自动标签规则", rules_of_tags),
)
