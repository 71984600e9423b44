"""The brand's own value classes: kept, read, and put into questions that name none."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from siyu.insight import questions, value_classes
from siyu.insight.models import ValueRules
from siyu.insight.rfm import RfmQuestion
from siyu.insight.value_classes import DEFAULTS, ValueClass
from siyu.platform.work import Work


def classes(work: Work) -> tuple[ValueClass, ...]:
    """The brand's own, or the defaults."""
    row = work.session.scalars(work.scope(ValueRules)).first()
    return value_classes.from_plain(row.classes) if row else DEFAULTS


def keep(work: Work, wanted: Sequence[ValueClass]) -> tuple[ValueClass, ...]:
    """Put these in the place of what stands there. Raises QuestionUnfit."""
    questions.demand(value_classes.faults(wanted))
    row = work.session.scalars(work.scope(ValueRules).with_for_update()).first()
    plain = value_classes.plain(wanted)
    before = row.classes if row else value_classes.plain(DEFAULTS)
    if row is None:
        work.add(ValueRules(classes=plain, updated_at=work.now()))
    else:
        row.classes, row.updated_at = plain, work.now()
    work.audit(
        "value_classes.changed",
        "value_rules",
        work.tenant_id,
        before={"classes": before},
        after={"classes": plain},
    )
    return tuple(wanted)


def filled(question: Any, work: Work) -> Any:
    """The question with the brand's classes where it asks for RFM and names none."""
    if isinstance(question, RfmQuestion) and not question.classes:
        return replace(question, classes=classes(work))
    return question
