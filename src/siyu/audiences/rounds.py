"""Whose turn it is to decide about a brand's people: one batch at a time, each with a number."""

from typing import Any

from sqlalchemy import text

from siyu.platform.work import Work

TAKE: Any = text(
    "INSERT INTO audience_rounds AS kept (tenant_id, round) VALUES (:tenant, 1)"
    " ON CONFLICT (tenant_id) DO UPDATE SET round = kept.round + 1 RETURNING round"
)


def take(work: Work) -> int:
    """The next round, held until this Work ends; whoever else wants one waits."""
    return int(work.session.execute(TAKE, {"tenant": work.tenant_id}).scalar_one())
