"""The brand's own RFM groups: kept, read, and put into questions that name none."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from siyu.insight import questions, rfm_groups
from siyu.insight.models import RfmRules
from siyu.insight.rfm import RfmQuestion
from siyu.insight.rfm_groups import DEFAULTS, RfmGroup
from siyu.platform.work import Work


def groups(work: Work) -> tuple[RfmGroup, ...]:
    """The brand's own, or the defaults."""
    row = work.session.scalars(work.scope(RfmRules)).first()
    return rfm_groups.from_plain(row.groups) if row else DEFAULTS


def keep(work: Work, wanted: Sequence[RfmGroup]) -> tuple[RfmGroup, ...]:
    """Put these in the place of what stands there. Raises QuestionUnfit."""
    questions.demand(rfm_groups.faults(wanted))
    row = work.session.scalars(work.scope(RfmRules).with_for_update()).first()
    plain = rfm_groups.plain(wanted)
    before = row.groups if row else rfm_groups.plain(DEFAULTS)
    if row is None:
        work.add(RfmRules(groups=plain, updated_at=work.now()))
    else:
        row.groups, row.updated_at = plain, work.now()
    work.audit(
        "rfm_groups.changed",
        "rfm_rules",
        work.tenant_id,
        before={"groups": before},
        after={"groups": plain},
    )
    return tuple(wanted)


def filled(question: Any, work: Work) -> Any:
    """The question with the brand's groups where it asks for RFM and names none."""
    if isinstance(question, RfmQuestion) and not question.groups:
        return replace(question, groups=groups(work))
    return question
